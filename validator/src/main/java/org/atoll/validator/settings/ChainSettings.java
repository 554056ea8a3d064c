package org.atoll.validator.settings;

import com.google.protobuf.InvalidProtocolBufferException;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.atoll.sdk.ethereum.Fork;
import org.atoll.sdk.ethereum.ForkSchedule;
import org.atoll.sdk.proto.Setting;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.validator.state.StateReader;

/**
 * The on-chain settings the validator itself obeys, as of one block.
 *
 * @param evm every {@code evm.*} setting that is set, as processors see them
 */
public record ChainSettings(ForkSchedule forks, boolean freeGas, BaseFeeMode baseFeeMode, BigInteger baseFee,
    BigInteger minTip, long blockGasLimit, boolean allowUnprotected, Map<String, String> evm) {
  public enum BaseFeeMode { CONSTANT, EIP1559 }

  private static final BigInteger GWEI = BigInteger.valueOf(1_000_000_000);
  private static final long DEFAULT_GAS_LIMIT = 500_000_000;

  /** Every setting this class understands. */
  public static final List<String> KEYS = List.of("evm.forks", "evm.freeGas", "evm.baseFeeMode", "evm.baseFee",
      "evm.minTip", "evm.baseFeeTo", "evm.blockGasLimit", "evm.allow_unprotected");

  public ChainSettings {
    evm = Map.copyOf(evm);
  }

  public static ChainSettings read(StateReader state) {
    var set = new TreeMap<String, String>();
    for (var key : KEYS) {
      state.get(SettingAddress.of(key)).flatMap(value -> valueOf(value, key)).ifPresent(text -> set.put(key, text));
    }
    return parse(set);
  }

  /**
   * Checks and understands settings.
   *
   * @throws IllegalArgumentException on an unknown key or a value that makes no sense, naming both
   */
  public static ChainSettings parse(Map<String, String> set) {
    for (var key : set.keySet()) {
      if (!KEYS.contains(key)) {
        throw new IllegalArgumentException("unknown setting " + key + "; known are " + KEYS);
      }
    }
    var freeGas = bool(set, "evm.freeGas");
    var baseFeeTo = set.getOrDefault("evm.baseFeeTo", "burn");
    if (!baseFeeTo.equals("burn") && !baseFeeTo.equals("recipient")) {
      try {
        EvmAddress.fromHex(baseFeeTo);
      } catch (IllegalArgumentException wrong) {
        throw new IllegalArgumentException(
            "setting evm.baseFeeTo is burn, recipient or an address, not " + baseFeeTo, wrong);
      }
    }
    return new ChainSettings(forks(set.getOrDefault("evm.forks", "osaka:0")), freeGas, mode(set),
        freeGas ? BigInteger.ZERO : quantity(set, "evm.baseFee", GWEI),
        freeGas ? BigInteger.ZERO : quantity(set, "evm.minTip", BigInteger.ZERO),
        gasLimit(set),
        bool(set, "evm.allow_unprotected"), set);
  }

  public Fork forkAt(long height) {
    return forks.at(height);
  }

  public static Address address(String key) {
    return SettingAddress.of(key);
  }

  public static Bytes value(String key, String text) {
    return Bytes.wrap(Setting.newBuilder().addEntries(Setting.Entry.newBuilder().setKey(key).setValue(text))
        .build().toByteArray());
  }

  private static Optional<String> valueOf(Bytes value, String key) {
    try {
      return Setting.parseFrom(value.unsafeArray()).getEntriesList().stream()
          .filter(entry -> entry.getKey().equals(key)).map(Setting.Entry::getValue).findFirst();
    } catch (InvalidProtocolBufferException broken) {
      throw new IllegalStateException("setting " + key + " is undecodable in state", broken);
    }
  }

  private static ForkSchedule forks(String text) {
    try {
      return ForkSchedule.parse(text);
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException("setting evm.forks: " + wrong.getMessage(), wrong);
    }
  }

  private static BaseFeeMode mode(Map<String, String> set) {
    return switch (set.getOrDefault("evm.baseFeeMode", "constant")) {
      case "constant" -> BaseFeeMode.CONSTANT;
      case "eip1559" -> BaseFeeMode.EIP1559;
      case String other -> throw new IllegalArgumentException(
          "setting evm.baseFeeMode is constant or eip1559, not " + other);
    };
  }

  private static boolean bool(Map<String, String> set, String key) {
    return switch (set.getOrDefault(key, "false")) {
      case "true" -> true;
      case "false" -> false;
      case String other -> throw new IllegalArgumentException("setting " + key + " is true or false, not " + other);
    };
  }

  private static long gasLimit(Map<String, String> set) {
    long limit = quantity(set, "evm.blockGasLimit", BigInteger.valueOf(DEFAULT_GAS_LIMIT)).longValueExact();
    if (limit == 0) {
      throw new IllegalArgumentException("setting evm.blockGasLimit is 1 or more, not 0");
    }
    return limit;
  }

  private static BigInteger quantity(Map<String, String> set, String key, BigInteger otherwise) {
    var text = set.get(key);
    if (text == null) {
      return otherwise;
    }
    try {
      var number = new BigInteger(text);
      if (number.signum() < 0 || number.bitLength() > 63) {
        throw new NumberFormatException("out of range");
      }
      return number;
    } catch (NumberFormatException wrong) {
      throw new IllegalArgumentException(
          "setting " + key + " is a decimal number from 0 to 2^63 - 1, not " + text, wrong);
    }
  }
}
