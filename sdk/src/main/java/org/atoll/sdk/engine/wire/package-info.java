@NullMarked
package org.atoll.sdk.engine.wire;

import org.jspecify.annotations.NullMarked;
