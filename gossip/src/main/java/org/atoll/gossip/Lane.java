package org.atoll.gossip;

/** How urgent a message is: an earlier lane overtakes a later one on every link. */
public enum Lane {
  /** Votes, certificates, engine messages: small; a peer too slow for them is disconnected. */
  VOTE,
  /** Blocks, headers, sync replies: the oldest is dropped when the queue is full. */
  BLOCK,
  /** Batches and their announcements: the oldest is dropped when the queue is full. */
  BATCH
}
