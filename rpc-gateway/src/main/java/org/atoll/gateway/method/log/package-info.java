@NullMarked
package org.atoll.gateway.method.log;

import org.jspecify.annotations.NullMarked;
