package org.atoll.sdk.ethereum;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.atoll.sdk.crypto.PrivateKey;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.sdk.value.Hash32;

/**
 * Decodes raw transactions strictly, finds their senders, signs. What decodes encodes to the same bytes again. Size,
 * chain id, fees and gas are judged elsewhere. Thread-safe.
 */
public final class EthereumTransactionCodec {
  private static final BigInteger PROTECTED_V = BigInteger.valueOf(35);

  private EthereumTransactionCodec() {}

  /** Outcome of decoding. */
  public sealed interface Decoded {
    record Ok(EthereumTransaction tx) implements Decoded {}

    /** @param what what is wrong with the bytes, fit to be shown to the sender */
    record Malformed(String what) implements Decoded {}
  }

  /** Decodes a raw transaction of type 0 to 4 (EIP-2718); type 3 without its blobs. */
  public static Decoded decode(Bytes raw) {
    try {
      return new Decoded.Ok(read(raw));
    } catch (RlpException broken) {
      return new Decoded.Malformed(broken.what());
    }
  }

  /** Who signed, by the newest rules; empty unless r and s are in range, s is low and v has one of its forms. */
  public static Optional<EvmAddress> sender(EthereumTransaction tx) {
    return SenderRecovery.recover(tx.signingHash(), tx.yParity(), tx.r(), tx.s(), true);
  }

  /** Who signed, by the rules of a fork; empty also when the fork does not know such transactions. */
  public static Optional<EvmAddress> sender(EthereumTransaction tx, Fork fork) {
    boolean known = switch (tx.type()) {
      case EthereumTransaction.LEGACY -> tx.chainId().isEmpty() || fork.atLeast(Fork.SPURIOUS_DRAGON);
      case EthereumTransaction.ACCESS_LIST -> fork.atLeast(Fork.BERLIN);
      case EthereumTransaction.DYNAMIC_FEE -> fork.atLeast(Fork.LONDON);
      case EthereumTransaction.BLOB -> fork.atLeast(Fork.CANCUN);
      default -> fork.atLeast(Fork.PRAGUE);
    };
    return known
        ? SenderRecovery.recover(tx.signingHash(), tx.yParity(), tx.r(), tx.s(), fork.atLeast(Fork.HOMESTEAD))
        : Optional.empty();
  }

  /**
   * Signs; whatever signature the transaction had is replaced.
   *
   * @throws IllegalStateException when the key is not of secp256k1
   */
  public static EthereumTransaction sign(EthereumTransaction unsigned, PrivateKey key) {
    var signature = key.signRecoverable(unsigned.signingHash().bytes().unsafeArray());
    int parity = signature[64];
    var v = BigInteger.valueOf(parity);
    if (unsigned.type() == EthereumTransaction.LEGACY) {
      v = unsigned.chainId().map(id -> PROTECTED_V.add(id.shiftLeft(1))).orElse(BigInteger.valueOf(27)).add(v);
    }
    return unsigned.signedWith(v, parity, new BigInteger(1, signature, 0, 32), new BigInteger(1, signature, 32, 32));
  }

  private static EthereumTransaction read(Bytes raw) throws RlpException {
    if (raw.isEmpty()) {
      throw new RlpException("transaction is empty");
    }
    int first = raw.get(0) & 0xff;
    if (first >= 0xc0) {
      return readLegacy(raw);
    }
    if (first < EthereumTransaction.ACCESS_LIST || first > EthereumTransaction.SET_CODE) {
      throw new RlpException("no transaction begins with byte 0x" + Integer.toHexString(first));
    }
    return readTyped(first, raw);
  }

  private static EthereumTransaction readLegacy(Bytes raw) throws RlpException {
    var outer = new RlpReader(raw);
    var fields = outer.readList("transaction");
    outer.end();
    long nonce = fields.readLong("nonce");
    var price = fields.readNumber(32, "gas price");
    long gasLimit = fields.readLong("gas limit");
    var to = readTo(fields);
    var value = fields.readNumber(32, "value");
    var data = fields.readBytes("data");
    var v = fields.readNumber(33, "v");
    var r = fields.readNumber(32, "r");
    var s = fields.readNumber(32, "s");
    fields.end();
    var chainId = Optional.<BigInteger>empty();
    int parity = -1;
    if (v.compareTo(PROTECTED_V) >= 0) {
      var rest = v.subtract(PROTECTED_V);
      chainId = Optional.of(rest.shiftRight(1));
      parity = rest.testBit(0) ? 1 : 0;
    } else if (v.intValue() == 27 || v.intValue() == 28) {
      parity = v.intValue() - 27;
    }
    return new EthereumTransaction(EthereumTransaction.LEGACY, chainId, nonce, price, price, gasLimit, to, value, data,
        List.of(), List.of(), BigInteger.ZERO, List.of(), v, parity, r, s);
  }

  private static EthereumTransaction readTyped(int type, Bytes raw) throws RlpException {
    var outer = new RlpReader(raw.unsafeArray(), 1, raw.size());
    var fields = outer.readList("transaction");
    outer.end();
    var chainId = fields.readNumber(32, "chain id");
    long nonce = fields.readLong("nonce");
    var tip = fields.readNumber(32, type >= EthereumTransaction.DYNAMIC_FEE ? "max priority fee" : "gas price");
    var cap = type >= EthereumTransaction.DYNAMIC_FEE ? fields.readNumber(32, "max fee") : tip;
    long gasLimit = fields.readLong("gas limit");
    var to = readTo(fields);
    if (to.isEmpty() && type >= EthereumTransaction.BLOB) {
      throw new RlpException("to is empty: a transaction of type " + type + " cannot create a contract");
    }
    var value = fields.readNumber(32, "value");
    var data = fields.readBytes("data");
    var accessList = readAccessList(fields);
    var blobFee = type == EthereumTransaction.BLOB ? fields.readNumber(32, "max fee per blob gas") : BigInteger.ZERO;
    var blobs = type == EthereumTransaction.BLOB ? readHashes(fields, "blob hashes") : List.<Hash32>of();
    var consents = type == EthereumTransaction.SET_CODE ? readAuthorizations(fields) : List.<Authorization>of();
    var v = fields.readNumber(32, "y parity");
    var r = fields.readNumber(32, "r");
    var s = fields.readNumber(32, "s");
    fields.end();
    int parity = v.bitLength() <= 1 ? v.intValue() : -1;
    return new EthereumTransaction(type, Optional.of(chainId), nonce, tip, cap, gasLimit, to, value, data, accessList,
        consents, blobFee, blobs, v, parity, r, s);
  }

  private static Optional<EvmAddress> readTo(RlpReader fields) throws RlpException {
    var to = fields.readBytes("to");
    if (to.isEmpty()) {
      return Optional.empty();
    }
    if (to.size() != EvmAddress.SIZE) {
      throw new RlpException("to has " + to.size() + " bytes instead of 20");
    }
    return Optional.of(new EvmAddress(to));
  }

  private static List<AccessListEntry> readAccessList(RlpReader fields) throws RlpException {
    var list = fields.readList("access list");
    if (!list.hasMore()) {
      return List.of();
    }
    var entries = new ArrayList<AccessListEntry>();
    while (list.hasMore()) {
      var entry = list.readList("access list entry");
      var address = new EvmAddress(entry.readBytes(EvmAddress.SIZE, "access list address"));
      entries.add(new AccessListEntry(address, readHashes(entry, "access list slots")));
      entry.end();
    }
    return entries;
  }

  private static List<Hash32> readHashes(RlpReader fields, String what) throws RlpException {
    var list = fields.readList(what);
    var hashes = new ArrayList<Hash32>();
    while (list.hasMore()) {
      hashes.add(new Hash32(list.readBytes(Hash32.SIZE, what)));
    }
    return hashes;
  }

  private static List<Authorization> readAuthorizations(RlpReader fields) throws RlpException {
    var list = fields.readList("authorization list");
    var all = new ArrayList<Authorization>();
    while (list.hasMore()) {
      var one = list.readList("authorization");
      all.add(new Authorization(one.readNumber(32, "authorization chain id"),
          new EvmAddress(one.readBytes(EvmAddress.SIZE, "authorization address")),
          one.readLong("authorization nonce"), one.readNumber(1, "authorization y parity").intValue(),
          one.readNumber(32, "authorization r"), one.readNumber(32, "authorization s")));
      one.end();
    }
    return all;
  }
}
