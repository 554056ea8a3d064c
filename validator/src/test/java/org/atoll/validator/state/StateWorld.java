package org.atoll.validator.state;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.atoll.sdk.account.EvmAccount;
import org.atoll.sdk.account.EvmState;
import org.atoll.sdk.crypto.Keccak;
import org.atoll.sdk.processor.StateWrite;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;

/** Random writes over few addresses, so that they meet: EVM accounts, slots and code, and radix families with short keys. */
final class StateWorld {
  static final Map<Bytes, TreeScheme> SCHEMES = Map.of(EvmState.PREFIX, TreeScheme.ETHEREUM_MPT);

  private final Random random;
  private final int accounts;
  private final int slots;

  StateWorld(Random random, int accounts, int slots) {
    this.random = random;
    this.accounts = accounts;
    this.slots = slots;
  }

  List<StateWrite> writes(int count) {
    var writes = new ArrayList<StateWrite>();
    for (int i = 0; i < count; i++) {
      writes.add(write());
    }
    return writes;
  }

  private StateWrite write() {
    return switch (random.nextInt(20)) {
      case 0 -> new StateWrite.Clear(EvmState.storageOf(account()));
      case 1 -> new StateWrite.Clear(new Address(family().concat(Bytes.copyOf((byte) random.nextInt(4)))));
      case 2, 3 -> new StateWrite.Delete(EvmState.account(account()));
      case 4, 5, 6 -> new StateWrite.Delete(EvmState.slot(account(), slot()));
      case 7, 8 -> new StateWrite.Delete(radix());
      case 9 -> code();
      case 10, 11, 12 -> new StateWrite.Set(EvmState.account(account()), record().encode());
      case 13, 14, 15 -> new StateWrite.Set(EvmState.slot(account(), slot()), slotValue());
      default -> new StateWrite.Set(radix(), bytes(random.nextInt(random.nextInt(10) == 0 ? 300 : 12)));
    };
  }

  Address address() {
    return switch (random.nextInt(3)) {
      case 0 -> EvmState.account(account());
      case 1 -> EvmState.slot(account(), slot());
      default -> radix();
    };
  }

  EvmAddress account() {
    var address = new byte[20];
    int n = random.nextInt(accounts);
    address[3] = (byte) n;
    address[2] = (byte) (n >> 8);
    return EvmAddress.wrap(address);
  }

  Bytes slot() {
    var slot = new byte[32];
    slot[31] = (byte) random.nextInt(slots);
    return Bytes.wrap(slot);
  }

  private Bytes family() {
    return Bytes.copyOf((byte) 0, (byte) 1, (byte) random.nextInt(3));
  }

  private Address radix() {
    var key = new byte[1 + random.nextInt(4)];
    for (int i = 0; i < key.length; i++) {
      key[i] = (byte) (random.nextInt(4) + (random.nextBoolean() ? 16 * random.nextInt(3) : 0));
    }
    return new Address(family().concat(Bytes.wrap(key)));
  }

  private EvmAccount record() {
    return new EvmAccount(random.nextInt(4), new BigInteger(random.nextInt(255), random),
        random.nextInt(4) == 0 ? Optional.of(Keccak.hash(bytes(3))) : Optional.empty());
  }

  private Bytes slotValue() {
    var value = new byte[1 + random.nextInt(random.nextBoolean() ? 1 : 32)];
    random.nextBytes(value);
    value[0] = (byte) (1 + random.nextInt(255));
    return Bytes.wrap(value);
  }

  private StateWrite code() {
    var code = bytes(1 + random.nextInt(5));
    return new StateWrite.Set(EvmState.code(Keccak.hash(code)), code);
  }

  private Bytes bytes(int size) {
    var bytes = new byte[size];
    random.nextBytes(bytes);
    return Bytes.wrap(bytes);
  }
}
