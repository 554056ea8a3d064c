package org.atoll.validator.finality.core;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.atoll.sdk.crypto.Sha256;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.Hash32;
import org.jspecify.annotations.Nullable;

/**
 * The only way to a block's seal: never two by one key at one scope, and scopes only rise (consensus.md §1, V2). Record and
 * draft are on disk in one write before the seal leaves, so that a sole producer that crashed can send the same block
 * again. Used by one thread.
 */
public final class SealGuard {
  private static final int VERSION = 1;

  private final Signer signer;
  private final GuardSlots slots;
  private @Nullable Seal last;
  private @Nullable Scope floor;
  private boolean lost;

  /**
   * What a producer seals once.
   *
   * @param entry number of the schedule's entry, from 0
   * @param at the header's timestamp in milliseconds if the engine is SLOTTED, else its height
   */
  public record Scope(long entry, long at) implements Comparable<Scope> {
    public Scope {
      if (entry < 0 || at < 0) {
        throw new IllegalArgumentException("no scope: entry " + entry + ", at " + at);
      }
    }

    @Override
    public int compareTo(Scope other) {
      return entry != other.entry ? Long.compare(entry, other.entry) : Long.compare(at, other.at);
    }
  }

  /**
   * The last seal.
   *
   * @param digest SHA-256 of what was signed
   * @param draft the block's bytes
   */
  public record Seal(Scope scope, Hash32 digest, Bytes signature, Bytes draft) {
    private Bytes encode() {
      return Bytes.wrap(ByteBuffer.allocate(17 + 32 + Signers.SIGNATURE + 4 + draft.size()).put((byte) VERSION)
          .putLong(scope.entry).putLong(scope.at).put(digest.bytes().unsafeArray()).put(signature.unsafeArray())
          .putInt(draft.size()).put(draft.unsafeArray()).array());
    }

    private static Seal read(ByteBuffer in) throws Wire.Malformed {
      var scope = new Scope(Wire.count(in, 0), Wire.count(in, 0));
      var digest = new Hash32(Wire.bytes(in, 32));
      var signature = Wire.bytes(in, Signers.SIGNATURE);
      return new Seal(scope, digest, signature, Wire.bytes(in, Wire.round(in, 0)));
    }
  }

  private SealGuard(Signer signer, GuardSlots slots) {
    this.signer = signer;
    this.slots = slots;
  }

  /**
   * Writes the empty record of a new key: when the key is generated, never again.
   *
   * @throws IllegalStateException when the store holds anything
   */
  public static void create(GuardStore store) {
    var slots = new GuardSlots(store);
    if (slots.newest().isPresent() || slots.damaged() > 0) {
      throw new IllegalStateException("there is a guard already");
    }
    slots.write(Bytes.copyOf((byte) VERSION));
  }

  /** @param leastSequence a guard behind it lost writes (from the store's {@code TIP}; 0 when unknown) */
  public static SealGuard open(Signer signer, GuardStore store, long leastSequence) {
    var slots = new GuardSlots(store);
    var guard = new SealGuard(signer, slots);
    guard.lost = slots.sequence() < leastSequence || slots.newest().isEmpty();
    slots.raise(leastSequence);
    slots.newest().filter(ignored -> !guard.lost).ifPresent(guard::load);
    return guard;
  }

  private void load(Bytes record) {
    switch (Wire.decode(record, SealGuard::read)) {
      case Decoded.Ok<Optional<Seal>>(var seal) -> last = seal.orElse(null);
      case Decoded.Refused<Optional<Seal>> ignored -> lost = true;
    }
  }

  private static Optional<Seal> read(ByteBuffer in) throws Wire.Malformed {
    Wire.expect(in, VERSION, "not a seal record of version " + VERSION);
    return in.hasRemaining() ? Optional.of(Seal.read(in)) : Optional.empty();
  }

  /** Whether it does not know what was sealed: it seals nothing until {@link #resumeAbove}. */
  public boolean lost() {
    return lost;
  }

  /** What it knows may be older than what it sealed: goes into quarantine. */
  public void distrust() {
    lost = true;
    last = null;
  }

  /** Ends the quarantine of a lost guard: this scope and those before it stay unsealed. */
  public void resumeAbove(Scope scope) {
    if (lost) {
      lost = false;
      floor = scope;
    }
  }

  /** Counts the writes; for {@code TIP}. */
  public long sequence() {
    return slots.sequence();
  }

  /** The last seal and its draft: to be sent again after a crash. */
  public Optional<Seal> last() {
    return Optional.ofNullable(last);
  }

  /**
   * Signs a header.
   *
   * @param message what the seal signs
   * @param draft the block's bytes, kept until the next seal
   */
  public Signed seal(Scope scope, Bytes message, Bytes draft) {
    var digest = Sha256.hash(message);
    var before = last;
    if (before != null && before.scope.equals(scope) && before.digest.equals(digest)) {
      return new Signed.Ok(before.signature);
    }
    if (lost || (floor != null && scope.compareTo(floor) <= 0)) {
      return new Signed.Refused("the seal guard was lost; first scope to seal: "
          + (floor == null ? "unknown" : "above " + floor));
    }
    if (before != null && scope.compareTo(before.scope) <= 0) {
      return new Signed.Refused(before.scope + " is sealed already");
    }
    var seal = new Seal(scope, digest, signer.sign(message), draft);
    slots.write(seal.encode());
    last = seal;
    return new Signed.Ok(seal.signature);
  }
}
