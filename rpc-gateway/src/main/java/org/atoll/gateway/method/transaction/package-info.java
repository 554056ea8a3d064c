@NullMarked
package org.atoll.gateway.method.transaction;

import org.jspecify.annotations.NullMarked;
