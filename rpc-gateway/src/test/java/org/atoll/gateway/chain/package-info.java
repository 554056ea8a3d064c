@NullMarked
package org.atoll.gateway.chain;

import org.jspecify.annotations.NullMarked;
