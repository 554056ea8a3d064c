@NullMarked
package org.atoll.gateway.method.dev;

import org.jspecify.annotations.NullMarked;
