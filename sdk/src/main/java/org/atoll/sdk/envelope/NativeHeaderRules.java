package org.atoll.sdk.envelope;

import com.google.protobuf.ByteString;
import java.util.List;
import org.atoll.sdk.proto.NativeTransactionHeader;

/** What a native transaction header must hold, as far as the header alone can tell. */
final class NativeHeaderRules {
  private static final String ENCODING = "BAD_ENCODING";
  private static final int HASH = 32;

  private NativeHeaderRules() {}

  static void check(NativeTransactionHeader header, String where) throws Refused {
    if (header.getChainId() == 0) {
      throw Refused.malformed(ENCODING, where + ": chain_id is missing", "name the chain the transaction is for");
    }
    checkFamily(header, where);
    requireSize(header.getPayloadHash(), HASH, where + ": payload_hash");
    requireAtMost(header.getNonce().size(), NativeLimits.NONCE, where + ": nonce", "bytes");
    requireAddresses(header.getInputsList(), where + ": inputs");
    requireAddresses(header.getOutputsList(), where + ": outputs");
    requireAtMost(header.getDependenciesCount(), NativeLimits.DEPENDENCIES, where + ": dependencies", "ids");
    for (var dependency : header.getDependenciesList()) {
      requireSize(dependency, HASH, where + ": a dependency");
    }
    checkLifetime(header, where);
  }

  private static void checkFamily(NativeTransactionHeader header, String where) throws Refused {
    if (header.getFamily().isEmpty() || header.getVersion().isEmpty()) {
      throw Refused.malformed(ENCODING, where + ": family or version is missing", "name both, such as intkey 1.0");
    }
    requireAtMost(header.getFamilyBytes().size(), NativeLimits.FAMILY, where + ": family", "bytes");
    requireAtMost(header.getVersionBytes().size(), NativeLimits.VERSION, where + ": version", "bytes");
    if (header.getFamily().equals(EthereumDecoder.FAMILY)) {
      throw Refused.malformed("WRONG_FORMAT", where + ": family evm takes Ethereum transactions only",
          "send the raw signed transaction in format ETHEREUM");
    }
  }

  private static void checkLifetime(NativeTransactionHeader header, String where) throws Refused {
    requireSize(header.getReferenceId(), NativeLimits.REFERENCE_ID, where + ": reference_id");
    long reference = header.getReferenceHeight();
    long expiry = header.getExpiryHeight();
    if (expiry == 0) {
      throw Refused.malformed(ENCODING, where + ": expiry_height is missing",
          "set it to the last height the transaction may be in a block");
    }
    if (reference < 0 || expiry <= reference || expiry - reference > NativeLimits.REFERENCE_WINDOW) {
      throw Refused.malformed("BAD_EXPIRY", where + ": expiry_height " + Long.toUnsignedString(expiry)
          + " is not 1 to 65536 above reference_height " + Long.toUnsignedString(reference),
          "refer to a recent block and expire within 65536 blocks of it");
    }
  }

  private static void requireAddresses(List<ByteString> addresses, String what) throws Refused {
    requireAtMost(addresses.size(), NativeLimits.ADDRESSES, what, "entries");
    for (var address : addresses) {
      requireAtMost(address.size(), NativeLimits.ADDRESS, what + ": an entry", "bytes");
    }
  }

  private static void requireSize(ByteString bytes, int size, String what) throws Refused {
    if (bytes.size() != size) {
      throw Refused.malformed(ENCODING, what + " has " + bytes.size() + " bytes instead of " + size,
          "send exactly " + size + " bytes");
    }
  }

  static void requireAtMost(int actual, int most, String what, String unit) throws Refused {
    if (actual > most) {
      throw Refused.malformed("LIMIT", what + " has " + actual + " " + unit + ", at most " + most + " are allowed",
          "send less, or in several batches");
    }
  }
}
