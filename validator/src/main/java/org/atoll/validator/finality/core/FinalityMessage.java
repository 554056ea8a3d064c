package org.atoll.validator.finality.core;

/** What members send each other. Each kind has its own codec; the transport tells the kinds apart. */
public sealed interface FinalityMessage
    permits Vote, VoteBundle, Proposal, Pol, Certificate, CertificateRequest, VoteSummary {}
