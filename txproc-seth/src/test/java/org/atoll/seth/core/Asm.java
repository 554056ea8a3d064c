package org.atoll.seth.core;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import org.atoll.sdk.value.Bytes;

/** A tiny assembler: mnemonics as they are, numbers become the shortest PUSH, {@code #hex} goes in as bytes. */
public final class Asm {
  private Asm() {}

  public static Bytes code(String source) {
    var out = new ByteArrayOutputStream();
    for (var token : source.strip().split("\\s+")) {
      if (token.startsWith("#")) {
        out.writeBytes(Bytes.fromHex(token.substring(1)).toArray());
      } else if (Character.isDigit(token.charAt(0))) {
        push(out, token);
      } else {
        out.write(opcode(token));
      }
    }
    return Bytes.wrap(out.toByteArray());
  }

  public static String hex(String source) {
    return code(source).toHex();
  }

  private static void push(ByteArrayOutputStream out, String token) {
    var number = token.startsWith("0x") ? new BigInteger(token.substring(2), 16) : new BigInteger(token);
    int size = Math.max(1, (number.bitLength() + 7) / 8);
    out.write(Opcode.PUSH1 + size - 1);
    var bytes = number.toByteArray();
    out.write(bytes, bytes.length > size ? 1 : 0, size);
  }

  private static int opcode(String name) {
    for (int opcode = 0; opcode < 256; opcode++) {
      if (OpcodeTable.name(opcode).equals(java.util.Optional.of(name))) {
        return opcode;
      }
    }
    throw new IllegalArgumentException("no opcode " + name);
  }
}
