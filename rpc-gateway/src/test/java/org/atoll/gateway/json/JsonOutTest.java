package org.atoll.gateway.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Random;
import java.util.function.Consumer;
import org.atoll.sdk.value.Bytes;
import org.junit.jupiter.api.Test;

final class JsonOutTest {
  private static String written(Consumer<JsonOut> writer) {
    var buffer = new ResponseBuffer(1 << 20);
    try (var out = new JsonOut(buffer)) {
      writer.accept(out);
    }
    return new String(buffer.toArray(), UTF_8);
  }

  @Test
  void quantitiesHaveNoLeadingZeros() {
    for (int bits = 0; bits <= 256; bits++) {
      var power = BigInteger.ONE.shiftLeft(bits);
      for (var value : new BigInteger[] {power, power.subtract(BigInteger.ONE), power.add(BigInteger.ONE)}) {
        assertThat(written(out -> out.quantity(value))).isEqualTo("\"0x" + value.toString(16) + "\"");
        assertThat(written(out -> out.quantity(value.longValue())))
            .isEqualTo("\"0x" + Long.toHexString(value.longValue()) + "\"");
      }
    }
    var random = new Random(7);
    for (int i = 0; i < 1_000; i++) {
      var value = new BigInteger(random.nextInt(300), random);
      assertThat(written(out -> out.quantity(value))).isEqualTo("\"0x" + value.toString(16) + "\"");
    }
  }

  @Test
  void dataHasTwoDigitsAByte() {
    assertThat(written(out -> out.data(Bytes.EMPTY))).isEqualTo("\"0x\"");
    var random = new Random(7);
    for (int size = 0; size < 1_000; size += 13) {
      var bytes = new byte[size];
      random.nextBytes(bytes);
      assertThat(written(out -> out.data(bytes))).isEqualTo("\"" + Bytes.copyOf(bytes).to0x() + "\"");
    }
  }

  @Test
  void theBufferKeepsItsLimitAndForgets() {
    var buffer = new ResponseBuffer(10);
    buffer.write(new byte[8], 0, 8);
    assertThatThrownBy(() -> buffer.write(new byte[3], 0, 3)).isInstanceOf(ResponseBuffer.Full.class);
    buffer.truncate(2);
    buffer.write(new byte[8], 0, 8);
    buffer.allowMore(1);
    buffer.write(1);
    assertThat(buffer.toArray()).hasSize(11);
  }
}
