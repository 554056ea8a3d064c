package org.atoll.validator.state;

import org.atoll.sdk.value.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * What a block did to one address.
 *
 * @param before null: it held nothing
 * @param after null: it holds nothing
 */
record Change(@Nullable Bytes before, @Nullable Bytes after) {}
