package org.atoll.validator.chain.core;

import java.util.Map;
import java.util.Optional;
import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.crypto.Signatures;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.Hash32;
import org.atoll.validator.finality.core.FinalityParams;
import org.atoll.validator.finality.core.SignatureCheck;
import org.atoll.validator.peer.core.Release;
import org.atoll.validator.settings.ConsensusEntry;
import org.atoll.validator.settings.Epochs;

/**
 * What does not change while a node runs.
 *
 * @param chainTag names the chain
 * @param own this node's key
 * @param release of the software; empty: not known
 */
public record ChainRules(long chainId, Hash32 chainTag, PublicKey own, Epochs epochs, Hash32 paramsHash,
    FinalityParams finality, JoinRules join, SignatureCheck signatures, TrustRules trust,
    Optional<Release> release) {
  /** Of a chain whose one schedule entry this is. */
  public static ChainRules of(long chainId, Hash32 chainTag, PublicKey own, ConsensusEntry entry) {
    var standard = FinalityParams.DEFAULT;
    var set = entry.finality();
    return new ChainRules(chainId, chainTag, own, new Epochs(entry, chainTag.bytes()), entry.paramsHash(),
        new FinalityParams(number(set, "proposeMs", standard.proposeMs()), number(set, "voteMs", standard.voteMs()),
            number(set, "stepMs", standard.stepMs()), number(set, "maxTimeoutMs", standard.maxTimeoutMs()),
            number(set, "rebroadcastMs", standard.rebroadcastMs()), number(set, "maxLagBlocks", standard.maxLagBlocks()),
            number(set, "seenBlocks", standard.seenBlocks()), number(set, "minMembers", standard.minMembers()),
            number(set, "evidenceEpochs", standard.evidenceEpochs()), number(set, "relays", standard.relays())), JoinRules.never(),
        Signatures::verify, TrustRules.standard(Optional.empty(), Bytes.EMPTY), Optional.empty());
  }

  public ChainRules withJoin(JoinRules rules) {
    return new ChainRules(chainId, chainTag, own, epochs, paramsHash, finality, rules, signatures, trust, release);
  }

  public ChainRules withTrust(TrustRules rules) {
    return new ChainRules(chainId, chainTag, own, epochs, paramsHash, finality, join, signatures, rules, release);
  }

  public ChainRules withRelease(Optional<Release> software) {
    return new ChainRules(chainId, chainTag, own, epochs, paramsHash, finality, join, signatures, trust, software);
  }

  /** For simulations, whose signatures are cheap. */
  public ChainRules withSignatures(SignatureCheck check) {
    return new ChainRules(chainId, chainTag, own, epochs, paramsHash, finality, join, check, trust, release);
  }

  private static int number(Map<String, Long> set, String name, int otherwise) {
    return Math.toIntExact(set.getOrDefault(name, (long) otherwise));
  }

  /** Whether blocks are final when they are on disk, without votes. */
  public boolean decidesAlone() {
    return epochs.entry().isDev();
  }
}
