package org.atoll.validator.execution;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.atoll.sdk.account.EvmState;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.Hash32;
import org.atoll.validator.processor.Chunk;
import org.atoll.validator.state.StateReader;

/** State, and ancestors' Ethereum hashes under the virtual addresses the EVM reads them from. */
public record ExecutionReads(StateReader state, AncestorHashes hashes) implements Chunk.Reads {
  private static final byte BLOCK_HASH_KIND = 3;
  private static final int BLOCK_HASH_SIZE = 3 + 1 + Long.BYTES;

  @Override
  public List<Optional<Bytes>> getAll(List<Address> addresses) {
    if (addresses.stream().noneMatch(ExecutionReads::isBlockHash)) {
      return state.getAll(addresses);
    }
    var values = new ArrayList<Optional<Bytes>>(addresses.size());
    for (var address : addresses) {
      values.add(isBlockHash(address) ? hashes.at(heightOf(address)).map(Hash32::bytes) : state.get(address));
    }
    return values;
  }

  /** Whether the address is one of those; nobody may write there. */
  static boolean isBlockHash(Address address) {
    var bytes = address.bytes();
    return bytes.size() == BLOCK_HASH_SIZE && bytes.get(3) == BLOCK_HASH_KIND && bytes.startsWith(EvmState.PREFIX);
  }

  private static long heightOf(Address address) {
    return ByteBuffer.wrap(address.bytes().unsafeArray()).getLong(4);
  }
}
