package org.atoll.validator.chain.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.atoll.sdk.crypto.PaddedTree;
import org.atoll.sdk.crypto.PrivateKey;
import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.crypto.SignatureAlgorithm;
import org.atoll.sdk.crypto.Sha256;
import org.atoll.sdk.engine.Member;
import org.atoll.sdk.engine.MemberSet;
import org.atoll.sdk.envelope.BatchView;
import org.atoll.sdk.ethereum.EthereumHeader;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.Hash32;
import org.atoll.validator.block.BareBlock;
import org.atoll.validator.block.SignedHeader;
import org.atoll.validator.finality.core.BlockRef;
import org.atoll.validator.finality.core.Certificate;
import org.atoll.validator.finality.core.Signers;
import org.atoll.validator.finality.core.Vouch;
import org.atoll.validator.peer.core.FinalBlocks;
import org.atoll.validator.peer.core.PeerMessage;
import org.atoll.validator.settings.ConsensusEntry;
import org.atoll.validator.state.StateEntry;
import org.atoll.validator.state.StateRange;
import org.atoll.validator.testing.Batches;
import org.atoll.validator.testing.Blocks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pure core against peers that help, lie, stall or go. */
final class JoinFlowTest {
  private static final long HEIGHT = 2_000;
  private static final int ENTRIES = 5_000;

  /** How a peer answers. */
  enum Conduct { HONEST, SILENT, HIDES_AN_ENTRY, WRONG_RANGE, KEEPS_NOTHING, FALSE_ANCHOR, FALSE_BODY }

  private static PrivateKey secret(int number) {
    return PrivateKey.of(SignatureAlgorithm.SECP256K1,
        Bytes.wrap(ByteBuffer.allocate(32).putInt(28, number + 1).array()));
  }

  private static PublicKey key(int number) {
    return secret(number).publicKey();
  }

  /** Final blocks without an execution; every tenth holds a batch, every third has a certificate. */
  private static final class Source implements FinalBlocks.Source {
    final TreeMap<Long, BareBlock> blocks = new TreeMap<>();
    final Map<Long, List<BatchView>> bodies = new LinkedHashMap<>();

    Source() {
      var parent = Blocks.genesis().signed();
      var ethereumParent = Blocks.genesis().ethereumHash();
      for (long height = 1; height <= HEIGHT; height++) {
        List<BatchView> batches = height % 10 == 0 ? List.of(Batches.intkey(1).salt((int) height).batch()) : List.of();
        bodies.put(height, batches);
        var ethereum = ethereum(height, ethereumParent);
        var header = Blocks.genesis().header().toBuilder().setHeight(height).setTimestampMillis(1_000 + height)
            .setParentId(parent.id().bytes().toByteString()).setEthereumHash(ethereum.hash().bytes().toByteString())
            .setBatchesRoot(PaddedTree.root(batches.stream().map(batch -> batch.id().bytes()).toList()).bytes()
                .toByteString())
            .setStateRoot(Sha256.hash(Bytes.copyOf((byte) 1)).bytes().toByteString())
            .setReceiptsRoot(Hash32.ZERO.bytes().toByteString())
            .setEngineParamsHash(Hash32.ZERO.bytes().toByteString()).build();
        var signed = SignedHeader.decode(Bytes.wrap(header.toByteArray()), Bytes.EMPTY, Bytes.EMPTY).orElseThrow();
        blocks.put(height, new BareBlock(signed, ethereum));
        parent = signed;
        ethereumParent = ethereum.hash();
      }
    }

    private static EthereumHeader ethereum(long height, Hash32 parent) {
      var like = Blocks.genesis().ethereum();
      return new EthereumHeader(parent, like.unclesHash(), like.miner(), like.stateRoot(), like.transactionsRoot(),
          like.receiptsRoot(), like.logsBloom(), like.difficulty(), height, like.gasLimit(), 0, height, Bytes.EMPTY,
          Hash32.ZERO, like.nonce(), Optional.of(BigInteger.ONE), Optional.empty(), Optional.empty(), Optional.empty(),
          Optional.empty(), Optional.empty());
    }

    Certificate proof(long height) {
      return new Certificate(0, height, 0, new BlockRef(height, blocks.get(height).signed().id()),
          new Signers(4, Bytes.copyOf((byte) 7), Bytes.wrap(new byte[192])));
    }

    @Override
    public long finalHeight() {
      return HEIGHT;
    }

    @Override
    public Optional<SignedHeader> header(long height) {
      return Optional.ofNullable(blocks.get(height)).map(BareBlock::signed);
    }

    @Override
    public Optional<List<BatchView>> body(long height) {
      return Optional.ofNullable(bodies.get(height));
    }

    @Override
    public Optional<BareBlock> bare(long height) {
      return Optional.ofNullable(blocks.get(height));
    }

    @Override
    public Optional<Certificate> certificateUpTo(long height) {
      long at = Math.min(height, HEIGHT);
      return certificate(at == HEIGHT ? at : at - at % 3);
    }

    @Override
    public Optional<Certificate> certificateFrom(long height) {
      return height > HEIGHT ? Optional.empty() : certificate(Math.min(HEIGHT, (height + 2) / 3 * 3));
    }

    @Override
    public Optional<Certificate> certificate(long instance) {
      return instance < 1 ? Optional.empty() : Optional.of(proof(instance));
    }
  }

  private static final Source SOURCE = new Source();
  private static final FinalBlocks SERVED = new FinalBlocks(SOURCE);
  private static final TreeMap<Bytes, StateEntry> STATE = state();

  private static TreeMap<Bytes, StateEntry> state() {
    var state = new TreeMap<Bytes, StateEntry>();
    for (int i = 0; i < ENTRIES; i++) {
      var hash = Sha256.hash(ByteBuffer.allocate(4).putInt(i).array()).bytes();
      var address = Bytes.copyOf((byte) 0, (byte) 0, (byte) (i % 3)).concat(hash.slice(0, 20));
      state.put(address, new StateEntry(new Address(address), hash));
    }
    return state;
  }

  static final class World {
    final ChainState chain;
    final JoinFlow join;
    final Map<PublicKey, Conduct> conducts = new LinkedHashMap<>();
    final Map<PublicKey, Integer> asked = new LinkedHashMap<>();
    final List<String> penalised = new ArrayList<>();
    final List<Snapshot> imports = new ArrayList<>();
    final ArrayDeque<Runnable> answers = new ArrayDeque<>();
    int mostOpen;

    World(JoinRules rules, Conduct... peers) {
      this(rules, Optional.empty(), peers);
    }

    World(JoinRules rules, Optional<BlockRef> checkpoint, Conduct... peers) {
      var members = new ArrayList<Member>();
      for (int i = 0; i < 4; i++) {
        members.add(Member.of(key(i)));
      }
      var entry = new ConsensusEntry("dpos", "1.0", MemberSet.of(members), 840, ConsensusEntry.SealScope.TIMESTAMP,
          Map.of(), Map.of());
      var genesis = Blocks.genesis();
      var anchor = Blocks.sealed(genesis);
      var usual = ChainRules.of(Batches.CHAIN_ID, Hash32.ZERO, key(99), entry).withJoin(rules);
      chain = NoArchive.chain(checkpoint.isEmpty() ? usual
          : usual.withTrust(TrustRules.standard(checkpoint, Bytes.fromHex("01"))), anchor);
      join = new JoinFlow(chain);
      for (int i = 0; i < peers.length; i++) {
        conducts.put(key(i), peers[i]);
        chain.peers.up(key(i));
        chain.peers.get(key(i)).orElseThrow().heard = true;
        chain.peers.proves(chain.peers.get(key(i)).orElseThrow(), SOURCE.proof(HEIGHT));
      }
    }

    /** Until nothing happens for five minutes of the flow's time, or a snapshot is whole. */
    void run() {
      int before = imports.size();
      for (int seconds = 0; seconds < 300 && imports.size() == before;) {
        chain.trust.advance();
        join.advance(true);
        perform();
        if (answers.isEmpty()) {
          chain.now += 1_000;
          seconds++;
          join.onTimer();
        } else {
          answers.poll().run();
        }
      }
    }

    private void perform() {
      for (var effect : chain.drain()) {
        switch (effect) {
          case ChainEffect.Send(var to, PeerMessage.WantVouch(var nonce, var height)) ->
              answers.add(() -> chain.trust.onVouch(to, vouch(to, nonce, height)));
          case ChainEffect.Send(var to, var message) -> {
            asked.merge(to, 1, Integer::sum);
            answers.add(() -> answer(to, message));
            mostOpen = Math.max(mostOpen, answers.size());
          }
          case ChainEffect.Penalise(var peer, var why) -> penalised.add(why);
          case ChainEffect.Import(var snapshot) -> imports.add(snapshot);
          default -> {}
        }
      }
    }

    private static Vouch vouch(PublicKey member, Hash32 nonce, long height) {
      var block = SOURCE.proof(height).block();
      var key = IntStream.range(0, 4).mapToObj(JoinFlowTest::secret).filter(own -> own.publicKey().equals(member))
          .findFirst().orElseThrow();
      return new Vouch(nonce, block, key.sign(Vouch.signingBytes(Hash32.ZERO, nonce, block)));
    }

    private void answer(PublicKey peer, PeerMessage wanted) {
      var conduct = conducts.get(peer);
      if (conduct == null || conduct == Conduct.SILENT) {
        return;
      }
      switch (wanted) {
        case PeerMessage.WantAnchor(var height) -> {
          var anchor = SERVED.anchor(height);
          join.onAnchor(peer, conduct != Conduct.FALSE_ANCHOR ? anchor
              : new PeerMessage.Anchor(height, anchor.certificate(),
                  anchor.blocks().stream().filter(block -> block.height() != height - 5).toList()));
        }
        case PeerMessage.WantHeaders(var from, var max) -> join.onHeaders(peer, SERVED.headers(from, max));
        case PeerMessage.WantBodies(var from, var count) -> {
          var bodies = SERVED.bodies(from, count);
          join.onBodies(peer, conduct != Conduct.FALSE_BODY ? bodies
              : new PeerMessage.Bodies(from, bodies.bodies().stream().map(body -> List.<BatchView>of()).toList()));
        }
        case PeerMessage.WantRange(var height, var from, var to) ->
            join.onRange(peer, new PeerMessage.Range(height, from, to, range(conduct, from, to)));
        default -> throw new AssertionError("not asked for by a join: " + wanted);
      }
    }

    private static Optional<StateRange> range(Conduct conduct, Bytes from, Bytes to) {
      if (conduct == Conduct.KEEPS_NOTHING) {
        return Optional.empty();
      }
      var part = to.isEmpty() ? STATE.tailMap(from, true) : STATE.subMap(from, true, to, false);
      var entries = new ArrayList<>(part.values().stream().limit(100).toList());
      var next = part.keySet().stream().skip(100).findFirst().orElse(Bytes.EMPTY);
      if (conduct == Conduct.HIDES_AN_ENTRY && entries.size() > 1) {
        entries.remove(entries.size() / 2);
      } else if (conduct == Conduct.WRONG_RANGE && entries.size() > 1) {
        entries.add(entries.getFirst());
      }
      return Optional.of(new StateRange(entries, next, part.isEmpty() ? Bytes.EMPTY : part.lastKey()));
    }

    /** As the import would find out by the root. */
    boolean isRight(Snapshot snapshot) {
      return List.copyOf(new TreeMap<>(Map.ofEntries(snapshot.entries().stream()
          .map(entry -> Map.entry(entry.address().bytes(), entry)).toArray(Map.Entry[]::new))).values())
          .equals(List.copyOf(STATE.values()));
    }

    /** Runs until a snapshot is right or the flow gives up; how many were wrong. */
    int runToTheEnd() {
      int wrong = 0;
      while (true) {
        run();
        if (imports.size() == wrong) {
          return wrong;
        }
        if (isRight(imports.getLast())) {
          return wrong;
        }
        wrong++;
        join.failed("another root");
      }
    }
  }

  private static World world(Conduct... peers) {
    return new World(new JoinRules(100, 1 << 30), peers);
  }

  @Test
  void givenHonestPeers_thenAllOfThemServeAndTheSnapshotIsWhole() {
    var world = world(Conduct.HONEST, Conduct.HONEST, Conduct.HONEST);

    assertThat(world.runToTheEnd()).isZero();

    var snapshot = world.imports.getFirst();
    assertThat(snapshot.height()).isEqualTo(HEIGHT);
    assertThat(snapshot.recent()).hasSizeGreaterThanOrEqualTo(257).isEqualTo(
        List.copyOf(SOURCE.blocks.tailMap(snapshot.recent().getFirst().height()).values()));
    assertThat(snapshot.older()).hasSize((int) HEIGHT - snapshot.recent().size())
        .allSatisfy((height, id) -> assertThat(id).isEqualTo(SOURCE.blocks.get(height).signed().id()));
    assertThat(snapshot.used().keySet()).isEqualTo(SOURCE.bodies.entrySet().stream()
        .filter(body -> !body.getValue().isEmpty()).map(Map.Entry::getKey).collect(java.util.stream.Collectors.toSet()));
    assertThat(world.asked.values()).hasSize(3).allMatch(count -> count > 10);
    assertThat(world.mostOpen).isBetween(4, JoinFlow.MAX_OPEN);
    assertThat(world.penalised).isEmpty();
  }

  @Test
  void givenANearHead_thenNothingIsAskedFor() {
    var world = new World(new JoinRules(HEIGHT, 1 << 30), Conduct.HONEST);
    world.run();
    assertThat(world.asked).isEmpty();
    assertThat(world.join.isActive()).isFalse();
  }

  @Test
  void givenSilentAndForgetfulPeers_thenTheOtherServesAll() {
    var world = world(Conduct.SILENT, Conduct.KEEPS_NOTHING, Conduct.HONEST);
    assertThat(world.runToTheEnd()).isZero();
    assertThat(world.imports).hasSize(1);
  }

  @Test
  void givenPeersWhoseAnswersCannotBe_thenTheyArePenalisedAndPassedOver() {
    var world = world(Conduct.WRONG_RANGE, Conduct.FALSE_ANCHOR, Conduct.FALSE_BODY, Conduct.HONEST);
    assertThat(world.runToTheEnd()).isZero();
    assertThat(world.imports).hasSize(1);
    assertThat(world.penalised).contains("state that is not in the range asked for");
  }

  @Test
  void givenAPeerThatHidesAnEntry_thenAnotherAloneServesItRight() {
    var world = world(Conduct.HIDES_AN_ENTRY, Conduct.HONEST, Conduct.HONEST);
    assertThat(world.runToTheEnd()).isBetween(1, 2);
    assertThat(world.isRight(world.imports.getLast())).isTrue();
  }

  @Test
  void givenOnlyLiars_thenTheNodeGivesUp() {
    var world = world(Conduct.HIDES_AN_ENTRY, Conduct.HIDES_AN_ENTRY, Conduct.HIDES_AN_ENTRY);
    assertThat(world.runToTheEnd()).isEqualTo(JoinFlow.MAX_ATTEMPTS);
    assertThat(world.join.isActive()).isFalse();
  }

  @Test
  void givenNobodyAnswers_thenTheNodeGivesUp() {
    var world = world(Conduct.SILENT, Conduct.SILENT);
    assertThat(world.runToTheEnd()).isZero();
    assertThat(world.imports).isEmpty();
    assertThat(world.join.isActive()).isFalse();
  }

  @Test
  void givenMoreThanMemoryAllows_thenTheNodeGivesUp() {
    var world = new World(new JoinRules(100, 100_000), Conduct.HONEST);
    world.run();
    assertThat(world.imports).isEmpty();
    assertThat(world.join.isActive()).isFalse();
  }

  @Test
  void givenAPeerThatGoes_thenWhatItWasAskedForIsAskedOfAnother() {
    var world = world(Conduct.HONEST, Conduct.HONEST);
    world.join.advance(true);
    world.perform();
    world.conducts.remove(key(0));
    world.chain.peers.down(key(0));
    world.join.onPeerDown(key(0));
    long before = world.chain.now;

    world.run();

    assertThat(world.imports).hasSize(1);
    assertThat(world.chain.now - before).isLessThan(JoinFlow.PATIENCE_MILLIS); // without waiting for what is lost
  }

  @ParameterizedTest
  @ValueSource(longs = {1_025, 1_900, HEIGHT}) // nearer ones are reached block by block
  void givenACheckpointOfThisHistory_thenTheSnapshotIsTaken(long height) {
    var world = withCheckpoint(500, new BlockRef(height, SOURCE.blocks.get(height).signed().id()));

    assertThat(world.runToTheEnd()).isZero();

    assertThat(world.imports).hasSize(1);
    assertThat(world.penalised).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {1_025, 1_900, HEIGHT}) // nearer ones are reached block by block
  void givenACheckpointOfAnotherHistory_thenNoStateOfThisOneIsTakenWhoeverVouchesForIt(long height) {
    var world = withCheckpoint(500, new BlockRef(height, new BlockId(Sha256.hash(Bytes.fromHex("99")).bytes())));

    world.run();

    assertThat(world.imports).isEmpty();
    if (height < HEIGHT) { // else nobody gets as far as asking
      assertThat(world.penalised).anyMatch(why -> why.contains("the checkpoint"));
    }
  }

  private static World withCheckpoint(long gap, BlockRef checkpoint) {
    return new World(new JoinRules(gap, 1 << 30), Optional.of(checkpoint), Conduct.HONEST, Conduct.HONEST, Conduct.HONEST);
  }

  @Test
  void givenBlocksOnTheirWayToTheDisk_thenTheImportWaits() {
    var world = world(Conduct.HONEST);
    for (int i = 0; i < 10_000 && !(i > 0 && world.answers.isEmpty()); i++) {
      world.join.advance(false);
      world.perform();
      if (!world.answers.isEmpty()) {
        world.answers.poll().run();
      }
      world.join.advance(false);
      world.perform();
    }
    assertThat(world.imports).isEmpty();
    world.join.advance(true);
    world.perform();
    assertThat(world.imports).hasSize(1);
  }
}
