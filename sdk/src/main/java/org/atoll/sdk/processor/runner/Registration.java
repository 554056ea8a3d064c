package org.atoll.sdk.processor.runner;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.List;
import org.atoll.sdk.proto.Family;
import org.atoll.sdk.value.Bytes;

/** What a processor signs to register. */
public final class Registration {
  private Registration() {}

  /** Tag, the validator's nonce, the families as serialised. */
  public static Bytes signedMessage(Bytes nonce, List<Family> families) {
    var bytes = new ByteArrayOutputStream();
    bytes.writeBytes("atoll/processor/1".getBytes(UTF_8));
    bytes.writeBytes(nonce.unsafeArray());
    families.forEach(family -> bytes.writeBytes(family.toByteArray()));
    return Bytes.wrap(bytes.toByteArray());
  }
}
