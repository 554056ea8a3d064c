package org.atoll.sdk.ethereum;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.atoll.sdk.testing.Seeds;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.sdk.value.Hash32;

/** Random unsigned transactions of every type. */
final class Transactions {
  private Transactions() {}

  static EthereumTransaction any(RandomGenerator random) {
    int type = random.nextInt(5);
    var chainId = type == EthereumTransaction.LEGACY && random.nextBoolean()
        ? Optional.<BigInteger>empty()
        : Optional.of(number(random, 6));
    var cap = number(random, 12);
    var tip = type >= EthereumTransaction.DYNAMIC_FEE ? number(random, 12) : cap;
    var to = type < EthereumTransaction.BLOB && random.nextInt(4) == 0
        ? Optional.<EvmAddress>empty()
        : Optional.of(address(random));
    boolean blob = type == EthereumTransaction.BLOB;
    return new EthereumTransaction(type, chainId, random.nextLong(), tip, cap, random.nextLong(), to,
        number(random, 33), Bytes.wrap(Seeds.bytes(random, random.nextInt(100))),
        type == EthereumTransaction.LEGACY ? List.of() : accessList(random),
        type == EthereumTransaction.SET_CODE ? authorizations(random) : List.of(),
        blob ? number(random, 9) : BigInteger.ZERO, blob ? hashes(random) : List.of(), BigInteger.ZERO, -1,
        BigInteger.ZERO, BigInteger.ZERO);
  }

  static BigInteger number(RandomGenerator random, int lessThanBytes) {
    return new BigInteger(1, Seeds.bytes(random, random.nextInt(lessThanBytes)));
  }

  static EvmAddress address(RandomGenerator random) {
    return EvmAddress.wrap(Seeds.bytes(random, 20));
  }

  static List<Hash32> hashes(RandomGenerator random) {
    var hashes = new ArrayList<Hash32>();
    for (int i = random.nextInt(4); i > 0; i--) {
      hashes.add(Hash32.wrap(Seeds.bytes(random, 32)));
    }
    return hashes;
  }

  private static List<AccessListEntry> accessList(RandomGenerator random) {
    var list = new ArrayList<AccessListEntry>();
    for (int i = random.nextInt(3); i > 0; i--) {
      list.add(new AccessListEntry(address(random), hashes(random)));
    }
    return list;
  }

  private static List<Authorization> authorizations(RandomGenerator random) {
    var list = new ArrayList<Authorization>();
    for (int i = random.nextInt(3); i > 0; i--) {
      list.add(new Authorization(number(random, 6), address(random), random.nextLong(), random.nextInt(256),
          number(random, 33), number(random, 33)));
    }
    return list;
  }
}
