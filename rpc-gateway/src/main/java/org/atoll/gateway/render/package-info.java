@NullMarked
package org.atoll.gateway.render;

import org.jspecify.annotations.NullMarked;
