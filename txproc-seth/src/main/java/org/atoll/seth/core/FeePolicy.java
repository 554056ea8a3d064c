package org.atoll.seth.core;

import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;
import org.atoll.sdk.value.EvmAddress;

/**
 * How gas is paid for on a chain.
 *
 * @param free fee fields are ignored, nothing is bought or paid, the effective price is 0
 * @param minTip wei per gas a transaction must offer beyond the base fee
 * @param baseFeeTo who gets the base fee
 */
public record FeePolicy(boolean free, BigInteger minTip, BaseFeeTo baseFeeTo) {
  /** Ethereum's own: the base fee is burnt, any tip will do. */
  public static final FeePolicy BURN = new FeePolicy(false, BigInteger.ZERO, new BaseFeeTo.Burn());

  public sealed interface BaseFeeTo {
    record Burn() implements BaseFeeTo {}

    record Recipient() implements BaseFeeTo {}

    record Account(EvmAddress address) implements BaseFeeTo {}
  }

  /**
   * Reads {@code evm.freeGas}, {@code evm.minTip} and {@code evm.baseFeeTo}.
   *
   * @throws IllegalArgumentException when one of them is malformed
   */
  public static FeePolicy of(Map<String, String> settings) {
    var to = Optional.ofNullable(settings.get("evm.baseFeeTo")).orElse("burn");
    var tip = Optional.ofNullable(settings.get("evm.minTip")).map(BigInteger::new).orElse(BigInteger.ZERO);
    return new FeePolicy("true".equals(settings.get("evm.freeGas")), tip, switch (to) {
      case "burn" -> new BaseFeeTo.Burn();
      case "recipient" -> new BaseFeeTo.Recipient();
      default -> new BaseFeeTo.Account(EvmAddress.fromHex(to));
    });
  }
}
