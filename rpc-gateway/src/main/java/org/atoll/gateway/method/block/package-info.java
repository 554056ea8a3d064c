@NullMarked
package org.atoll.gateway.method.block;

import org.jspecify.annotations.NullMarked;
