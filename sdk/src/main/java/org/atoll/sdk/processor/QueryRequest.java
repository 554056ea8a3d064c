package org.atoll.sdk.processor;

import org.atoll.sdk.value.Bytes;

/**
 * A read-only question to a family.
 *
 * @param block the block whose state is asked
 * @param payload in the family's own format; family evm: EvmQuery
 * @param stop asked now and then by long-running handlers: true when the time is up or nobody waits
 */
public record QueryRequest(BlockContext block, Bytes payload, Stop stop) {
  @FunctionalInterface
  public interface Stop {
    boolean requested();
  }
}
