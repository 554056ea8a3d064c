package org.atoll.seth.query;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.atoll.sdk.account.EvmAccount;
import org.atoll.sdk.account.EvmState;
import org.atoll.sdk.processor.StateWrite;
import org.atoll.sdk.proto.EvmTrace;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.seth.core.Execution;
import org.atoll.seth.core.Step;

/**
 * go-ethereum's prestateTracer: the accounts and slots that were looked at, as they were before; in diff mode those
 * that changed, before and after.
 */
final class PrestateTrace implements Trace {
  private static final int ENTRY_BYTES = 200;
  private static final Bytes DELEGATION = Bytes.fromHex("ef0100");
  private static final int DELEGATION_SIZE = 23;
  private static final Bytes ZERO = Bytes.wrap(new byte[32]);

  private final EvmTrace options;
  private final QueryState state;
  private final int limitBytes;
  private final TreeMap<EvmAddress, TreeSet<Bytes>> touched = new TreeMap<>();
  private final Set<EvmAddress> created = new HashSet<>();
  private final Set<EvmAddress> destroyed = new HashSet<>();
  private long bytes;
  private List<StateWrite> writes = List.of();

  /**
   * @param state before the run; must still be that when the trace is written
   * @param known accounts every run touches: sender, recipient, fee recipient, authorities
   */
  PrestateTrace(EvmTrace options, QueryState state, List<EvmAddress> known, int limitBytes) {
    this.options = options;
    this.state = state;
    this.limitBytes = limitBytes;
    known.forEach(this::touch);
  }

  private TreeSet<Bytes> touch(EvmAddress address) {
    var slots = touched.get(address);
    if (slots == null) {
      slots = new TreeSet<>();
      touched.put(address, slots);
      bytes += ENTRY_BYTES;
    }
    return slots;
  }

  @Override
  public boolean step(Step next) {
    int words = next.stackSize();
    switch (next.opcode()) {
      case 0x54, 0x55 -> { // SLOAD, SSTORE
        if (words >= 1 && touch(next.self()).add(next.word(0))) {
          bytes += ENTRY_BYTES;
        }
      }
      case 0x31, 0x3b, 0x3c, 0x3f -> { // BALANCE, EXTCODESIZE, EXTCODECOPY, EXTCODEHASH
        if (words >= 1) {
          touch(address(next.word(0)));
        }
      }
      case 0xf1, 0xf2, 0xf4, 0xfa -> { // CALL, CALLCODE, DELEGATECALL, STATICCALL
        if (words >= 5) {
          touch(address(next.word(1)));
        }
      }
      default -> {} // touches no other account
    }
    return !isFull();
  }

  private static EvmAddress address(Bytes word) {
    return new EvmAddress(word.slice(12, 32));
  }

  @Override
  public void enter(Call call) {
    switch (call.kind()) {
      case CREATE, CREATE2 -> {
        if (!call.to().equals(EvmAddress.ZERO)) {
          touch(call.to());
          created.add(call.to());
        }
      }
      case SELFDESTRUCT -> {
        touch(call.to());
        destroyed.add(call.from());
      }
      case CALL, CALLCODE, DELEGATECALL, STATICCALL -> touch(call.to());
    }
  }

  @Override
  public void finished(Execution execution, List<StateWrite> made) {
    writes = made;
  }

  @Override
  public boolean isFull() {
    return bytes > limitBytes;
  }

  /** What an account with delegated code (EIP-7702) runs was looked at, too. */
  private void touchDelegates() {
    for (var address : List.copyOf(touched.keySet())) {
      var code = state.account(address).codeHash().flatMap(hash -> state.value(EvmState.code(hash)));
      if (code.filter(bytes -> bytes.size() == DELEGATION_SIZE && bytes.startsWith(DELEGATION)).isPresent()) {
        touch(new EvmAddress(code.get().slice(DELEGATION.size(), DELEGATION_SIZE)));
      }
    }
  }

  @Override
  public void write(JsonBytes out) {
    touchDelegates();
    if (!options.getDiffMode()) {
      var separator = "{";
      for (var entry : touched.entrySet()) {
        var account = state.account(entry.getKey());
        if (!(created.contains(entry.getKey()) && account.isEmpty())) {
          out.raw(separator).hex(entry.getKey().bytes()).raw(":");
          var slots = new TreeMap<Bytes, Bytes>();
          entry.getValue().forEach(slot -> slots.put(slot, before(entry.getKey(), slot)));
          writeAccount(account, slots, out);
          separator = ",";
        }
      }
      out.raw(separator.equals("{") ? "{}" : "}");
      return;
    }
    var pre = new JsonBytes(limitBytes);
    var post = new JsonBytes(limitBytes);
    var after = new Written(writes);
    touched.forEach((address, slots) -> difference(address, slots, after, pre, post));
    out.raw("{\"post\":{").raw(post).raw("},\"pre\":{").raw(pre).raw("}}");
  }

  private Bytes before(EvmAddress address, Bytes slot) {
    return padded(state.value(EvmState.slot(address, slot)));
  }

  private static Bytes padded(Optional<Bytes> value) {
    return value.map(bytes -> Bytes.wrap(new byte[32 - bytes.size()]).concat(bytes)).orElse(ZERO);
  }

  private void difference(EvmAddress address, Set<Bytes> slots, Written after, JsonBytes pre, JsonBytes post) {
    var old = state.account(address);
    var now = after.account(address).orElse(old);
    var oldSlots = new TreeMap<Bytes, Bytes>();
    var newSlots = new TreeMap<Bytes, Bytes>();
    for (var slot : slots) {
      var was = before(address, slot);
      var is = after.slot(address, slot).orElse(was);
      if (!was.equals(is)) {
        if (!was.equals(ZERO)) {
          oldSlots.put(slot, was);
        }
        if (!is.equals(ZERO)) {
          newSlots.put(slot, is);
        }
      }
    }
    boolean gone = destroyed.contains(address) && now.isEmpty();
    if (now.equals(old) && oldSlots.isEmpty() && newSlots.isEmpty()) {
      return;
    }
    if (!(created.contains(address) && old.isEmpty())) {
      pre.raw(pre.size() == 0 ? "" : ",").hex(address.bytes()).raw(":");
      writeAccount(old, oldSlots, pre);
    }
    if (!gone) {
      post.raw(post.size() == 0 ? "" : ",").hex(address.bytes()).raw(":{");
      int start = post.size();
      if (!now.balance().equals(old.balance())) {
        post.raw("\"balance\":\"0x").raw(now.balance().toString(16)).raw("\"");
      }
      if (now.nonce() != old.nonce()) {
        post.raw(post.size() == start ? "" : ",").raw("\"nonce\":").raw(Long.toUnsignedString(now.nonce()));
      }
      if (!now.codeHash().equals(old.codeHash()) && !options.getDisableCode()) {
        post.raw(post.size() == start ? "" : ",").raw("\"code\":").hex(after.code(now, state));
      }
      writeStorage(newSlots, post.size() == start ? "" : ",", post);
      post.raw("}");
    }
  }

  private void writeAccount(EvmAccount account, Map<Bytes, Bytes> slots, JsonBytes out) {
    out.raw("{\"balance\":\"0x").raw(account.balance().toString(16)).raw("\"");
    if (account.nonce() != 0) {
      out.raw(",\"nonce\":").raw(Long.toUnsignedString(account.nonce()));
    }
    if (!options.getDisableCode() && account.codeHash().isPresent()) {
      out.raw(",\"code\":").hex(state.value(EvmState.code(account.codeHash().get())).orElse(Bytes.EMPTY));
    }
    writeStorage(slots, ",", out);
    out.raw("}");
  }

  private void writeStorage(Map<Bytes, Bytes> slots, String before, JsonBytes out) {
    if (slots.isEmpty() || options.getDisableStorage()) {
      return;
    }
    var separator = before + "\"storage\":{";
    for (var slot : slots.entrySet()) {
      out.raw(separator).hex(slot.getKey()).raw(":").hex(slot.getValue());
      separator = ",";
    }
    out.raw("}");
  }

  /** What the run wrote, by address. */
  private static final class Written {
    private final Map<Address, Optional<Bytes>> values = new HashMap<>();
    private final Set<Address> cleared = new HashSet<>();

    Written(List<StateWrite> writes) {
      for (var write : writes) {
        switch (write) {
          case StateWrite.Set(var address, var value) -> values.put(address, Optional.of(value));
          case StateWrite.Delete(var address) -> values.put(address, Optional.empty());
          case StateWrite.Clear(var prefix) -> cleared.add(prefix);
        }
      }
    }

    /** Empty when the run did not write it. */
    Optional<EvmAccount> account(EvmAddress address) {
      var value = values.get(EvmState.account(address));
      return value == null ? Optional.empty() : Optional.of(value.map(EvmAccount::decode).orElse(EvmAccount.EMPTY));
    }

    Optional<Bytes> slot(EvmAddress address, Bytes slot) {
      var value = values.get(EvmState.slot(address, slot));
      return value == null
          ? cleared.contains(EvmState.storageOf(address)) ? Optional.of(ZERO) : Optional.empty()
          : Optional.of(padded(value));
    }

    Bytes code(EvmAccount account, QueryState state) {
      var hash = account.codeHash();
      if (hash.isEmpty()) {
        return Bytes.EMPTY;
      }
      var written = values.get(EvmState.code(hash.get()));
      return (written == null ? state.value(EvmState.code(hash.get())) : written).orElse(Bytes.EMPTY);
    }
  }
}
