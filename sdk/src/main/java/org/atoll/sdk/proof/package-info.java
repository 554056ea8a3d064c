/** Proofs that state holds a value, or none, under the state root of a block header; and their verification. */
@NullMarked
package org.atoll.sdk.proof;

import org.jspecify.annotations.NullMarked;
