package org.atoll.seth.naive;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** All a transaction can see and change. To be able to go back, one keeps a copy. Addresses are numbers. */
final class NaiveState {
  static final class Account {
    BigInteger nonce = BigInteger.ZERO;
    BigInteger balance = BigInteger.ZERO;
    byte[] code = {};
    Map<BigInteger, BigInteger> storage = new TreeMap<>();

    Account copy() {
      var copy = new Account();
      copy.nonce = nonce;
      copy.balance = balance;
      copy.code = code;
      copy.storage = new TreeMap<>(storage);
      return copy;
    }

    boolean isEmpty() {
      return nonce.signum() == 0 && balance.signum() == 0 && code.length == 0;
    }
  }

  record Slot(BigInteger account, BigInteger key) {}

  record Log(BigInteger account, List<BigInteger> topics, String dataHex) {}

  Map<BigInteger, Account> accounts = new TreeMap<>();
  /** Storage before the transaction (EIP-2200). */
  Map<Slot, BigInteger> originals = new HashMap<>();
  Map<Slot, BigInteger> transients = new HashMap<>();
  Set<BigInteger> warmAccounts = new HashSet<>();
  Set<Slot> warmSlots = new HashSet<>();
  Set<BigInteger> created = new HashSet<>();
  Set<BigInteger> destroyed = new HashSet<>();
  List<Log> logs = new ArrayList<>();
  long refund;

  NaiveState copy() {
    var copy = new NaiveState();
    copy.takeOver(this);
    return copy;
  }

  /** Becomes equal to the other, sharing nothing that changes. */
  void takeOver(NaiveState other) {
    accounts = new TreeMap<>();
    other.accounts.forEach((address, account) -> accounts.put(address, account.copy()));
    originals = other.originals;
    transients = new HashMap<>(other.transients);
    warmAccounts = new HashSet<>(other.warmAccounts);
    warmSlots = new HashSet<>(other.warmSlots);
    created = new HashSet<>(other.created);
    destroyed = new HashSet<>(other.destroyed);
    logs = new ArrayList<>(other.logs);
    refund = other.refund;
  }

  void startTransaction() {
    originals = new HashMap<>();
    accounts.forEach((address, account) ->
        account.storage.forEach((key, value) -> originals.put(new Slot(address, key), value)));
  }

  boolean exists(BigInteger address) {
    return accounts.containsKey(address);
  }

  boolean isEmpty(BigInteger address) {
    return !exists(address) || accounts.get(address).isEmpty();
  }

  /** The account, brought into being if need be. */
  Account account(BigInteger address) {
    return accounts.computeIfAbsent(address, unused -> new Account());
  }

  BigInteger nonce(BigInteger address) {
    return exists(address) ? accounts.get(address).nonce : BigInteger.ZERO;
  }

  BigInteger balance(BigInteger address) {
    return exists(address) ? accounts.get(address).balance : BigInteger.ZERO;
  }

  byte[] code(BigInteger address) {
    return exists(address) ? accounts.get(address).code : new byte[0];
  }

  BigInteger load(BigInteger address, BigInteger key) {
    return exists(address) ? accounts.get(address).storage.getOrDefault(key, BigInteger.ZERO) : BigInteger.ZERO;
  }

  BigInteger original(BigInteger address, BigInteger key) {
    return created.contains(address) ? BigInteger.ZERO : originals.getOrDefault(new Slot(address, key), BigInteger.ZERO);
  }

  void store(BigInteger address, BigInteger key, BigInteger value) {
    if (value.signum() == 0) {
      account(address).storage.remove(key);
    } else {
      account(address).storage.put(key, value);
    }
  }

  void transfer(BigInteger from, BigInteger to, BigInteger value) {
    account(from).balance = account(from).balance.subtract(value);
    account(to).balance = account(to).balance.add(value);
  }
}
