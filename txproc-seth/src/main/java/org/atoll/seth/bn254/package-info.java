/** The pairing-friendly curve BN254 (alt_bn128) of EIP-196 and EIP-197. */
@org.jspecify.annotations.NullMarked
package org.atoll.seth.bn254;
