package org.atoll.cli.node;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.atoll.sdk.crypto.Keccak;
import org.atoll.sdk.crypto.PrivateKey;
import org.atoll.sdk.crypto.Secp256k1;
import org.atoll.sdk.ethereum.EthereumTransaction;
import org.atoll.sdk.ethereum.EthereumTransactionCodec;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;

/** What a contract developer's tools ask in their first minute, and what fills the blocks of a network. */
public final class WarmUpLoad {
  private static final BigInteger GWEI = BigInteger.TEN.pow(9);
  private static final int TRANSFERS = 200;
  /** Counts to its input in a loop, hashes memory, writes a slot, logs. */
  private static final Bytes CONTRACT = Bytes.fromHex("0x602a600c600039602a6000f3"
      + "5f5f5b806064106020576001018060205260405f205f556004565b60205260205f5fa060205f51f300000000000000");

  private WarmUpLoad() {}

  /** JSON-RPC bodies to post one after the other. */
  public static List<String> requests(PrivateKey key, long chainId) {
    var sender = Secp256k1.addressOf(key.publicKey());
    var bodies = new ArrayList<String>();
    for (var method : List.of("eth_chainId", "net_version", "eth_blockNumber", "eth_gasPrice", "web3_clientVersion",
        "eth_accounts", "eth_maxPriorityFeePerGas")) {
      bodies.add(call(method, ""));
    }
    long nonce = 0;
    bodies.add(raw(transaction(chainId, nonce++, Optional.empty(), BigInteger.ZERO, CONTRACT, 1_000_000), key));
    for (int i = 0; i < TRANSFERS; i++) {
      bodies.add(raw(transaction(chainId, nonce++, Optional.of(account("to " + i)), BigInteger.ONE, Bytes.EMPTY, 21_000), key));
    }
    for (int i = 0; i < 20; i++) {
      bodies.add(call("eth_getBlockByNumber", "\"0x" + Integer.toHexString(i) + "\",true"));
      bodies.add(call("eth_getBalance", "\"" + sender + "\",\"latest\""));
      bodies.add(call("eth_getTransactionCount", "\"" + sender + "\",\"pending\""));
      bodies.add(call("eth_call", "{\"to\":\"" + sender + "\",\"data\":\"0x\"},\"latest\""));
      bodies.add(call("eth_estimateGas", "{\"from\":\"" + sender + "\",\"to\":\"" + sender + "\"}"));
      bodies.add(call("eth_feeHistory", "\"0x5\",\"latest\",[10,50]"));
      bodies.add(call("eth_getLogs", "{\"fromBlock\":\"0x0\"}"));
    }
    return bodies;
  }

  /** A JSON-RPC batch: transfers of one wei from the account's nonce on, each to another account. */
  public static String transfers(PrivateKey key, long chainId, long nonce, int count) {
    var calls = new ArrayList<String>();
    for (int i = 0; i < count; i++) {
      calls.add(raw(transaction(chainId, nonce + i, Optional.of(account(Long.toString(nonce + i))), BigInteger.ONE,
          Bytes.EMPTY, 21_000), key));
    }
    return "[" + String.join(",", calls) + "]";
  }

  private static EvmAddress account(String name) {
    return new EvmAddress(Keccak.hash(Bytes.wrap(name.getBytes(StandardCharsets.UTF_8))).bytes().slice(0, EvmAddress.SIZE));
  }

  private static EthereumTransaction transaction(long chainId, long nonce, Optional<EvmAddress> to, BigInteger value,
      Bytes data, long gas) {
    return new EthereumTransaction(2, Optional.of(BigInteger.valueOf(chainId)), nonce, GWEI,
        GWEI.multiply(BigInteger.TWO), gas, to, value, data, List.of(), List.of(), BigInteger.ZERO, List.of(),
        BigInteger.ZERO, 0, BigInteger.ZERO, BigInteger.ZERO);
  }

  private static String raw(EthereumTransaction transaction, PrivateKey key) {
    return call("eth_sendRawTransaction",
        "\"" + EthereumTransactionCodec.sign(transaction, key).encode().to0x() + "\"");
  }

  private static String call(String method, String params) {
    return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":[" + params + "]}";
  }
}
