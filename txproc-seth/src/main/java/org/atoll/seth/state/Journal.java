package org.atoll.seth.state;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import org.atoll.sdk.account.EvmState;
import org.atoll.sdk.processor.StateWrite;
import org.atoll.sdk.processor.SuspendableHandler.Credit;
import org.atoll.sdk.processor.SuspendableHandler.LocalState;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.sdk.value.Hash32;
import org.atoll.seth.precompile.Precompiles;
import org.atoll.seth.word.Word;
import org.jspecify.annotations.Nullable;

/**
 * World state as one transaction sees and changes it: accounts, storage, transient storage, warm marks. Every change is
 * appended to a log; a mark is a position in it, and {@link #revertTo} walks back.
 *
 * <p>What is not here yet is looked up in the {@link LocalState} of the moment. {@code ensure…} methods answer false
 * and note the key when it is not local either: the caller suspends, and asks again when it is resumed. Looking up
 * changes nothing a transaction can observe. Used by one thread.
 */
public final class Journal {
  private static final int BALANCE = 0;
  private static final int NONCE = 1;
  private static final int CODE = 2;
  private static final int WARM = 3;
  private static final int TOUCHED = 4;
  private static final int CREATED = 5;
  private static final int DESTROYED = 6;
  private static final int EXISTS = 7;
  private static final int SLOT = 8;
  private static final int SLOT_WARM = 9;
  private static final int TRANSIENT = 10;

  private static final int FIRST_LOG = 256;
  private static final int KEPT_LOG = 32_768;
  private static final long[] ONE = {1, 0, 0, 0};
  private static final LocalState NOTHING = address -> LocalState.UNKNOWN;

  private final CodeCache codes;
  private final Accounts accounts;
  private final SlotTable slots;
  private final SlotTable transients;
  private long[] log = new long[FIRST_LOG];
  private int logSize;
  private boolean keepsEmpty;
  private List<Credit> credits = List.of();
  private LocalState local = NOTHING;
  private final List<Address> missing = new ArrayList<>();
  private final ReadAhead ahead = new ReadAhead();
  private final byte[] word = new byte[32];
  private final long[] slotKey = new long[4];

  /** @param seed any secret number; results do not depend on it */
  public Journal(CodeCache codes, long seed) {
    this.codes = codes;
    accounts = new Accounts(seed);
    slots = new SlotTable(seed);
    transients = new SlotTable(seed + 1);
  }

  /**
   * Forgets everything.
   *
   * @param keepsEmptyAccounts the rule before Spurious Dragon: an account without anything may have a record
   * @param warm addresses that count as accessed from the start; null before Berlin
   */
  public void begin(boolean keepsEmptyAccounts, @Nullable Precompiles warm) {
    accounts.clear();
    accounts.warm(warm);
    slots.clear();
    transients.clear();
    missing.clear();
    ahead.clear();
    credits = List.of();
    logSize = 0;
    if (log.length > KEPT_LOG) {
      log = new long[FIRST_LOG];
    }
    local = NOTHING;
    keepsEmpty = keepsEmptyAccounts;
  }

  /** Where look-ups go from now on. */
  public void connect(LocalState state) {
    local = state;
    missing.clear();
  }

  /** Keys that look-ups did not find since {@link #connect}, each once. */
  public List<Address> missing() {
    return List.copyOf(new LinkedHashSet<>(missing));
  }

  public boolean isMissingSome() {
    return !missing.isEmpty();
  }

  // ---- looking up

  public Account account(EvmAddress address) {
    var bytes = address.bytes().unsafeArray();
    return accounts.find(Word.longAt(bytes, 12), Word.longAt(bytes, 4), Word.intAt(bytes, 0));
  }

  /** The account whose address is in the low 160 bits of the word. */
  public Account account(long[] s, int w) {
    return accounts.find(s[w], s[w + 1], (int) s[w + 2]);
  }

  public Account account(long a0, long a1, int a2) {
    return accounts.find(a0, a1, a2);
  }

  /**
   * Looks up a state key that will be needed: an account, or a storage slot of an account asked for before. What is not
   * local is noted as missing.
   */
  public void prefetch(Address key) {
    var bytes = key.bytes().unsafeArray();
    var account = accounts.find(Word.longAt(bytes, 16), Word.longAt(bytes, 8), Word.intAt(bytes, 4));
    if (key.bytes().size() == EvmState.ACCOUNT_SIZE) {
      account.key = key;
      var unused = ensure(account);
      return;
    }
    Word.load(slotKey, 0, bytes, EvmState.ACCOUNT_SIZE);
    int slot = slots.find(account.index, slotKey, 0);
    if ((slots.flags[slot] & SlotTable.LOADED) == 0) {
      var value = local.get(key);
      if (value == LocalState.UNKNOWN) {
        missing.add(key);
      } else {
        loadSlot(slot, value);
      }
    }
  }

  /** Notes a key as missing unless it is local; nothing is read, so nothing depends on its value. */
  public void want(Address key) {
    if (!local.isLocal(key)) {
      missing.add(key);
    }
  }

  /** The first things the run looked up, but for these two accounts and what {@code called} runs; at most {@code most}. */
  public Touched touched(Account called, Account sender, int most) {
    var others = new ArrayList<Address>();
    for (int i = 0; i < accounts.count() && others.size() + 1 < most; i++) {
      var account = accounts.get(i);
      if (account.loaded && account != called && account != sender) {
        others.add(account.key());
        if (account.code != null && account.codeHash != null) {
          others.add(EvmState.code(account.codeHash));
        }
      }
    }
    var ownSlots = new ArrayList<Bytes>();
    for (int i = 0; i < slots.count() && others.size() + ownSlots.size() < most; i++) {
      if ((slots.flags[i] & SlotTable.LOADED) != 0) {
        var owner = accounts.get(slots.owners[i]);
        if (owner == called) {
          Word.store(slots.keys, i << 2, word, 0);
          ownSlots.add(Bytes.copyOf(word));
        } else {
          others.add(slotKey(owner, i));
        }
      }
    }
    return new Touched(ownSlots, others);
  }

  /** Whether payments may be left to whoever provides state. */
  public boolean defersCredits() {
    return local.defersCredits();
  }

  /** As {@link #prefetch} for an account that is only going to be paid: it takes its place among the accounts. */
  public void expect(Address key) {
    var bytes = key.bytes().unsafeArray();
    accounts.find(Word.longAt(bytes, 16), Word.longAt(bytes, 8), Word.intAt(bytes, 4)).key = key;
  }

  public boolean isLoaded(Account account) {
    return account.loaded;
  }

  /** Notes a payment into an account that is not loaded, outside any frame. */
  public void owe(Account account, BigInteger amount) {
    account.owed = account.owed == null ? amount : account.owed.add(amount);
  }

  /** What is {@linkplain #owe owed}; positions are those in the last {@link #writes}. */
  public List<Credit> credits() {
    return credits;
  }

  private void loadSlot(int slot, Bytes value) {
    if (value != LocalState.ABSENT) {
      Word.loadShort(slots.values, slot << 2, value.unsafeArray(), 0, value.size());
      Word.copy(slots.values, slot << 2, slots.originals, slot << 2);
    }
    slots.flags[slot] |= SlotTable.LOADED;
  }

  /** Makes nonce, balance and code hash known; false when suspended. */
  public boolean ensure(Account account) {
    if (account.loaded) {
      return true;
    }
    var value = local.get(account.key());
    if (value == LocalState.UNKNOWN) {
      missing.add(account.key());
      return false;
    }
    load(account, value);
    return true;
  }

  /** Takes a record that was looked up elsewhere. */
  public void load(Account account, Bytes value) {
    if (value != LocalState.ABSENT) {
      AccountRecord.decode(value, account);
      account.existedBefore = true;
      account.exists = true;
      account.nonceBefore = account.nonce;
      Word.copy(account.balance, 0, account.balanceBefore, 0);
      account.codeHashBefore = account.codeHash;
    }
    account.loaded = true;
  }

  /** The code of a loaded account; null when suspended. */
  public @Nullable Code ensureCode(Account account) {
    var code = account.code;
    if (code != null) {
      return code;
    }
    var hash = account.codeHash;
    if (hash == null) {
      return Code.EMPTY;
    }
    code = codes.get(hash);
    if (code == null) {
      var key = EvmState.code(hash);
      var value = local.get(key);
      if (value == LocalState.UNKNOWN) {
        missing.add(key);
        return null;
      }
      if (value == LocalState.ABSENT) {
        throw new IllegalStateException("state lacks the code " + hash + " of account " + account.address());
      }
      code = Code.of(value.unsafeArray(), 0, value.size(), hash);
      codes.put(hash, code);
    }
    account.code = code;
    return code;
  }

  /** Entry number of a storage slot; its key is the word at {@code w}. */
  public int slot(Account account, long[] s, int w) {
    return slots.find(account.index, s, w);
  }

  /** Makes the values of a slot known; false when suspended. */
  public boolean ensureSlot(Account account, int slot) {
    if ((slots.flags[slot] & SlotTable.LOADED) != 0) {
      return true;
    }
    if (!account.created && account.existedBefore) { // others have no storage: evm.md §2, block start
      var key = slotKey(account, slot);
      var value = local.get(key);
      if (value == LocalState.UNKNOWN) {
        missing.add(key);
        wantMore(account, slot);
        return false;
      }
      loadSlot(slot, value);
      return true;
    }
    slots.flags[slot] |= SlotTable.LOADED;
    return true;
  }

  private void wantMore(Account account, int slot) {
    int more = ahead.after(account.index, slots.keys[slot << 2]);
    if (more > 0) {
      System.arraycopy(slots.keys, slot << 2, slotKey, 0, 4);
      for (int i = 0; i < more; i++) {
        Word.add(slotKey, 0, ONE, 0, slotKey, 0);
        Word.store(slotKey, 0, word, 0);
        want(EvmState.slot(account.address(), Bytes.copyOf(word)));
      }
    }
  }

  /** Makes the hash of an ancestor known; null when suspended. Absent ones are zero. */
  public @Nullable Bytes ensureBlockHash(long height) {
    var key = EvmState.blockHash(height);
    var value = local.get(key);
    if (value == LocalState.UNKNOWN) {
      missing.add(key);
      return null;
    }
    return value == LocalState.ABSENT ? Hash32.ZERO.bytes() : value;
  }

  private Address slotKey(Account account, int slot) {
    Word.store(slots.keys, slot << 2, word, 0);
    return EvmState.slot(account.address(), Bytes.copyOf(word));
  }

  /** Storage words for reading: the current value of slot {@code n} is at {@code 4 n}. */
  public long[] slotValues() {
    return slots.values;
  }

  /** As {@link #slotValues}, the values before the transaction. */
  public long[] slotOriginals() {
    return slots.originals;
  }

  public int transientSlot(Account account, long[] s, int w) {
    return transients.find(account.index, s, w);
  }

  /** Transient words for reading. */
  public long[] transientValues() {
    return transients.values;
  }

  // ---- changing

  public int mark() {
    return logSize;
  }

  private void append(int kind, int index) {
    if (logSize + 6 > log.length) {
      log = Arrays.copyOf(log, 2 * log.length);
    }
    log[logSize++] = (long) index << 8 | kind;
  }

  private void append(int kind, int index, long[] old, int w) {
    if (logSize + 5 > log.length) {
      log = Arrays.copyOf(log, 2 * log.length);
    }
    Word.copy(old, w, log, logSize);
    logSize += 4;
    log[logSize++] = (long) index << 8 | kind;
  }

  /** Marks the address as accessed (EIP-2929); true if it was cold. */
  public boolean warm(Account account) {
    if (account.warm) {
      return false;
    }
    account.warm = true;
    append(WARM, account.index);
    return true;
  }

  public boolean isWarm(int slot) {
    return (slots.flags[slot] & SlotTable.WARM) != 0;
  }

  public void warmSlot(int slot) {
    if (!isWarm(slot)) {
      slots.flags[slot] |= SlotTable.WARM;
      append(SLOT_WARM, slot);
    }
  }

  public void setSlot(int slot, long[] s, int w) {
    append(SLOT, slot, slots.values, slot << 2);
    Word.copy(s, w, slots.values, slot << 2);
  }

  public void setTransient(int slot, long[] s, int w) {
    append(TRANSIENT, slot, transients.values, slot << 2);
    Word.copy(s, w, transients.values, slot << 2);
  }

  /** EIP-161's touch; before Spurious Dragon it brings the account into being. */
  public void touch(Account account) {
    if (!account.touched) {
      account.touched = true;
      append(TOUCHED, account.index);
    }
    if (keepsEmpty) {
      bringIntoBeing(account);
    }
  }

  private void bringIntoBeing(Account account) {
    if (!account.exists) {
      account.exists = true;
      append(EXISTS, account.index);
    }
  }

  public void addBalance(Account account, long[] s, int w) {
    touch(account);
    bringIntoBeing(account);
    append(BALANCE, account.index, account.balance, 0);
    Word.add(account.balance, 0, s, w, account.balance, 0);
  }

  /** The caller has checked that there is enough. */
  public void subtractBalance(Account account, long[] s, int w) {
    touch(account);
    append(BALANCE, account.index, account.balance, 0);
    Word.subtract(account.balance, 0, s, w, account.balance, 0);
  }

  public void clearBalance(Account account) {
    touch(account);
    append(BALANCE, account.index, account.balance, 0);
    Word.set(account.balance, 0, 0);
  }

  public void setNonce(Account account, long nonce) {
    bringIntoBeing(account);
    append(NONCE, account.index); // there is room for one more: the old value goes below the header
    log[logSize] = log[logSize - 1];
    log[logSize++ - 1] = account.nonce;
    account.nonce = nonce;
  }

  /** The account becomes a contract of this transaction, at first without code. */
  public void markCreated(Account account) {
    touch(account);
    bringIntoBeing(account);
    if (!account.created) {
      account.created = true;
      append(CREATED, account.index);
    }
  }

  public void markDestroyed(Account account) {
    if (!account.destroyed) {
      account.destroyed = true;
      append(DESTROYED, account.index);
    }
  }

  /** Gives code to an account that has none. */
  public void setCode(Account account, Code code) {
    append(CODE, account.index);
    writeCode(account, code);
  }

  /** Replaces the code for good, outside any frame (EIP-7702). */
  public void setDelegation(Account account, Code code) {
    touch(account);
    bringIntoBeing(account);
    writeCode(account, code);
  }

  private void writeCode(Account account, Code code) {
    account.code = code;
    account.codeHash = code.hash();
    account.codeWritten = true;
    var hash = code.hash();
    if (hash != null) {
      codes.put(hash, code);
    }
  }

  public void revertTo(int mark) {
    while (logSize > mark) {
      long header = log[--logSize];
      int index = (int) (header >>> 8);
      switch ((int) header & 0xff) {
        case BALANCE -> restore(accounts.get(index).balance, 0);
        case NONCE -> accounts.get(index).nonce = log[--logSize];
        case CODE -> {
          var account = accounts.get(index);
          account.code = null;
          account.codeHash = null;
          account.codeWritten = false;
        }
        case WARM -> accounts.get(index).warm = false;
        case TOUCHED -> accounts.get(index).touched = accounts.get(index).isRipemd();
        case CREATED -> accounts.get(index).created = false;
        case DESTROYED -> accounts.get(index).destroyed = false;
        case EXISTS -> accounts.get(index).exists = false;
        case SLOT -> restore(slots.values, index << 2);
        case SLOT_WARM -> slots.flags[index] &= ~SlotTable.WARM;
        case TRANSIENT -> restore(transients.values, index << 2);
        default -> throw new IllegalStateException("journal entry of kind " + (header & 0xff));
      }
    }
  }

  private void restore(long[] to, int w) {
    logSize -= 4;
    Word.copy(log, logSize, to, w);
  }

  // ---- the result

  /** What the transaction changed, as state keys; accounts in the order they were first used. */
  public List<StateWrite> writes() {
    var writes = new ArrayList<StateWrite>();
    var owed = new ArrayList<Credit>(0);
    for (int i = 0; i < accounts.count(); i++) {
      var account = accounts.get(i);
      var amount = account.owed;
      if (account.loaded) {
        writeAccount(account, writes);
      } else if (amount != null) {
        owed.add(new Credit(writes.size(), account.key(), amount));
      }
    }
    credits = List.copyOf(owed);
    for (int i = 0; i < slots.count(); i++) {
      if ((slots.flags[i] & SlotTable.LOADED) != 0 && !Word.equal(slots.values, i << 2, slots.originals, i << 2)) {
        var account = accounts.get(slots.owners[i]);
        if (!account.destroyed) {
          int v = i << 2;
          var value = Bytes.wrap(Word.minimalBytes(slots.values[v], slots.values[v + 1], slots.values[v + 2],
              slots.values[v + 3]));
          var key = slotKey(account, i);
          writes.add(value.isEmpty() ? new StateWrite.Delete(key) : new StateWrite.Set(key, value));
        }
      }
    }
    return writes;
  }

  private void writeAccount(Account account, List<StateWrite> writes) {
    if (account.destroyed) {
      if (account.existedBefore) {
        writes.add(new StateWrite.Delete(account.key()));
        if (account.codeHashBefore != null) {
          writes.add(new StateWrite.Clear(EvmState.storageOf(account.address())));
        }
      }
      return;
    }
    if (!keepsEmpty && account.isEmpty()) {
      if (account.existedBefore && (account.touched || account.changed())) {
        writes.add(new StateWrite.Delete(account.key()));
        writes.add(new StateWrite.Clear(EvmState.storageOf(account.address()))); // only Ethereum's tests have some
      }
      return;
    }
    if (!account.changed() && (account.existedBefore || !account.exists)) {
      return;
    }
    writes.add(new StateWrite.Set(account.key(), AccountRecord.encode(account)));
    var code = account.code;
    if (account.codeWritten && code != null && code.hash() != null) {
      writes.add(new StateWrite.Set(EvmState.code(code.hash()), code.bytes()));
    }
  }
}
