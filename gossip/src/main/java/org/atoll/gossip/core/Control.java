package org.atoll.gossip.core;

import java.util.List;

/** What two connected nodes say to each other about the network itself. */
public sealed interface Control {
  /** Are you there? Answered by {@link Pong} with the same nonce. */
  record Ping(long nonce) implements Control {}

  record Pong(long nonce) implements Control {}

  /**
   * Let messages flow between us.
   *
   * @param self one record, or none when the sender listens nowhere
   */
  record PeerRequest(List<PeerRecord> self) implements Control {
    public PeerRequest {
      self = List.copyOf(self);
    }
  }

  /** They flow. */
  record PeerAccept(List<PeerRecord> self) implements Control {
    public PeerAccept {
      self = List.copyOf(self);
    }
  }

  /** They do not, but the link may stay for a while. */
  record PeerRefuse(String why) implements Control {}

  /** Whom do you know? */
  record PeersRequest() implements Control {}

  /** @param records at most {@link FrameCodec#MAX_RECORDS} */
  record PeersReply(List<PeerRecord> records) implements Control {
    public PeersReply {
      records = List.copyOf(records);
    }
  }

  /** The last word before a link is cut. */
  record Goodbye(String why) implements Control {}
}
