package org.atoll.validator.finality.core;

import java.util.List;
import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.value.BlockId;

/**
 * What the overlay reacts to. {@code from} is the key of the peer that sent the message, who need not be its author.
 * Whatever carries signatures was verified by the caller with the member set of its epoch ({@code verify} of the message);
 * messages of an epoch whose set is unknown here are kept or dropped by the caller.
 */
public sealed interface FinalityEvent {
  /** The fork choice moved. */
  record HeadChanged() implements FinalityEvent {}

  /** A block was executed here, its roots are equal, it is on disk. */
  record BlockReady(BlockId id) implements FinalityEvent {}

  record VoteReceived(PublicKey from, Vote vote) implements FinalityEvent {}

  /** All of them count before anything follows from them. */
  record VotesReceived(PublicKey from, List<Vote> votes) implements FinalityEvent {
    public VotesReceived {
      votes = List.copyOf(votes);
    }
  }

  record ProposalReceived(PublicKey from, Proposal proposal) implements FinalityEvent {}

  record PolReceived(PublicKey from, Pol pol) implements FinalityEvent {}

  /** Also for certificates found in headers and for those a sync finds. */
  record CertificateReceived(PublicKey from, Certificate certificate) implements FinalityEvent {}

  record CertificatesRequested(PublicKey from, CertificateRequest request) implements FinalityEvent {}

  record SummaryReceived(PublicKey from, VoteSummary summary) implements FinalityEvent {}

  /** A link came up. */
  record PeerUp(PublicKey peer) implements FinalityEvent {}

  record PeerDown(PublicKey peer) implements FinalityEvent {}

  record TimerFired(TimerId timer) implements FinalityEvent {}
}
