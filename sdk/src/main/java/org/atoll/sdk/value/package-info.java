@NullMarked
package org.atoll.sdk.value;

import org.jspecify.annotations.NullMarked;
