/** The pairing-friendly curve BLS12-381 of EIP-2537 and EIP-4844, through the native library blst. */
@NullMarked
package org.atoll.seth.bls;

import org.jspecify.annotations.NullMarked;
