package org.atoll.validator;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.atoll.gossip.CurveKeyPair;
import org.atoll.gossip.NetworkId;
import org.atoll.gossip.PeerAddress;
import org.atoll.gossip.zmq.GossipConfig;
import org.atoll.gossip.zmq.GossipOptions;
import org.atoll.gossip.zmq.ZmqPeerNetwork;
import org.atoll.sdk.account.EvmState;
import org.atoll.sdk.crypto.PrivateKey;
import org.atoll.sdk.crypto.Sha256;
import org.atoll.sdk.envelope.BatchView;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.Hash32;
import org.atoll.validator.block.BareBlock;
import org.atoll.validator.block.SignedHeader;
import org.atoll.validator.chain.core.ChainEvent;
import org.atoll.validator.finality.core.Ballot;
import org.atoll.validator.finality.core.BlockRef;
import org.atoll.validator.finality.core.Certificate;
import org.atoll.validator.finality.core.Vote;
import org.atoll.validator.finality.core.VoteStep;
import org.atoll.validator.genesis.Genesis;
import org.atoll.validator.genesis.GenesisBlock;
import org.atoll.validator.peer.PeerRim;
import org.atoll.validator.peer.core.FinalBlocks;
import org.atoll.validator.peer.core.PeerMessage;
import org.atoll.validator.settings.Epochs;
import org.atoll.validator.state.StateDatabase;
import org.atoll.validator.state.StateOptions;
import org.atoll.validator.state.TreeScheme;
import org.atoll.validator.store.MemoryStore;

/** A member with its real key on the real wire that signs two things wherever it may sign one. */
final class TwoFacedMember implements AutoCloseable {
  /** What it does twice. */
  enum Habit {
    PREVOTES(1), SEALS(4);

    final int kind;

    Habit(int kind) {
      this.kind = kind;
    }
  }

  private final Habit habit;
  private final PrivateKey key;
  private final Hash32 chainTag;
  private final Epochs epochs;
  private final PeerRim rim;
  private final ZmqPeerNetwork network;
  private final AtomicInteger lies = new AtomicInteger();

  TwoFacedMember(Habit habit, Genesis genesis, PrivateKey key, CurveKeyPair curve, PeerAddress own,
      List<PeerAddress> others) {
    this.habit = habit;
    this.key = key;
    var state = StateDatabase.open(new MemoryStore(), Map.of(EvmState.PREFIX, TreeScheme.ETHEREUM_MPT),
        new StateOptions(1, 1 << 20, Runnable::run));
    var first = GenesisBlock.build(genesis, state).block().id();
    chainTag = new Hash32(Sha256.hash("atoll/chain/1".getBytes(UTF_8),
        ByteBuffer.allocate(8).putLong(genesis.chainId()).array(), first.bytes().unsafeArray()).bytes());
    epochs = new Epochs(genesis.consensus(), chainTag.bytes());
    rim = new PeerRim(chainTag, epochs, 1);
    rim.attach(new PeerRim.Chain(this::hear, new FinalBlocks(new Nothing()), id -> Optional.empty(),
        wanted -> new PeerMessage.Range(wanted.height(), wanted.from(), wanted.to(), Optional.empty()), key::sign));
    network = ZmqPeerNetwork.open(new GossipConfig(key, curve, new NetworkId(genesis.chainId(), new Hash32(first.bytes())),
        List.of(own.endpoint()), List.of(own.endpoint()), others, PeerRim.types()), GossipOptions.DEFAULT, rim);
    rim.attach(network);
    var members = epochs.members(0);
    rim.link(members, Set.copyOf(members.members().stream().map(member -> member.key())
        .filter(member -> !member.equals(key.publicKey())).toList()));
  }

  /** How often it has contradicted itself. */
  int lies() {
    return lies.get();
  }

  private boolean hear(ChainEvent event) {
    switch (event) {
      case ChainEvent.Received(var from, PeerMessage.Finality(Vote vote))
          when habit == Habit.PREVOTES && vote.ballot().step() == VoteStep.PREVOTE && !vote.block().isNil() -> {
        sign(vote.ballot());
        var nil = vote.ballot();
        sign(new Ballot(nil.epoch(), nil.instance(), nil.round(), nil.step(), BlockRef.NIL));
        lies.incrementAndGet();
      }
      case ChainEvent.Received(var from, PeerMessage.CompactBlock(var header, var ids)) when habit == Habit.SEALS -> {
        seal(header, ids.size() + 1);
        seal(header, ids.size() + 2);
        lies.incrementAndGet();
      }
      default -> {}
    }
    return true;
  }

  private void sign(Ballot ballot) {
    int own = epochs.members(ballot.epoch()).indexOf(key.publicKey()).orElseThrow();
    rim.broadcast(new PeerMessage.Finality(new Vote(ballot, own, key.sign(ballot.signingBytes(chainTag)))), Set.of());
  }

  /** A block at the other's place; {@code gas} makes it differ. */
  private void seal(SignedHeader like, long gas) {
    var header = like.header().toBuilder().setProducer(key.publicKey().encoded().toByteString()).setGasUsed(gas).build();
    var bytes = Bytes.wrap(header.toByteArray());
    var signed = SignedHeader.decode(bytes, key.sign(bytes), like.certificate()).orElseThrow();
    rim.broadcast(new PeerMessage.CompactBlock(signed, List.of()), Set.of());
  }

  /** It has no blocks. */
  private static final class Nothing implements FinalBlocks.Source {
    @Override
    public long finalHeight() {
      return 0;
    }

    @Override
    public Optional<SignedHeader> header(long height) {
      return Optional.empty();
    }

    @Override
    public Optional<List<BatchView>> body(long height) {
      return Optional.empty();
    }

    @Override
    public Optional<BareBlock> bare(long height) {
      return Optional.empty();
    }

    @Override
    public Optional<Certificate> certificateUpTo(long height) {
      return Optional.empty();
    }

    @Override
    public Optional<Certificate> certificateFrom(long height) {
      return Optional.empty();
    }

    @Override
    public Optional<Certificate> certificate(long instance) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    network.close();
    rim.close();
  }
}
