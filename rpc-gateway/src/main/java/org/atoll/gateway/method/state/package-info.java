@NullMarked
package org.atoll.gateway.method.state;

import org.jspecify.annotations.NullMarked;
