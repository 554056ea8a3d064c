package org.atoll.validator.client;

import java.util.Optional;
import org.atoll.sdk.account.EvmAccount;
import org.atoll.sdk.account.EvmState;
import org.atoll.sdk.processor.Refusal;
import org.atoll.sdk.processor.wire.ProcessorCodec;
import org.atoll.sdk.proto.ProofReply;
import org.atoll.sdk.proto.ProofRequest;
import org.atoll.sdk.proto.SlotProof;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.validator.block.ExecutedBlock;
import org.atoll.validator.chain.ChainReader;
import org.atoll.validator.state.StateLayer;
import org.atoll.validator.state.StatePrunedException;

/** Proofs of state against a block's header. Thread-safe. */
final class ProofAnswers {
  private static final int ACCOUNT_KEY_SIZE = Address.PREFIX_SIZE + 1 + EvmAddress.SIZE;

  private final ChainReader chain;
  private final StateAnswers states;

  ProofAnswers(ChainReader chain, StateAnswers states) {
    this.chain = chain;
    this.states = states;
  }

  ProofReply prove(ProofRequest request) {
    return switch (states.at(request.getBlock())) {
      case StateAnswers.At.Refused(var refusal) -> refused(refusal);
      case StateAnswers.At.Ok(var block, var ignored) -> {
        try {
          yield prove(request, block);
        } catch (StatePrunedException gone) { // the chain moved on meanwhile
          yield refused(StateAnswers.pruned(block.height(), gone.oldestHeight()));
        }
      }
    };
  }

  private ProofReply prove(ProofRequest request, ExecutedBlock block) {
    return chain.provableAt(block.height()).map(layer -> prove(request, block, layer))
        .orElseGet(() -> refused(Refusal.named(-32001, "STATE_PRUNED",
            "the trees of block " + block.height() + " are gone", "ask for a newer block")));
  }

  private static ProofReply prove(ProofRequest request, ExecutedBlock block, StateLayer layer) {
    var reply = ProofReply.newBuilder()
        .setHeader(block.header())
        .setHeaderBytes(block.headerBytes().toByteString())
        .setEthereumHeader(block.ethereum().encode().toByteString());
    var address = new Address(Bytes.of(request.getAddress()));
    return accountOf(address).map(account -> account(request, account, layer, reply))
        .orElseGet(() -> plain(address, layer, reply));
  }

  private static Optional<EvmAddress> accountOf(Address address) {
    var bytes = address.bytes();
    return bytes.size() == ACCOUNT_KEY_SIZE && bytes.startsWith(EvmState.PREFIX) && bytes.get(Address.PREFIX_SIZE) == 0
        ? Optional.of(new EvmAddress(bytes.slice(Address.PREFIX_SIZE + 1, ACCOUNT_KEY_SIZE))) : Optional.empty();
  }

  private static ProofReply account(ProofRequest request, EvmAddress address, StateLayer layer,
      ProofReply.Builder reply) {
    var proof = layer.proveAccount(address, request.getSlotsList().stream().map(Bytes::of).toList());
    proof.account().map(EvmAccount::encode).ifPresent(value -> reply.setValue(value.toByteString()));
    reply.setStorageRoot(proof.storageRoot().bytes().toByteString());
    reply.setFamilyRoot(layer.familyRoot(EvmState.PREFIX).bytes().toByteString());
    proof.nodes().forEach(node -> reply.addNodes(node.toByteString()));
    for (var slot : proof.slots()) {
      var message = SlotProof.newBuilder().setSlot(slot.slot().toByteString()).setValue(slot.value().toByteString());
      slot.nodes().forEach(node -> message.addNodes(node.toByteString()));
      reply.addSlots(message);
    }
    return reply.build();
  }

  private static ProofReply plain(Address address, StateLayer layer, ProofReply.Builder reply) {
    var proof = layer.prove(address);
    proof.value().ifPresent(value -> reply.setValue(value.toByteString()));
    reply.setFamilyRoot(proof.familyRoot().bytes().toByteString());
    proof.nodes().forEach(node -> reply.addNodes(node.toByteString()));
    proof.rootNodes().forEach(node -> reply.addRootNodes(node.toByteString()));
    return reply.build();
  }

  private static ProofReply refused(Refusal refusal) {
    return ProofReply.newBuilder().setRefusal(ProcessorCodec.encode(refusal)).build();
  }
}
