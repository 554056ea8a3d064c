package org.atoll.bench.load;

import java.io.IOException;
import java.math.BigInteger;
import org.atoll.bench.rpc.RpcClient;

/**
 * What transactions of a run offer.
 *
 * @param maxFee wei per gas; 0 on a chain whose gas is free
 * @param tip wei per gas
 */
record Fees(BigInteger chainId, BigInteger maxFee, BigInteger tip) {
  private static final BigInteger GWEI = BigInteger.TEN.pow(9);
  /** The base fee may rise during the run. */
  private static final BigInteger MARGIN = BigInteger.valueOf(10);

  static Fees ask(RpcClient client) throws IOException {
    var chainId = client.quantity("eth_chainId", "");
    var price = client.quantity("eth_gasPrice", "");
    return price.signum() == 0 ? new Fees(chainId, BigInteger.ZERO, BigInteger.ZERO)
        : new Fees(chainId, price.multiply(MARGIN), GWEI.min(price));
  }

  /** The most that so many transactions can cost, a wei of value each included. */
  BigInteger cost(long transactions, long gasLimit) {
    return maxFee.multiply(BigInteger.valueOf(gasLimit)).add(BigInteger.ONE).multiply(BigInteger.valueOf(transactions));
  }
}
