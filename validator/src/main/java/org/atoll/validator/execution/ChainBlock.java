package org.atoll.validator.execution;

import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.crypto.Secp256k1;
import org.atoll.sdk.crypto.SignatureAlgorithm;
import org.atoll.sdk.crypto.Keccak;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.validator.block.ExecutedBlock;
import org.atoll.validator.ethereum.EthereumView;
import org.atoll.validator.mempool.core.PoolRules;
import org.atoll.validator.processor.ChangeLog;
import org.atoll.validator.settings.ChainSettings;
import org.atoll.validator.state.StateLayer;

/**
 * A block with the state it left behind. Immutable but for the log, which the execution thread owns.
 *
 * @param settings in force for the block after this one
 */
public record ChainBlock(ExecutedBlock block, StateLayer state, ChangeLog changes, ChainSettings settings,
    Lineage lineage) {

  /** What the block after this one will ask of transactions. */
  public PoolRules nextRules() {
    long height = block.height() + 1;
    return new PoolRules(block.header().getChainId(), height, settings.forkAt(height),
        EthereumView.nextBaseFee(block.ethereum(), settings), settings.blockGasLimit(), settings.freeGas(),
        settings.minTip(), settings.allowUnprotected());
  }

  /** The account of a producer's key: as in Ethereum for secp256k1, else of the hashed encoded key. */
  public static EvmAddress accountOf(PublicKey key) {
    if (key.algorithm() == SignatureAlgorithm.SECP256K1) {
      return Secp256k1.addressOf(key);
    }
    Bytes digest = Keccak.hash(key.encoded()).bytes();
    return new EvmAddress(digest.slice(12, 32));
  }
}
