@NullMarked
package org.atoll.gateway.rpc;

import org.jspecify.annotations.NullMarked;
