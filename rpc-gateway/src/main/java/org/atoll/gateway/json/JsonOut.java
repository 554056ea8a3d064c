package org.atoll.gateway.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import org.atoll.sdk.value.Bytes;

/**
 * Writes one JSON value, with Ethereum's hexadecimal forms: a <em>quantity</em> has no leading zeros
 * ({@code 0x0}, {@code 0x1f}), <em>data</em> two digits for each byte. Not thread-safe.
 */
public final class JsonOut implements AutoCloseable {
  private static final JsonFactory FACTORY = JsonFactory.builder()
      .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
      .recyclerPool(JsonRecyclerPools.sharedConcurrentDequePool()) // the usual one is lost with each virtual thread
      .build();
  private static final byte[] DIGITS = {
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
  };

  private static final int RAW_CHUNK = 1 << 14;

  private final JsonGenerator generator;
  private byte[] scratch = new byte[80];

  /** Does not close the target; throws what the target throws. */
  public JsonOut(OutputStream target) {
    try {
      generator = FACTORY.createGenerator(target);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private interface Step {
    void run() throws IOException;
  }

  private JsonOut run(Step step) {
    try {
      step.run();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public JsonOut beginObject() {
    return run(generator::writeStartObject);
  }

  public JsonOut endObject() {
    return run(generator::writeEndObject);
  }

  public JsonOut beginArray() {
    return run(generator::writeStartArray);
  }

  public JsonOut endArray() {
    return run(generator::writeEndArray);
  }

  public JsonOut name(String name) {
    try {
      generator.writeFieldName(name);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public JsonOut string(String value) {
    return run(() -> generator.writeString(value));
  }

  public JsonOut bool(boolean value) {
    return run(() -> generator.writeBoolean(value));
  }

  public JsonOut nothing() {
    return run(generator::writeNull);
  }

  public JsonOut number(long value) {
    return run(() -> generator.writeNumber(value));
  }

  public JsonOut number(double value) {
    return run(() -> generator.writeNumber(value));
  }

  /** One value that is JSON already; the reader is not closed. */
  public JsonOut raw(Reader json) {
    return run(() -> {
      var chunk = new char[RAW_CHUNK];
      int count = json.read(chunk);
      generator.writeRawValue(chunk, 0, Math.max(count, 0));
      while ((count = json.read(chunk)) > 0) {
        generator.writeRaw(chunk, 0, count);
      }
    });
  }

  public JsonOut json(Json value) {
    switch (value) {
      case Json.Null n -> nothing();
      case Json.Bool b -> bool(b.value());
      case Json.Num n -> run(() -> generator.writeNumber(n.text()));
      case Json.Str s -> string(s.value());
      case Json.Arr a -> {
        beginArray();
        a.items().forEach(this::json);
        endArray();
      }
      case Json.Obj o -> {
        beginObject();
        o.members().forEach((name, member) -> name(name).json(member));
        endObject();
      }
    }
    return this;
  }

  /** An unsigned 64-bit quantity. */
  public JsonOut quantity(long value) {
    int digits = Math.max(1, (Long.SIZE - Long.numberOfLeadingZeros(value) + 3) / 4);
    scratch[0] = '0';
    scratch[1] = 'x';
    for (int i = digits + 1; i > 1; i--) {
      scratch[i] = DIGITS[(int) (value & 15)];
      value >>>= 4;
    }
    return ascii(digits + 2);
  }

  /** A quantity of 0 or more. */
  public JsonOut quantity(BigInteger value) {
    if (value.bitLength() < Long.SIZE) {
      return quantity(value.longValue());
    }
    var bytes = value.toByteArray();
    int from = bytes[0] == 0 ? 1 : 0; // a first byte of 0 only holds the sign
    int at = put(bytes, from, (bytes[from] & 0xf0) == 0);
    return ascii(at);
  }

  /** Writes the digits of {@code bytes[from, …)} to the scratch, the first one perhaps left out; answers the end. */
  private int put(byte[] bytes, int from, boolean skipFirst) {
    int length = 2 + 2 * (bytes.length - from);
    if (scratch.length < length) {
      scratch = new byte[length];
    }
    scratch[0] = '0';
    scratch[1] = 'x';
    int at = 2;
    for (int i = from; i < bytes.length; i++) {
      if (!(skipFirst && i == from)) {
        scratch[at++] = DIGITS[(bytes[i] >> 4) & 15];
      }
      scratch[at++] = DIGITS[bytes[i] & 15];
    }
    return at;
  }

  public JsonOut data(Bytes value) {
    return data(value.unsafeArray());
  }

  public JsonOut data(byte[] value) {
    return ascii(put(value, 0, false));
  }

  private JsonOut ascii(int length) {
    try {
      generator.writeRawUTF8String(scratch, 0, length);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public JsonOut field(String name, String value) {
    return name(name).string(value);
  }

  public JsonOut field(String name, Bytes data) {
    return name(name).data(data);
  }

  public JsonOut field(String name, long quantity) {
    return name(name).quantity(quantity);
  }

  public JsonOut field(String name, BigInteger quantity) {
    return name(name).quantity(quantity);
  }

  /** Hands what is left in the buffers to the target. */
  @Override
  public void close() {
    run(generator::close);
  }
}
