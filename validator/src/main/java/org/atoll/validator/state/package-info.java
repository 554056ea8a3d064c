/**
 * State: one map from addresses to values, its history and its trees. What is final lies in the store, what is newer in
 * immutable {@linkplain org.atoll.validator.state.StateLayer layers} over it.
 */
@NullMarked
package org.atoll.validator.state;

import org.jspecify.annotations.NullMarked;
