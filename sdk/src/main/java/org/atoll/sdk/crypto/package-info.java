@NullMarked
package org.atoll.sdk.crypto;

import org.jspecify.annotations.NullMarked;
