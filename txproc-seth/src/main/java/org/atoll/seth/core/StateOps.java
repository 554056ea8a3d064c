package org.atoll.seth.core;

import org.atoll.sdk.crypto.Keccak;
import org.atoll.seth.state.Account;
import org.atoll.seth.state.Journal;
import org.atoll.seth.word.Word;

/**
 * Instructions that read or change accounts and storage. As {@link DataOps}; and all look-ups come before any effect,
 * so that an instruction that was suspended can simply run again. Gas for a cold access is checked before the look-up.
 */
final class StateOps {
  private static final int BLOCK_HASHES = 256;

  private final Machine m;
  private final Journal journal;

  StateOps(Machine machine) {
    m = machine;
    journal = machine.journal;
  }

  long sload(Frame f, int sp, long gas) {
    long[] s = m.stack;
    int w = sp - 4;
    int slot = journal.slot(f.self, s, w);
    if (!journal.isWarm(slot)) {
      gas -= m.rules.coldSlotExtra;
      if (gas < 0) {
        return Halt.OUT_OF_GAS;
      }
      if (!journal.ensureSlot(f.self, slot)) {
        return Halt.SUSPENDED;
      }
      journal.warmSlot(slot);
    } else if (!journal.ensureSlot(f.self, slot)) { // warm by the access list, not loaded yet
      return Halt.SUSPENDED;
    }
    Word.copy(journal.slotValues(), slot << 2, s, w);
    return gas;
  }

  long sstore(Frame f, int sp, long gas) {
    if (f.readOnly) {
      return Halt.WRITE_PROTECTION;
    }
    var rule = m.rules.storage;
    if (gas <= rule.sentry) {
      return Halt.OUT_OF_GAS;
    }
    long[] s = m.stack;
    int v = sp - 8;
    int slot = journal.slot(f.self, s, sp - 4);
    boolean cold = rule.coldGas != 0 && !journal.isWarm(slot);
    if (cold) {
      gas -= rule.coldGas;
      if (gas < 0) {
        return Halt.OUT_OF_GAS;
      }
    }
    if (!journal.ensureSlot(f.self, slot)) {
      return Halt.SUSPENDED;
    }
    long[] original = journal.slotOriginals();
    long[] current = journal.slotValues();
    int w = slot << 2;
    gas -= rule.gas(original, current, w, s, v);
    if (gas < 0) {
      return Halt.OUT_OF_GAS;
    }
    m.refund += rule.refund(original, current, w, s, v);
    if (cold) {
      journal.warmSlot(slot);
    }
    if (!Word.equal(current, w, s, v)) {
      journal.setSlot(slot, s, v);
    }
    return gas;
  }

  void tload(Frame f, int sp) {
    int slot = journal.transientSlot(f.self, m.stack, sp - 4);
    Word.copy(journal.transientValues(), slot << 2, m.stack, sp - 4);
  }

  long tstore(Frame f, int sp, long gas) {
    if (f.readOnly) {
      return Halt.WRITE_PROTECTION;
    }
    journal.setTransient(journal.transientSlot(f.self, m.stack, sp - 4), m.stack, sp - 8);
    return gas;
  }

  /** Pays for the cold account and makes it known; the gas left, or why not. Marks it warm last. */
  private long access(Account account, boolean code, long gas) {
    if (!account.warm) {
      gas -= m.rules.coldAccountExtra;
      if (gas < 0) {
        return Halt.OUT_OF_GAS;
      }
    }
    if (!journal.ensure(account) || (code && journal.ensureCode(account) == null)) {
      return Halt.SUSPENDED;
    }
    journal.warm(account);
    return gas;
  }

  long balance(int sp, long gas) {
    var account = journal.account(m.stack, sp - 4);
    long left = access(account, false, gas);
    if (left >= 0) {
      Word.copy(account.balance, 0, m.stack, sp - 4);
    }
    return left;
  }

  long codeSize(int sp, long gas) {
    var account = journal.account(m.stack, sp - 4);
    long left = access(account, true, gas);
    if (left >= 0) {
      var code = journal.ensureCode(account);
      Word.set(m.stack, sp - 4, code == null ? 0 : code.size());
    }
    return left;
  }

  long codeHash(int sp, long gas) {
    var account = journal.account(m.stack, sp - 4);
    long left = access(account, false, gas);
    if (left >= 0) {
      var hash = account.codeHash;
      if (hash != null) {
        Machine.pushHash(m.stack, sp - 4, hash);
      } else if (m.rules.clearsEmpty ? account.isEmpty() : !account.exists) {
        Word.set(m.stack, sp - 4, 0);
      } else {
        Machine.pushHash(m.stack, sp - 4, Keccak.OF_EMPTY);
      }
    }
    return left;
  }

  /** EXTCODECOPY: the account on top, then as the other copies. */
  long codeCopy(Frame f, DataOps data, int sp, long gas) {
    long[] s = m.stack;
    var account = journal.account(s, sp - 4);
    long end = Machine.end(s, sp - 8, sp - 16);
    if (end < 0) {
      return Halt.OUT_OF_GAS;
    }
    long copying = 3 * Machine.words(s[sp - 16]) + Machine.expansionGas(f, end);
    if (gas < copying) {
      return Halt.OUT_OF_GAS;
    }
    long left = access(account, true, gas - copying);
    if (left < 0) {
      return left;
    }
    var code = journal.ensureCode(account);
    return code == null ? Halt.SUSPENDED : data.copy(f, sp - 4, left + copying, code.padded(), 0, code.size());
  }

  long blockHash(int sp, long gas) {
    long[] s = m.stack;
    int w = sp - 4;
    long number = m.env.number();
    if ((s[w + 1] | s[w + 2] | s[w + 3]) != 0 || s[w] < 0 || s[w] >= number || s[w] < number - BLOCK_HASHES) {
      Word.set(s, w, 0);
      return gas;
    }
    var hash = journal.ensureBlockHash(s[w]);
    if (hash == null) {
      return Halt.SUSPENDED;
    }
    Word.load(s, w, hash.unsafeArray(), 0);
    return gas;
  }

  long selfDestruct(Frame f, int sp, long gas) {
    if (f.readOnly) {
      return Halt.WRITE_PROTECTION;
    }
    var rules = m.rules;
    var self = f.self;
    var heir = journal.account(m.stack, sp - 4);
    long left = gas - (heir.warm ? 0 : rules.selfDestructColdGas);
    if (left < 0) {
      return Halt.OUT_OF_GAS;
    }
    if (!journal.ensure(heir)) {
      return Halt.SUSPENDED;
    }
    if (rules.clearsEmpty ? heir.isEmpty() && !Word.isZero(self.balance, 0) : !heir.exists) {
      left -= rules.selfDestructNewAccountGas;
      if (left < 0) {
        return Halt.OUT_OF_GAS;
      }
    }
    journal.warm(heir);
    if (!self.destroyed) {
      m.refund += rules.selfDestructRefund;
    }
    boolean destroys = !rules.destroysOnlyNew || self.created;
    if (heir != self) {
      journal.addBalance(heir, self.balance, 0);
      journal.clearBalance(self);
    } else if (destroys) {
      journal.clearBalance(self);
    }
    if (destroys) {
      journal.markDestroyed(self);
    }
    m.returnedSize = 0;
    return left;
  }
}
