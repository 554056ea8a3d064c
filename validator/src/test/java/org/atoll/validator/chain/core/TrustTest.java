package org.atoll.validator.chain.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.atoll.sdk.crypto.PrivateKey;
import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.crypto.Sha256;
import org.atoll.sdk.crypto.SignatureAlgorithm;
import org.atoll.sdk.engine.Member;
import org.atoll.sdk.engine.MemberSet;
import org.atoll.sdk.envelope.BatchView;
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
import org.atoll.validator.testing.Batches;
import org.atoll.validator.testing.Blocks;
import org.junit.jupiter.api.Test;

/** A joiner at genesis, a week after it, among four members and a stranger whose chain is signed with keys of old. */
class TrustTest {
  private static final Hash32 TAG = Sha256.hash(Bytes.fromHex("01"));
  private static final int HEIGHT = 3_000;
  private static final int FORK = 700;
  private static final List<PrivateKey> KEYS = IntStream.range(0, 4)
      .mapToObj(k -> PrivateKey.generate(SignatureAlgorithm.ED25519, new SplittableRandom(k)))
      .sorted(Comparator.comparing(PrivateKey::publicKey)).toList();
  private static final PublicKey STRANGER =
      PrivateKey.generate(SignatureAlgorithm.ED25519, new SplittableRandom(77)).publicKey();
  private static final PublicKey JOINER =
      PrivateKey.generate(SignatureAlgorithm.ED25519, new SplittableRandom(78)).publicKey();
  private static final long WEEK = 7 * 24 * 3_600_000L;
  private static final Chain TRUE = new Chain((byte) 0);
  private static final Chain FORGED = new Chain((byte) 1);

  /** Final blocks without batches; {@code salt} makes those from {@code FORK} on another history. */
  private static final class Chain implements FinalBlocks.Source {
    final TreeMap<Long, SignedHeader> headers = new TreeMap<>();

    Chain(byte salt) {
      var parent = Blocks.genesis().signed();
      for (long height = 1; height <= HEIGHT; height++) {
        var header = Blocks.genesis().header().toBuilder().setHeight(height).setTimestampMillis(1_000 + height)
            .setParentId(parent.id().bytes().toByteString())
            .setBatchesRoot(Hash32.ZERO.bytes().toByteString())
            .setGasUsed(height >= FORK ? salt : 0)
            .setStateRoot(Hash32.ZERO.bytes().toByteString()).setReceiptsRoot(Hash32.ZERO.bytes().toByteString())
            .setEngineParamsHash(Hash32.ZERO.bytes().toByteString()).build();
        parent = SignedHeader.decode(Bytes.wrap(header.toByteArray()), Bytes.EMPTY, Bytes.EMPTY).orElseThrow();
        headers.put(height, parent);
      }
    }

    BlockRef at(long height) {
      return new BlockRef(height, headers.get(height).id());
    }

    Certificate proof(long height) {
      return new Certificate(0, height, 0, at(height),
          new Signers(4, Bytes.copyOf((byte) 7), Bytes.wrap(new byte[192])));
    }

    @Override
    public long finalHeight() {
      return HEIGHT;
    }

    @Override
    public Optional<SignedHeader> header(long height) {
      return Optional.ofNullable(headers.get(height));
    }

    @Override
    public Optional<List<BatchView>> body(long height) {
      return Optional.of(List.of());
    }

    @Override
    public Optional<BareBlock> bare(long height) {
      return Optional.empty();
    }

    @Override
    public Optional<Certificate> certificateUpTo(long height) {
      return Optional.of(proof(Math.min(height, HEIGHT)));
    }

    @Override
    public Optional<Certificate> certificateFrom(long height) {
      return Optional.of(proof(height));
    }

    @Override
    public Optional<Certificate> certificate(long instance) {
      return Optional.of(proof(instance));
    }
  }

  private final Map<PublicKey, Chain> peers = new HashMap<>();
  private final List<SignedHeader> fed = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private ChainState chain;
  private SyncFlow sync;

  private void join(Optional<BlockRef> checkpoint) {
    var entry = new ConsensusEntry("dpos", "1.0",
        MemberSet.of(KEYS.stream().map(key -> Member.of(key.publicKey())).toList()), 64,
        ConsensusEntry.SealScope.TIMESTAMP, Map.of(), Map.of());
    var rules = ChainRules.of(Batches.CHAIN_ID, TAG, JOINER, entry)
        .withTrust(TrustRules.standard(checkpoint, Bytes.fromHex("0123")));
    var genesis = Blocks.sealed(Blocks.genesis());
    chain = NoArchive.chain(rules, genesis);
    chain.now = Blocks.genesis().timestampMillis() + WEEK;
    sync = new SyncFlow(chain, () -> false, new SyncFlow.Sink() {
      @Override
      public void block(SignedHeader header, List<BatchView> batches) {
        fed.add(header);
      }

      @Override
      public void certificate(Certificate certificate) {}
    });
  }

  private void link(PublicKey key, Chain has) {
    peers.put(key, has);
    chain.peers.up(key);
    var peer = chain.peers.get(key).orElseThrow();
    peer.heard = true;
    chain.peers.proves(peer, has.proof(HEIGHT));
  }

  /** Answers what is asked, at once, until nobody asks any more; then lets the clock go on. */
  private void run(int seconds) {
    for (int second = 0; second < seconds; second++) {
      chain.trust.advance();
      sync.advance();
      for (var effects = chain.drain(); !effects.isEmpty(); effects = chain.drain()) {
        effects.forEach(this::perform);
      }
      chain.now += 1_000;
      sync.onTimer();
    }
  }

  private void perform(ChainEffect effect) {
    switch (effect) {
      case ChainEffect.Note(var event, var detail) -> notes.add(event + " " + detail);
      case ChainEffect.Send(var to, PeerMessage.WantHeaders(var from, var max)) ->
          sync.onHeaders(to, new FinalBlocks(peers.get(to)).headers(from, max));
      case ChainEffect.Send(var to, PeerMessage.WantVouch(var nonce, var height)) -> {
        var block = peers.get(to).at(height);
        var key = KEYS.stream().filter(member -> member.publicKey().equals(to)).findFirst().orElseThrow();
        chain.trust.onVouch(to, new Vouch(nonce, block, key.sign(Vouch.signingBytes(TAG, nonce, block))));
        sync.advance();
      }
      default -> {}
    }
  }

  private boolean isNoted(String event) {
    return notes.stream().anyMatch(note -> note.startsWith(event));
  }

  @Test
  void membersVouchForTheChain() {
    join(Optional.empty());
    assertThat(chain.trust.doubt()).contains(new Trust.Doubt(Blocks.genesis().timestampMillis(), false, ""));
    KEYS.forEach(key -> link(key.publicKey(), TRUE));

    run(30);

    assertThat(isNoted("trust.vouched")).isTrue();
    assertThat(chain.trust.doubt().orElseThrow().obstacle()).isEmpty();
    assertThat(fed).isNotEmpty().allMatch(header -> TRUE.headers.get(header.height()).id().equals(header.id()));
    assertThat(fed.getLast().height()).isLessThanOrEqualTo(Trust.STEP);
  }

  @Test
  void aForgedHistoryIsRefusedWhileNobodyVouchesForIt() {
    join(Optional.empty());
    link(STRANGER, FORGED);
    link(KEYS.getFirst().publicKey(), FORGED); // one old key does not make a quorum

    run(120);

    assertThat(fed).isEmpty();
    assertThat(isNoted("trust.waiting")).isTrue();
    assertThat(chain.trust.doubt().orElseThrow().obstacle()).startsWith("too few members");
  }

  @Test
  void aNodeThatWasNotAwayHasNoDoubt() {
    join(Optional.empty());
    chain.now = Blocks.genesis().timestampMillis() + 1;

    assertThat(chain.trust.doubt()).isEmpty();

    join(Optional.of(TRUE.at(1_000)));
    chain.now = Blocks.genesis().timestampMillis() + 1;
    assertThat(chain.trust.doubt().orElseThrow().checkpoint()).isTrue();
  }

  @Test
  void aForgedHistoryIsRefusedForWhatMembersSay() {
    join(Optional.empty());
    link(STRANGER, FORGED);
    KEYS.subList(0, 3).forEach(key -> link(key.publicKey(), TRUE));

    run(120);

    assertThat(fed).hasSizeGreaterThan(FORK).allMatch(header -> TRUE.headers.get(header.height()).id().equals(header.id()));
  }

  @Test
  void aCheckpointNeedsNobodysWord() {
    join(Optional.of(TRUE.at(1_000)));
    link(STRANGER, TRUE);

    run(30);

    assertThat(fed).isNotEmpty().allMatch(header -> TRUE.headers.get(header.height()).id().equals(header.id()));
  }

  @Test
  void whatIsNotTheCheckpointsIsRefused() {
    join(Optional.of(TRUE.at(1_000)));
    link(STRANGER, FORGED);

    run(30);

    assertThat(fed).isEmpty();
    assertThat(isNoted("trust.refused why=\"block 1000 is")).isTrue();
  }

  @Test
  void aWordOfBeforeOrOfSomebodyElseCountsForNothing() {
    join(Optional.empty());
    KEYS.forEach(key -> link(key.publicKey(), TRUE));
    chain.trust.advance();
    var asked = chain.drain().stream().flatMap(effect -> effect instanceof ChainEffect.Send(var to,
        PeerMessage.WantVouch want) ? Stream.of(want) : Stream.empty()).toList();
    assertThat(asked).hasSize(4);
    var block = FORGED.at(asked.getFirst().height());
    var old = Sha256.hash(new byte[] {9});
    for (var key : KEYS) {
      chain.trust.onVouch(key.publicKey(), new Vouch(old, block, key.sign(Vouch.signingBytes(TAG, old, block))));
      var nonce = asked.getFirst().nonce();
      chain.trust.onVouch(key.publicKey(),
          new Vouch(nonce, block, KEYS.getFirst().sign(Vouch.signingBytes(TAG, nonce, block))));
    }
    assertThat(chain.drain().stream().filter(ChainEffect.Penalise.class::isInstance)).hasSize(3);
    assertThat(chain.trust.permits(1, FORGED.headers::get)).isFalse();
  }

  @Test
  void aFreshNodeFollowsProofs() {
    join(Optional.empty());
    chain.now = Blocks.genesis().timestampMillis() + TrustRules.PERIOD_MILLIS;
    link(STRANGER, TRUE);

    run(3);

    assertThat(fed).isNotEmpty();
  }
}
