package org.atoll.bench.load;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.atoll.sdk.value.Bytes;

/** Creation code that src/main/solidity/compile.js made. */
public final class CompiledContract {
  private CompiledContract() {}

  /** @param beside class in whose package the resource {@code name.hex} lies */
  public static Bytes creation(Class<?> beside, String name) {
    try (InputStream in = Objects.requireNonNull(beside.getResourceAsStream(name + ".hex"), name)) {
      return Bytes.fromHex(new String(in.readAllBytes(), StandardCharsets.US_ASCII).strip());
    } catch (IOException broken) {
      throw new UncheckedIOException("resource " + name + ".hex", broken);
    }
  }
}
