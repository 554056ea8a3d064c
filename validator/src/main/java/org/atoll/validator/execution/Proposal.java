package org.atoll.validator.execution;

import java.util.List;
import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.ethereum.EthereumHeader;
import org.atoll.sdk.proto.BlockHeader;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.Hash32;
import org.atoll.validator.block.BlockBatch;
import org.atoll.validator.block.ExecutedBlock;
import org.atoll.validator.block.SignedHeader;
import org.atoll.validator.processor.ChangeLog;
import org.atoll.validator.state.StateLayer;

/** A draft that is done: a block without the engine's bytes and the producer's signature. */
record Proposal(BlockHeader header, EthereumHeader ethereum, long ethereumSize, List<BlockBatch> batches,
    StateLayer state, ChangeLog changes) {

  /** Who builds, and under which engine. */
  record Producer(PublicKey key, String engine, String engineVersion, Hash32 paramsHash) {}

  /** The header, whole. */
  BlockHeader completed(Bytes consensus, Bytes certificate) {
    return header.toBuilder().setConsensus(consensus.toByteString())
        .setCertificateHash(SignedHeader.certificateHash(certificate).toByteString()).build();
  }

  ExecutedBlock signed(BlockHeader completed, Bytes signature, Bytes certificate) {
    return ExecutedBlock.of(completed, signature, certificate, ethereum, ethereumSize, batches);
  }
}
