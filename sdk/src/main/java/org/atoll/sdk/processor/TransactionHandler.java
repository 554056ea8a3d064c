package org.atoll.sdk.processor;

import org.atoll.sdk.value.Bytes;

/**
 * What the author of a contract platform writes: the meaning of one transaction family.
 *
 * <p>{@code apply} must be deterministic: the same request on the same state gives the same outcome on every
 * node and at every time. It reads no clock, file, socket or random source and keeps nothing between calls.
 */
public interface TransactionHandler {
  FamilyInfo family();

  /** Applies one transaction. An exception is a bug of the handler, never a verdict on the transaction. */
  Outcome apply(TransactionRequest transaction, StateContext state);

  /** Answers a read-only question about the state of one block. */
  default QueryOutcome query(QueryRequest query, StateView state) {
    return new QueryOutcome.Refused(Refusal.of(-32601, "family " + family().name() + " answers no queries"));
  }
}
