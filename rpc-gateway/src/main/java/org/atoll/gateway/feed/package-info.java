@NullMarked
package org.atoll.gateway.feed;

import org.jspecify.annotations.NullMarked;
