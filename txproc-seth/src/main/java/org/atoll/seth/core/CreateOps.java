package org.atoll.seth.core;

import java.util.Arrays;
import org.atoll.sdk.crypto.Keccak;
import org.atoll.sdk.ethereum.RlpWriter;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.sdk.value.Hash32;
import org.atoll.seth.state.Account;
import org.atoll.seth.state.Code;
import org.atoll.seth.state.Journal;
import org.atoll.seth.word.Word;

/** CREATE and CREATE2, the creation a transaction asks for, and what is done when init code has run. */
final class CreateOps {
  private static final long CODE_BYTE_GAS = 200;
  private static final long HASH_WORD_GAS = 6;

  private final Machine m;
  private final Journal journal;
  /** The init code CREATE2 hashed last, and its hash: factories come with the same again and again. */
  private byte[] hashed = {};
  private byte[] hash = Keccak.OF_EMPTY.bytes().toArray();

  CreateOps(Machine machine) {
    m = machine;
    journal = machine.journal;
  }

  /** Value, offset, size and for CREATE2 salt on the stack. The frame's {@code pc} points behind the instruction. */
  long create(Frame f, boolean salted, int sp, long gas) {
    if (f.readOnly) {
      return Halt.WRITE_PROTECTION;
    }
    long[] s = m.stack;
    var rules = m.rules;
    long end = Machine.end(s, sp - 8, sp - 12);
    if (end < 0) {
      return Halt.OUT_OF_GAS;
    }
    int size = (int) s[sp - 12];
    if (size > rules.maxInitCodeSize) {
      return Halt.INIT_CODE_SIZE;
    }
    long wordGas = rules.initCodeWordGas + (salted ? HASH_WORD_GAS : 0);
    int memoryBefore = f.memorySize;
    long memoryCostBefore = f.memoryCost;
    long left = m.expand(f, end, gas - wordGas * Machine.words(size));
    if (left < 0) {
      return Halt.OUT_OF_GAS;
    }
    int at = size == 0 ? 0 : f.memoryBase + (int) s[sp - 8];
    var self = f.self;
    f.sp = salted ? sp - 12 : sp - 8;
    if (m.depth >= Machine.MAX_DEPTH || self.nonce == -1 || Word.less(self.balance, 0, s, sp - 4)) {
      m.returnedSize = 0;
      Word.set(s, f.sp - 4, 0);
      long offered = childGas(left);
      m.atOnce(offered, offered, m.depth >= Machine.MAX_DEPTH ? Failures.CALL_DEPTH
          : self.nonce == -1 ? Failures.NONCE_OVERFLOW : Failures.INSUFFICIENT_BALANCE);
      return left;
    }
    var created = journal.account(salted ? saltedAddress(self, sp - 16, at, size) : address(self, self.nonce));
    if (!journal.ensure(created)) {
      f.memorySize = memoryBefore; // as if nothing had happened: the area will be paid for and cleared again
      f.memoryCost = memoryCostBefore;
      return Halt.SUSPENDED;
    }
    journal.setNonce(self, self.nonce + 1);
    journal.warm(created);
    long child = childGas(left);
    f.gas = left - child;
    f.outputSize = 0;
    if (collides(created)) {
      m.returnedSize = 0;
      Word.set(s, f.sp - 4, 0);
      m.atOnce(child, 0, Failures.COLLISION);
      return f.gas;
    }
    enter(created, self, s, sp - 4, Code.of(m.memory, at, size, null), child);
    return m.shouldStop() ? Halt.STOPPED : Halt.ENTER;
  }

  private long childGas(long left) {
    return m.rules.keepsSixtyFourth ? left - (left >>> 6) : left;
  }

  /** Whether there is something already (EIP-684, EIP-7610). */
  boolean collides(Account created) {
    return created.nonce != 0 || created.codeHash != null
        || m.env.storageProbe().hasStorage(created.address());
  }

  /** Pushes the frame that runs init code. The account must not {@linkplain #collides collide}. */
  void enter(Account created, Account creator, long[] value, int v, Code initCode, long gas) {
    int mark = journal.mark();
    journal.markCreated(created);
    if (m.rules.clearsEmpty) {
      journal.setNonce(created, 1);
    }
    if (!Word.isZero(value, v)) {
      journal.subtractBalance(creator, value, v);
      journal.addBalance(created, value, v);
    }
    var frame = m.push();
    frame.code = initCode;
    frame.gas = gas;
    frame.mark = mark;
    frame.self = created;
    frame.creating = created;
    frame.noInput();
    frame.caller0 = creator.a0;
    frame.caller1 = creator.a1;
    frame.caller2 = creator.a2;
    Word.copy(value, v, frame.value, 0);
  }

  /** Keeps what init code returned as the account's code; {@link Halt#RETURNED} or why it cannot be. */
  long deposit(Frame frame, Account created) {
    var rules = m.rules;
    int size = m.returnedSize;
    if (size > rules.maxCodeSize) {
      return Halt.CODE_SIZE;
    }
    if (rules.refusesEf && size > 0 && m.returned[0] == (byte) 0xef) {
      return Halt.CODE_PREFIX;
    }
    long cost = CODE_BYTE_GAS * size;
    if (cost > frame.gas) {
      if (rules.depositMustBePaid) {
        return Halt.CODE_DEPOSIT;
      }
      return Halt.RETURNED; // Frontier: an account without code
    }
    frame.gas -= cost;
    if (size > 0) {
      var hash = Hash32.wrap(Keccak.digest(m.returned, 0, size));
      journal.setCode(created, Code.of(m.returned, 0, size, hash));
    }
    return Halt.RETURNED;
  }

  /** Last 20 bytes of keccak(RLP [creator, nonce]). */
  static EvmAddress address(Account creator, long nonce) {
    return address(creator.address(), nonce);
  }

  static EvmAddress address(EvmAddress creator, long nonce) {
    var rlp = new RlpWriter(40).beginList().add(creator.bytes()).add(nonce).endList().toArray();
    return EvmAddress.wrap(Arrays.copyOfRange(Keccak.digest(rlp, 0, rlp.length), 12, 32));
  }

  /** EIP-1014: last 20 bytes of keccak(ff, creator, salt, keccak(init code)). */
  private EvmAddress saltedAddress(Account creator, int salt, int at, int size) {
    var input = new byte[85];
    input[0] = (byte) 0xff;
    creator.store(input, 1);
    Word.store(m.stack, salt, input, 21);
    if (!Arrays.equals(m.memory, at, at + size, hashed, 0, hashed.length)) {
      hashed = Arrays.copyOfRange(m.memory, at, at + size);
      hash = Keccak.digest(hashed, 0, size);
    }
    System.arraycopy(hash, 0, input, 53, hash.length);
    return EvmAddress.wrap(Arrays.copyOfRange(Keccak.digest(input, 0, input.length), 12, 32));
  }
}
