@NullMarked
package org.atoll.gateway.method.execution;

import org.jspecify.annotations.NullMarked;
