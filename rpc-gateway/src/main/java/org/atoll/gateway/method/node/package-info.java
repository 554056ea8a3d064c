@NullMarked
package org.atoll.gateway.method.node;

import org.jspecify.annotations.NullMarked;
