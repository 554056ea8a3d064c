@NullMarked
package org.atoll.gateway.method.fee;

import org.jspecify.annotations.NullMarked;
