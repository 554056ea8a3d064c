@NullMarked
package org.atoll.gateway.method.debug;

import org.jspecify.annotations.NullMarked;
