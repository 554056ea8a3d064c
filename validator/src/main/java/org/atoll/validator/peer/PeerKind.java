package org.atoll.validator.peer;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.atoll.gossip.Lane;
import org.atoll.gossip.MessageType;

/** The kinds of messages between validators, with the caps of reliability.md §7. */
enum PeerKind {
  STATUS(1, Lane.VOTE, 80 << 10),
  VOTE(2, Lane.VOTE, 4 << 10),
  PROPOSAL(3, Lane.VOTE, 64 << 10),
  POL(4, Lane.VOTE, 64 << 10),
  CERTIFICATE(5, Lane.VOTE, 64 << 10),
  WANT_CERTIFICATES(6, Lane.VOTE, 64),
  VOTES_HELD(7, Lane.VOTE, 4 << 10),
  ENGINE(8, Lane.VOTE, 66 << 10),
  EVIDENCE(9, Lane.VOTE, 160 << 10),
  VOTES(10, Lane.VOTE, 64 << 10),
  WANT_VOUCH(11, Lane.VOTE, 64),
  VOUCH(12, Lane.VOTE, 256),
  COMPACT_BLOCK(16, Lane.BLOCK, 2 << 20),
  WANT_BLOCK(17, Lane.BLOCK, 32),
  WHOLE_BLOCK(18, Lane.BLOCK, 15 << 20),
  WANT_HEADERS(19, Lane.BLOCK, 32),
  HEADERS(20, Lane.BLOCK, 8 << 20),
  WANT_BODIES(21, Lane.BLOCK, 32),
  BODIES(22, Lane.BLOCK, 15 << 20),
  WANT_ANCHOR(23, Lane.BLOCK, 32),
  ANCHOR(24, Lane.BLOCK, 8 << 20),
  WANT_RANGE(25, Lane.BLOCK, 256),
  RANGE(26, Lane.BLOCK, 4 << 20),
  HAVE_BATCHES(32, Lane.BATCH, 33_000),
  WANT_BATCHES(33, Lane.BATCH, 33_000),
  BATCHES(34, Lane.BATCH, 4 << 20);

  private final int code;
  private final Lane lane;
  private final int maxBytes;

  PeerKind(int code, Lane lane, int maxBytes) {
    this.code = code;
    this.lane = lane;
    this.maxBytes = maxBytes;
  }

  int code() {
    return code;
  }

  Lane lane() {
    return lane;
  }

  int maxBytes() {
    return maxBytes;
  }

  static Optional<PeerKind> of(int code) {
    return Arrays.stream(values()).filter(kind -> kind.code == code).findFirst();
  }

  static List<MessageType> types() {
    return Arrays.stream(values())
        .map(kind -> new MessageType(kind.code, kind.name().toLowerCase(Locale.ROOT).replace('_', '-'),
            kind.lane, kind.maxBytes)).toList();
  }
}
