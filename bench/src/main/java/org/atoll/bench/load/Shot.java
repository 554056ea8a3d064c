package org.atoll.bench.load;

import org.atoll.sdk.value.Bytes;

/**
 * A request that is ready to be sent.
 *
 * @param id of the transaction, 32 bytes; of a call, empty
 * @param body in the form its {@link Line} sends
 */
record Shot<T>(Bytes id, T body) {}
