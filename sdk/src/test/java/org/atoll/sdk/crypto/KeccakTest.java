package org.atoll.sdk.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.util.Arrays;
import org.atoll.sdk.testing.Seeds;
import org.bouncycastle.jcajce.provider.digest.Keccak.Digest256;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeccakTest {
  private static final int COMPILED_BYTECODES = 7_500; // HotSpot's limit is 8 000

  @ParameterizedTest
  @CsvSource({
    "'', c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470",
    "abc, 4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45",
    "'Transfer(address,address,uint256)', ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef",
  })
  void hashesKnownTexts(String text, String expected) {
    assertThat(Keccak.hash(text.getBytes(US_ASCII)).bytes().toHex()).isEqualTo(expected);
  }

  @Test
  void agreesWithBouncyCastleAtEveryLengthAndOffset() {
    Seeds.forEachSeed(700, random -> {
      int length = random.nextInt(700);
      int offset = random.nextInt(9);
      var in = Seeds.bytes(random, offset + length + 3);
      var reference = new Digest256();
      reference.update(in, offset, length);
      var expected = reference.digest();

      var out = new byte[40];
      Keccak.digest(in, offset, length, out, 5);

      assertThat(Keccak.digest(in, offset, length)).isEqualTo(expected);
      assertThat(Arrays.copyOfRange(out, 5, 37)).isEqualTo(expected);
      assertThat(out[4]).isZero();
      assertThat(out[37]).isZero();
    });
  }

  @Test
  void refusesARangeOutsideTheArray() {
    assertThatThrownBy(() -> Keccak.digest(new byte[10], 5, 6)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void everyMethodIsSmallEnoughToBeCompiled() throws IOException {
    try (var in = Keccak.class.getResourceAsStream("Keccak.class")) {
      assertThat(in).isNotNull();
      for (var method : ClassFile.of().parse(in.readAllBytes()).methods()) {
        int size = method.code().map(KeccakTest::size).orElse(0);
        assertThat(size).as(method.methodName().stringValue()).isLessThan(COMPILED_BYTECODES);
      }
    }
  }

  private static int size(CodeModel code) {
    return ((CodeAttribute) code).codeLength();
  }
}
