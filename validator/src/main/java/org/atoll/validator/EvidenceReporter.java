package org.atoll.validator;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.atoll.sdk.crypto.PrivateKey;
import org.atoll.sdk.crypto.Sha256;
import org.atoll.sdk.envelope.EnvelopeCodec;
import org.atoll.sdk.envelope.EnvelopeCodec.Decoded;
import org.atoll.sdk.envelope.NativeBatchBuilder;
import org.atoll.sdk.proto.EvidenceAnswer;
import org.atoll.sdk.proto.EvidencePayload;
import org.atoll.sdk.proto.EvidenceReport;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.Hash32;
import org.atoll.validator.chain.ChainLoop;
import org.atoll.validator.chain.ChainReader;
import org.atoll.validator.chain.core.ChainRules;
import org.atoll.validator.family.evidence.EvidenceHandler;
import org.atoll.validator.finality.core.Evidence;
import org.atoll.validator.finality.core.EvidenceCodec;
import org.atoll.validator.finality.core.Pol;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Signs what this node has to say about misbehaviour and hands it to the chain, as a transaction of family {@code evidence}. */
final class EvidenceReporter implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(EvidenceReporter.class);
  private static final long VALID_BLOCKS = 1_000;

  private final ChainRules rules;
  private final PrivateKey key;
  private final ExecutorService thread = Executors.newSingleThreadExecutor(
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
    submit(EvidencePayload.newBuilder().setReport(EvidenceReport.newBuilder()
        .setEvidence(EvidenceCodec.encode(evidence, rules.chainTag()).toByteString())).build());
  }

  /** Thread-safe; returns at once. */
  void answer(Hash32 accusation, Pol pol) {
    submit(EvidencePayload.newBuilder().setAnswer(EvidenceAnswer.newBuilder()
        .setAccusationId(accusation.bytes().toByteString()).setPol(pol.encode().toByteString())).build());
  }

  private void submit(EvidencePayload payload) {
    thread.execute(() -> submit(Bytes.wrap(payload.toByteArray())));
  }

  private void submit(Bytes payload) {
    var owner = chain;
    if (owner == null) {
      return;
    }
    var head = owner.reader().head().block();
    var envelope = NativeBatchBuilder.single(new NativeBatchBuilder.Validity(rules.chainId(), head.height(), head.id(),
            head.height() + VALID_BLOCKS), key,
        NativeBatchBuilder.Call.of(EvidenceHandler.FAMILY.name(), EvidenceHandler.FAMILY.version(), payload,
            EvidenceHandler.FAMILY.prefixes(), Sha256.hash(payload).bytes().slice(0, 8)));
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
