package org.atoll.validator.testing;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.atoll.sdk.crypto.Sha256;
import org.atoll.sdk.envelope.BatchView;
import org.atoll.sdk.envelope.TransactionView;
import org.atoll.sdk.ethereum.EthereumTransaction;
import org.atoll.sdk.processor.TransactionRequest.Format;
import org.atoll.sdk.proto.EnvelopeFormat;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.sdk.value.TransactionId;

/** Batches as the codec would give them, without real signatures. */
public final class Batches {
  public static final long CHAIN_ID = 31_337;
  public static final BigInteger GWEI = BigInteger.TEN.pow(9);
  public static final EvmAddress RECIPIENT = account(999);

  private Batches() {}

  public static EvmAddress account(int number) {
    return new EvmAddress(Bytes.wrap(ByteBuffer.allocate(20).putInt(0xacc).putInt(16, number).array()));
  }

  /** A plain transfer, fee cap 2 gwei and tip 1 gwei. */
  public static BatchView transfer(int sender, long nonce) {
    return of(sender, transaction(nonce, 1, 2, BigInteger.ONE));
  }

  public static BatchView transfer(int sender, long nonce, long tipGwei, long capGwei, BigInteger value) {
    return of(sender, transaction(nonce, tipGwei, capGwei, value));
  }

  public static EthereumTransaction transaction(long nonce, long tipGwei, long capGwei, BigInteger value) {
    return new EthereumTransaction(2, Optional.of(BigInteger.valueOf(CHAIN_ID)), nonce,
        GWEI.multiply(BigInteger.valueOf(tipGwei)), GWEI.multiply(BigInteger.valueOf(capGwei)), 21_000,
        Optional.of(RECIPIENT), value, Bytes.EMPTY, List.of(), List.of(), BigInteger.ZERO, List.of(), BigInteger.ZERO, 0,
        BigInteger.ONE, BigInteger.ONE);
  }

  public static BatchView of(int sender, EthereumTransaction transaction) {
    var account = account(sender);
    var raw = transaction.encode();
    var id = new TransactionId(Sha256.hash(raw.concat(account.bytes())).bytes()); // as if the signature were the sender's
    var view = new TransactionView(id, Format.ETHEREUM, account.bytes(), "evm", "1.0", raw, Bytes.EMPTY, List.of(),
        List.of(), List.of(), transaction.chainId().map(BigInteger::longValue).orElse(0L), 0, Bytes.EMPTY, 0,
        Optional.of(transaction));
    return new BatchView(id, List.of(view), account.bytes(), EnvelopeFormat.ETHEREUM, raw);
  }

  /** A native transaction in the making. */
  public static final class Native {
    private final Bytes signer;
    private String family = "intkey";
    private Bytes payload = Bytes.EMPTY;
    private long chainId = CHAIN_ID;
    private long expiryHeight = 100;
    private long referenceHeight;
    private Bytes referenceId = Bytes.EMPTY;
    private List<Bytes> outputs = List.of(Bytes.EMPTY);
    private List<TransactionId> dependencies = List.of();
    private int salt;

    private Native(int signer) {
      this.signer = Bytes.wrap(ByteBuffer.allocate(34).putInt(signer).array());
    }

    public Native family(String name) {
      family = name;
      return this;
    }

    public Native payload(Bytes bytes) {
      payload = bytes;
      return this;
    }

    public Native chainId(long id) {
      chainId = id;
      return this;
    }

    public Native expiry(long height) {
      expiryHeight = height;
      return this;
    }

    public Native reference(long height, BlockId id) {
      referenceHeight = height;
      referenceId = id.bytes().slice(0, 8);
      return this;
    }

    public Native outputs(List<Bytes> prefixes) {
      outputs = prefixes;
      return this;
    }

    public Native dependsOn(TransactionId... ids) {
      dependencies = List.of(ids);
      return this;
    }

    public Native salt(int number) {
      salt = number;
      return this;
    }

    public TransactionView view() {
      var body = Bytes.wrap((family + chainId + expiryHeight + referenceHeight + referenceId + outputs + dependencies
          + salt + payload.toHex() + signer.toHex()).getBytes(java.nio.charset.StandardCharsets.UTF_8));
      return new TransactionView(new TransactionId(Sha256.hash(body).bytes()), Format.NATIVE, signer, family, "1.0", body,
          payload, outputs, outputs, dependencies, chainId, referenceHeight, referenceId, expiryHeight, Optional.empty());
    }

    public BatchView batch() {
      return Batches.batch(0, view());
    }
  }

  public static Native intkey(int signer) {
    return new Native(signer);
  }

  /** @param salt tells batches of the same transactions apart; 0: a batch of one has its transaction's id */
  public static BatchView batch(int salt, TransactionView... transactions) {
    var body = Bytes.copyOf((byte) salt);
    for (var transaction : transactions) {
      body = body.concat(transaction.body());
    }
    var first = transactions[0];
    var id = salt == 0 && transactions.length == 1 ? first.id() : new TransactionId(Sha256.hash(body).bytes());
    return new BatchView(id, List.of(transactions), first.sender(), EnvelopeFormat.NATIVE, body);
  }

  public static List<BatchView> inRandomOrder(List<BatchView> batches, java.util.Random random) {
    var shuffled = new ArrayList<>(batches);
    Collections.shuffle(shuffled, random);
    return shuffled;
  }
}
