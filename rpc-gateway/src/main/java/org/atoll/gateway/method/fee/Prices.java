package org.atoll.gateway.method.fee;

import java.math.BigInteger;
import org.atoll.gateway.chain.Fees;

/** What to offer for gas, so that all answers agree. */
final class Prices {
  private static final BigInteger EIGHT = BigInteger.valueOf(8);
  private static final BigInteger NINE = BigInteger.valueOf(9);

  private Prices() {}

  static BigInteger tip(Fees fees) {
    return switch (fees.rule()) {
      case FREE -> BigInteger.ZERO;
      case CONSTANT, EIP1559 -> fees.suggestedTip();
    };
  }

  static BigInteger gasPrice(Fees fees) {
    return switch (fees.rule()) {
      case FREE -> BigInteger.ZERO;
      case CONSTANT -> fees.nextBaseFee().add(fees.suggestedTip());
      // one eighth is the most the base fee can rise from block to block
      case EIP1559 -> fees.nextBaseFee().multiply(NINE).add(EIGHT).subtract(BigInteger.ONE).divide(EIGHT)
          .add(fees.suggestedTip());
    };
  }

  static BigInteger baseFee(Fees fees) {
    return switch (fees.rule()) {
      case FREE -> BigInteger.ZERO;
      case CONSTANT, EIP1559 -> fees.nextBaseFee();
    };
  }
}
