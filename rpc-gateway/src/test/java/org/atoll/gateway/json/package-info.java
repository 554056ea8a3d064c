@NullMarked
package org.atoll.gateway.json;

import org.jspecify.annotations.NullMarked;
