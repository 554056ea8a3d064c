@NullMarked
package org.atoll.gateway.method.pool;

import org.jspecify.annotations.NullMarked;
