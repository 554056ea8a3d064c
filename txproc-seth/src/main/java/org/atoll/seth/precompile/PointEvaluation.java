package org.atoll.seth.precompile;

import java.util.Arrays;
import java.util.HexFormat;
import org.atoll.sdk.crypto.Sha256;
import org.atoll.sdk.value.Bytes;
import org.atoll.seth.bls.Kzg;
import org.jspecify.annotations.Nullable;

/**
 * 0x0a: checks that the blob with a versioned hash has value y at z (EIP-4844). Input: versioned hash, z, y, commitment,
 * proof. Output: how many field elements a blob has, and their modulus.
 */
final class PointEvaluation implements Precompile {
  private static final int SIZE = 192;
  private static final int COMMITMENT = 96;
  private static final byte VERSION = 1;
  private static final byte[] ANSWER = HexFormat.of().parseHex("%064x".formatted(4_096) + Kzg.MODULUS);

  @Override
  public long gas(byte[] in, int from, int size) {
    return 50_000;
  }

  @Override
  public byte @Nullable [] run(byte[] in, int from, int size) {
    if (size != SIZE) {
      return null;
    }
    int commitment = from + COMMITMENT;
    var hash = Sha256.hash(Bytes.copyOfRange(in, commitment, commitment + Kzg.POINT)).bytes().toArray();
    hash[0] = VERSION;
    if (!Arrays.equals(hash, 0, 32, in, from, from + 32)) {
      return null;
    }
    return Kzg.verify(in, commitment, from + 32, from + 64, commitment + Kzg.POINT) ? ANSWER.clone() : null;
  }
}
