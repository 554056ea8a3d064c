@NullMarked
package org.atoll.sdk.ethereum;

import org.jspecify.annotations.NullMarked;
