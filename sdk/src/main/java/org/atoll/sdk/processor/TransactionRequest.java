package org.atoll.sdk.processor;

import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.TransactionId;

/**
 * One transaction as a handler sees it. Its signature has been checked.
 *
 * @param body the raw transaction (ethereum) or the header bytes (native)
 * @param payload the family's payload (native); empty for ethereum
 * @param sender 20-byte account (ethereum) or the signer's encoded key (native)
 */
public record TransactionRequest(TransactionId id, Format format, Bytes body, Bytes payload, Bytes sender,
    BlockContext block) {

  public enum Format { NATIVE, ETHEREUM }
}
