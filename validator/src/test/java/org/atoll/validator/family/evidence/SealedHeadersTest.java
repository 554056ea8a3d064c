package org.atoll.validator.family.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.atoll.sdk.crypto.PrivateKey;
import org.atoll.sdk.crypto.SignatureAlgorithm;
import org.atoll.sdk.crypto.Signatures;
import org.atoll.sdk.engine.Member;
import org.atoll.sdk.engine.MemberSet;
import org.atoll.sdk.proto.BlockHeader;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.Hash32;
import org.atoll.validator.block.SignedHeader;
import org.atoll.validator.finality.core.Evidence;
import org.atoll.validator.finality.core.EvidenceCheck;
import org.atoll.validator.finality.core.SealWatch;
import org.atoll.validator.settings.ConsensusEntry;
import org.atoll.validator.settings.Epochs;
import org.junit.jupiter.api.Test;

final class SealedHeadersTest {
  private static final List<PrivateKey> KEYS = List.of(key(1), key(2), key(3), key(4));
  private static final Epochs EPOCHS = new Epochs(new ConsensusEntry("dpos", "1.0",
      MemberSet.of(KEYS.stream().map(key -> Member.of(key.publicKey())).toList()), 64,
      ConsensusEntry.SealScope.TIMESTAMP, Map.of(), Map.of()), Hash32.ZERO.bytes());
  private static final SealedHeaders READER = new SealedHeaders(EPOCHS, Signatures::verify);

  private static PrivateKey key(int number) {
    return PrivateKey.of(SignatureAlgorithm.SECP256K1, Bytes.fromHex("00".repeat(31) + "0" + number));
  }

  private static SignedHeader header(PrivateKey producer, long time, int gas) {
    var zeros = Hash32.ZERO.bytes().toByteString();
    var bytes = Bytes.wrap(BlockHeader.newBuilder().setVersion(1).setChainId(1).setHeight(70).setParentId(zeros)
        .setTimestampMillis(time).setProducer(producer.publicKey().encoded().toByteString()).setBatchesRoot(zeros)
        .setStateRoot(zeros).setReceiptsRoot(zeros).setEthereumHash(zeros).setEngineParamsHash(zeros).setGasUsed(gas)
        .build().toByteArray());
    return SignedHeader.decode(bytes, producer.sign(bytes), Bytes.EMPTY).orElseThrow();
  }

  @Test
  void aGoodSealIsRead() {
    var header = header(KEYS.getFirst(), 3_000, 1);

    var read = READER.read(SealedHeaders.encode(header)).orElseThrow();

    assertThat(read.id()).isEqualTo(header.id());
    assertThat(read.producer()).isEqualTo(KEYS.getFirst().publicKey());
    assertThat(read.scope().at()).isEqualTo(3_000);
    assertThat(read.epoch()).isEqualTo(1);
  }

  @Test
  void whatIsNoSealIsNotRead() {
    var header = header(KEYS.getFirst(), 3_000, 1);
    var forged = header.withSignature(KEYS.get(1).sign(header.headerBytes()));

    assertThat(READER.read(SealedHeaders.encode(forged))).isEmpty();
    assertThat(READER.read(header.headerBytes())).isEmpty();
    assertThat(READER.read(Bytes.EMPTY)).isEmpty();
  }

  @Test
  void twoSealsForOneSlotConvict() {
    var watch = new SealWatch(8);
    var first = header(KEYS.get(2), 3_000, 1);
    var second = header(KEYS.get(2), 3_000, 2);
    assertThat(observe(watch, first)).isEmpty();
    assertThat(observe(watch, first)).as("the same again").isEmpty();
    assertThat(observe(watch, header(KEYS.get(2), 6_000, 1))).as("another slot").isEmpty();

    var evidence = observe(watch, second).orElseThrow();

    var verdict = new EvidenceCheck(Hash32.ZERO, Signatures::verify, READER)
        .judge(evidence, epoch -> Optional.of(EPOCHS.members(epoch)));
    assertThat(verdict).isInstanceOfSatisfying(EvidenceCheck.Verdict.Convicted.class,
        convicted -> assertThat(convicted.keys()).containsExactly(KEYS.get(2).publicKey()));
  }

  private static Optional<Evidence> observe(SealWatch watch, SignedHeader header) {
    var sealed = SealedHeaders.encode(header);
    return watch.observe(READER.read(sealed).orElseThrow(), sealed);
  }
}
