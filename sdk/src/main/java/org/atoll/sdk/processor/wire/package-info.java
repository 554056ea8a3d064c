@NullMarked
package org.atoll.sdk.processor.wire;

import org.jspecify.annotations.NullMarked;
