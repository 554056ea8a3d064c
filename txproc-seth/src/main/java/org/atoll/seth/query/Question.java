package org.atoll.seth.query;

import com.google.protobuf.ByteString;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.atoll.sdk.ethereum.AccessListEntry;
import org.atoll.sdk.ethereum.EthereumTransaction;
import org.atoll.sdk.proto.EvmAccess;
import org.atoll.sdk.proto.EvmCall;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.sdk.value.Hash32;
import org.atoll.seth.core.BlockEnv;

/**
 * A call as asked, checked and turned into what the machine runs.
 *
 * @param gas what the asker allows, within the cap; absent if not said
 * @param gasCap what any call may use at most
 */
record Question(EvmAddress from, Optional<EvmAddress> to, Optional<Long> gas, long gasCap, BigInteger tip,
    BigInteger feeCap, BigInteger value, Bytes input, List<AccessListEntry> accessList, BigInteger chainId) {
  static final long DEFAULT_GAS_CAP = 50_000_000;

  /** What is wrong with a question; shown to the asker. */
  static final class Malformed extends Exception {
    private static final long serialVersionUID = 1;

    Malformed(String what) {
      super(what, null, false, false);
    }

    String what() {
      return String.valueOf(getMessage());
    }
  }

  static Question of(EvmCall call, BlockEnv env) throws Malformed {
    var price = call.hasGasPrice() ? quantity(call.getGasPrice(), "gasPrice") : BigInteger.ZERO;
    if (call.hasGasPrice() && (call.hasMaxFeePerGas() || call.hasMaxPriorityFeePerGas())) {
      throw new Malformed("both gasPrice and (maxFeePerGas or maxPriorityFeePerGas) specified");
    }
    var cap = call.hasMaxFeePerGas() ? quantity(call.getMaxFeePerGas(), "maxFeePerGas") : price;
    var tip = call.hasMaxPriorityFeePerGas() ? quantity(call.getMaxPriorityFeePerGas(), "maxPriorityFeePerGas") : price;
    long gasCap = call.getGasCap() == 0 ? DEFAULT_GAS_CAP : Math.max(0, call.getGasCap());
    var gas = call.hasGas()
        ? Optional.of(Long.compareUnsigned(call.getGas(), gasCap) > 0 ? gasCap : call.getGas())
        : Optional.<Long>empty();
    return new Question(call.getFrom().isEmpty() ? EvmAddress.ZERO : address(call.getFrom(), "from"),
        call.getTo().isEmpty() ? Optional.empty() : Optional.of(address(call.getTo(), "to")), gas, gasCap, tip, cap,
        quantity(call.getValue(), "value"), Bytes.of(call.getInput()), accessList(call.getAccessListList()),
        BigInteger.valueOf(env.chainId()));
  }

  private static List<AccessListEntry> accessList(List<EvmAccess> entries) throws Malformed {
    var list = new ArrayList<AccessListEntry>(entries.size());
    for (var entry : entries) {
      var slots = new ArrayList<Hash32>(entry.getSlotsCount());
      for (var slot : entry.getSlotsList()) {
        slots.add(hash(slot, "access list slot"));
      }
      list.add(new AccessListEntry(address(entry.getAddress(), "access list address"), slots));
    }
    return list;
  }

  static EvmAddress address(ByteString bytes, String name) throws Malformed {
    if (bytes.size() != EvmAddress.SIZE) {
      throw new Malformed(name + " has " + bytes.size() + " bytes instead of 20");
    }
    return new EvmAddress(Bytes.of(bytes));
  }

  static Hash32 hash(ByteString bytes, String name) throws Malformed {
    if (bytes.size() != Hash32.SIZE) {
      throw new Malformed(name + " has " + bytes.size() + " bytes instead of 32");
    }
    return new Hash32(Bytes.of(bytes));
  }

  static BigInteger quantity(ByteString bytes, String name) throws Malformed {
    var number = new BigInteger(1, bytes.toByteArray());
    if (number.bitLength() > 256) {
      throw new Malformed(name + " has more than 256 bits");
    }
    return number;
  }

  EthereumTransaction with(long gasLimit) {
    return EthereumTransaction.dynamicFee(chainId, 0, tip, feeCap, gasLimit, to, value, input, accessList);
  }
}
