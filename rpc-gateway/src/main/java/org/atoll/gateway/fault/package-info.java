@NullMarked
package org.atoll.gateway.fault;

import org.jspecify.annotations.NullMarked;
