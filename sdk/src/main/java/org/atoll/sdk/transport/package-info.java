@NullMarked
package org.atoll.sdk.transport;

import org.jspecify.annotations.NullMarked;
