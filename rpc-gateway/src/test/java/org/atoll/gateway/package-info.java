@NullMarked
package org.atoll.gateway;

import org.jspecify.annotations.NullMarked;
