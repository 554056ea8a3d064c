package org.atoll.validator.genesis;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.atoll.sdk.account.EvmAccount;
import org.atoll.sdk.account.EvmState;
import org.atoll.sdk.crypto.Keccak;
import org.atoll.sdk.processor.StateWrite;
import org.atoll.sdk.proto.BlockHeader;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.sdk.value.Hash32;
import org.atoll.validator.block.ExecutedBlock;
import org.atoll.validator.ethereum.EthereumView;
import org.atoll.validator.execution.ChainBlock;
import org.atoll.validator.execution.Lineage;
import org.atoll.validator.processor.ChangeLog;
import org.atoll.validator.settings.ChainSettings;
import org.atoll.validator.state.StateDatabase;

/** The block at height 0: no transactions, just the state the genesis file lists. Pure but for the state's reads. */
public final class GenesisBlock {
  private GenesisBlock() {}

  /** Builds the block on an empty state. */
  public static ChainBlock build(Genesis genesis, StateDatabase state) {
    var draft = state.base().draft();
    draft.apply(writes(genesis));
    var layer = draft.seal(0);
    var settings = ChainSettings.parse(genesis.settings());
    var context = new EthereumView.Context(Hash32.ZERO, BlockId.NONE, EvmAddress.ZERO, 0, genesis.timestampMillis(),
        settings.blockGasLimit(), settings.baseFee(), Hash32.ZERO, settings.forkAt(0));
    var ethereum = EthereumView.build(context, layer.familyRoot(EvmState.PREFIX), List.of());
    var header = BlockHeader.newBuilder()
        .setVersion(1)
        .setChainId(genesis.chainId())
        .setParentId(BlockId.NONE.bytes().toByteString())
        .setTimestampMillis(genesis.timestampMillis())
        .setProducer(genesis.consensus().members().get(0).key().encoded().toByteString())
        .setBatchesRoot(Hash32.ZERO.bytes().toByteString())
        .setStateRoot(layer.stateRoot().bytes().toByteString())
        .setReceiptsRoot(Hash32.ZERO.bytes().toByteString())
        .setEthereumHash(ethereum.header().hash().bytes().toByteString())
        .setGasLimit(settings.blockGasLimit())
        .setEngine(genesis.consensus().engine())
        .setEngineVersion(genesis.consensus().version())
        .setEngineParamsHash(genesis.consensus().paramsHash().bytes().toByteString())
        .build();
    var block = ExecutedBlock.of(header, Bytes.EMPTY, Bytes.EMPTY, ethereum.header(), ethereum.size(), List.of());
    return new ChainBlock(block, layer, ChangeLog.first(), settings, Lineage.root(block));
  }

  private static List<StateWrite> writes(Genesis genesis) {
    var writes = new ArrayList<StateWrite>();
    genesis.accounts().forEach((address, account) -> {
      var codeHash = account.code().isEmpty() ? java.util.Optional.<Hash32>empty()
          : java.util.Optional.of(Keccak.hash(account.code()));
      var value = new EvmAccount(account.nonce(), account.balance(), codeHash);
      if (!value.isEmpty()) {
        writes.add(new StateWrite.Set(EvmState.account(address), value.encode()));
      }
      codeHash.ifPresent(hash -> writes.add(new StateWrite.Set(EvmState.code(hash), account.code())));
      account.storage().forEach((slot, word) ->
          writes.add(new StateWrite.Set(EvmState.slot(address, slot.bytes()), minimal(word))));
    });
    genesis.settings().forEach((key, text) ->
        writes.add(new StateWrite.Set(ChainSettings.address(key), ChainSettings.value(key, text))));
    return writes;
  }

  private static Bytes minimal(Hash32 word) {
    var number = new BigInteger(1, word.bytes().unsafeArray()).toByteArray();
    return number[0] == 0 ? Bytes.copyOfRange(number, 1, number.length) : Bytes.wrap(number);
  }
}
