package org.atoll.validator;

import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.atoll.sdk.crypto.PrivateKey;
import org.atoll.sdk.crypto.Sha256;
import org.atoll.sdk.envelope.EnvelopeCodec;
import org.atoll.sdk.envelope.EnvelopeCodec.Decoded;
import org.atoll.sdk.envelope.NativeBatchBuilder;
import org.atoll.sdk.proto.EvidencePayload;
import org.atoll.sdk.proto.EvidenceReport;
import org.atoll.sdk.value.Bytes;
import org.atoll.validator.chain.ChainLoop;
import org.atoll.validator.chain.ChainReader;
import org.atoll.validator.chain.core.ChainRules;
import org.atoll.validator.family.evidence.EvidenceHandler;
import org.atoll.validator.finality.core.Evidence;
import org.atoll.validator.finality.core.EvidenceCodec;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what this node has witnessed on chain, as a transaction of family {@code evidence}. Witnesses take turns: each
 * waits two seconds for every member before it, and the family refuses what is known already.
 */
final class EvidenceReporter implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(EvidenceReporter.class);
  private static final long TURN_MILLIS = 2_000;
  private static final long VALID_BLOCKS = 1_000;

  private final ChainRules rules;
  private final PrivateKey key;
  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
      Thread.ofPlatform().name("evidence").daemon(true).factory());
  private volatile @Nullable Chain chain;

  /** The chain, once it is there. */
  record Chain(ChainLoop loop, ChainReader reader) {}

  EvidenceReporter(ChainRules rules, PrivateKey key) {
    this.rules = rules;
    this.key = key;
  }

  void attach(ChainLoop loop, ChainReader reader) {
    chain = new Chain(loop, reader);
  }

  /** Thread-safe; returns at once. */
  void report(Evidence evidence) {
    var members = rules.epochs().members(0);
    int position = members.indexOf(key.publicKey()).orElse(members.size());
    thread.schedule(() -> submit(evidence), position * TURN_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void submit(Evidence evidence) {
    var owner = chain;
    if (owner == null) {
      return;
    }
    var bytes = EvidenceCodec.encode(evidence, rules.chainTag());
    var payload = Bytes.wrap(EvidencePayload.newBuilder()
        .setReport(EvidenceReport.newBuilder().setEvidence(bytes.toByteString())).build().toByteArray());
    var head = owner.reader().head().block();
    var envelope = NativeBatchBuilder.single(new NativeBatchBuilder.Validity(rules.chainId(), head.height(), head.id(),
            head.height() + VALID_BLOCKS), key,
        NativeBatchBuilder.Call.of(EvidenceHandler.FAMILY.name(), EvidenceHandler.FAMILY.version(), payload,
            EvidenceHandler.FAMILY.prefixes(), Sha256.hash(bytes).bytes().slice(0, 8)));
    switch (EnvelopeCodec.decode(envelope.getFormat(), Bytes.of(envelope.getBody()))) {
      case Decoded.Ok(var batch) -> owner.loop().submit(List.of(batch)).thenAccept(admission ->
          log.info("evidence.reported id={} refused=\"{}\"", batch.id().brief(),
              admission.refusals().getFirst().map(refusal -> refusal.message()).orElse("")));
      case Decoded.Refused(var refusal) -> log.error("evidence.unsendable why=\"{}\"", refusal.message());
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
