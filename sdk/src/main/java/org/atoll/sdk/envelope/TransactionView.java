package org.atoll.sdk.envelope;

import java.util.List;
import java.util.Optional;
import org.atoll.sdk.ethereum.EthereumTransaction;
import org.atoll.sdk.processor.TransactionRequest.Format;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.TransactionId;

/**
 * One transaction, whatever envelope it came in. It is well-formed and its signature was checked; nothing is known
 * about the chain it may go into.
 *
 * @param sender native: the signer's encoded key; ethereum: the 20-byte account
 * @param body native: the header bytes, which the signature covers; ethereum: the raw transaction
 * @param payload native: what the family reads; empty for ethereum
 * @param inputs address prefixes of 0 to 64 bytes it may read; an empty prefix is all of state
 * @param outputs address prefixes it may write
 * @param dependencies transactions that must be in the chain before
 * @param chainId 0 in an unprotected ethereum transaction; −1 for an ethereum chain id above 2^63 − 1
 * @param referenceHeight native: only valid on a chain with the block of this height and {@code referenceId}
 * @param referenceId first 8 bytes of a block id; empty for ethereum
 * @param expiryHeight last height it may be in a block; 0 for none (ethereum)
 * @param ethereum the decoded transaction
 */
public record TransactionView(TransactionId id, Format format, Bytes sender, String family, String version, Bytes body,
    Bytes payload, List<Bytes> inputs, List<Bytes> outputs, List<TransactionId> dependencies, long chainId,
    long referenceHeight, Bytes referenceId, long expiryHeight, Optional<EthereumTransaction> ethereum) {
  public TransactionView {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    dependencies = List.copyOf(dependencies);
  }
}
