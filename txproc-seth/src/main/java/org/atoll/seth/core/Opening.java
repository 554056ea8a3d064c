package org.atoll.seth.core;

import java.math.BigInteger;
import java.util.Arrays;
import org.atoll.sdk.ethereum.EthereumTransaction;
import org.atoll.sdk.ethereum.IntrinsicGas;
import org.atoll.sdk.processor.Refusal;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.sdk.value.Hash32;
import org.atoll.sdk.crypto.Keccak;
import org.atoll.seth.state.Account;
import org.atoll.seth.state.Code;
import org.atoll.seth.state.Journal;
import org.atoll.seth.word.Word;
import org.jspecify.annotations.Nullable;

/**
 * From a fresh machine to the first frame: what state says about the transaction's validity (step 6 of evm.md §2),
 * buying gas, warm addresses, authorizations. Needs every look-up at once: if one fails, the machine is given back and
 * all begins again, so nothing done here has to be undone.
 */
final class Opening {
  private static final int DELEGATION_PREFIX_SIZE = 3;
  private static final long AUTHORIZATION_REFUND = 12_500; // EIP-7702: paid 25 000, an existing account costs half

  private final Terms terms;
  private final Executor executor;
  private final @Nullable Precedents precedents;
  private final Machine m;
  private final Journal journal;
  private boolean askedPrecedents;

  /** @param precedents null once they were asked: what they say must not be wanted again and again */
  Opening(Terms terms, Executor executor, @Nullable Precedents precedents) {
    this.terms = terms;
    this.executor = executor;
    this.precedents = precedents;
    m = executor.m;
    journal = m.journal;
  }

  /** Null when the first frame is ready or something is missing, which the journal knows; else why the transaction is invalid. */
  @Nullable Refusal enter() {
    boolean defers = journal.defersCredits();
    for (int i = 0; i < terms.keys().size(); i++) {
      if (defers && i >= terms.payees().from() && i < terms.payees().to()) {
        journal.expect(terms.keys().get(i));
      } else {
        journal.prefetch(terms.keys().get(i));
      }
    }
    if (journal.isMissingSome()) {
      return null;
    }
    var sender = journal.account(terms.sender());
    var tx = terms.tx();
    var refusal = terms.call() ? null : judge(sender);
    if (journal.isMissingSome() || refusal != null) {
      return refusal;
    }
    refusal = buyGas(sender);
    if (refusal != null) {
      return refusal;
    }
    m.origin = sender;
    m.blobHashes = tx.blobHashes();
    Word.set(m.gasPrice, 0, terms.price());
    if (terms.paid() || !terms.call()) {
      Word.copy(terms.env().baseFeeWord, 0, m.baseFee, 0);
    } else {
      Word.set(m.baseFee, 0, 0);
    }
    warm(sender);
    long gas = tx.gasLimit() - IntrinsicGas.of(tx, m.rules.fork);
    if (tx.to().isPresent()) {
      call(sender, tx.to().get(), gas);
    } else {
      create(sender, gas);
    }
    return null;
  }

  /** Whether it came so far. */
  boolean askedPrecedents() {
    return askedPrecedents;
  }

  private @Nullable Refusal judge(Account sender) {
    var code = journal.ensureCode(sender);
    if (code == null) {
      return null;
    }
    long nonce = terms.tx().nonce();
    if (nonce != sender.nonce) {
      return Long.compareUnsigned(nonce, sender.nonce) < 0
          ? Refusals.nonceTooLow(sender.nonce, nonce)
          : Refusals.nonceTooHigh(sender.nonce, nonce);
    }
    return code.size() > 0 && code.delegate() == null
        ? Refusals.senderHasCode(terms.sender(), code.size())
        : null;
  }

  /** Takes the price of all the gas, unless there is not enough for that and the value. */
  private @Nullable Refusal buyGas(Account sender) {
    var tx = terms.tx();
    long[] x = m.scratch;
    Word.set(x, 0, tx.value());
    if (!terms.paid()) {
      return Word.less(sender.balance, 0, x, 0) ? insufficient(sender, tx.value()) : null;
    }
    var blobGas = BigInteger.valueOf((long) tx.blobHashes().size() << 17);
    var blobCap = tx.type() == EthereumTransaction.BLOB ? blobGas.multiply(tx.maxFeePerBlobGas()) : BigInteger.ZERO;
    var most = BigInteger.valueOf(tx.gasLimit()).multiply(tx.maxFeePerGas()).add(tx.value()).add(blobCap);
    if (most.bitLength() > 256) {
      return insufficient(sender, most);
    }
    Word.set(x, 0, most);
    if (Word.less(sender.balance, 0, x, 0)) {
      return insufficient(sender, most);
    }
    var cost = BigInteger.valueOf(tx.gasLimit()).multiply(terms.price());
    if (tx.type() == EthereumTransaction.BLOB) {
      cost = cost.add(blobGas.multiply(terms.env().blobs().orElseThrow().baseFee()));
    }
    Word.set(x, 0, cost);
    journal.subtractBalance(sender, x, 0);
    return null;
  }

  private Refusal insufficient(Account sender, BigInteger want) {
    return Refusals.insufficientFunds(terms.sender(), Word.toBigInteger(sender.balance, 0), want);
  }

  /** Addresses and slots that count as accessed (EIP-2929, 2930, 3651). */
  private void warm(Account sender) {
    if (!m.rules.accessLists) {
      return;
    }
    journal.warm(sender);
    if (m.rules.warmCoinbase) {
      journal.warm(journal.account(terms.env().coinbase()));
    }
    for (var entry : terms.tx().accessList()) {
      var account = journal.account(entry.address());
      journal.warm(account);
      for (var slot : entry.slots()) {
        Word.load(m.scratch, 0, slot.bytes().unsafeArray(), 0);
        journal.warmSlot(journal.slot(account, m.scratch, 0));
      }
    }
  }

  private void call(Account sender, EvmAddress to, long gas) {
    var target = journal.account(to);
    journal.setNonce(sender, sender.nonce + 1);
    journal.warm(target);
    for (var one : terms.authorities().valid()) {
      authorize(one);
    }
    var precompile = m.precompiles.at(target.a0, target.a1, target.a2);
    var code = precompile == null ? journal.ensureCode(target) : Code.EMPTY;
    if (code != null && m.rules.delegations && code.size() == Code.DELEGATION_SIZE) {
      var address = code.delegate();
      if (address != null) {
        var delegate = journal.account(address);
        journal.warm(delegate);
        code = journal.ensure(delegate) ? journal.ensureCode(delegate) : null;
      }
    }
    if (code == null || journal.isMissingSome()) {
      return;
    }
    if (precedents != null) {
      askedPrecedents = true;
      precedents.of(code, terms.tx().data(), to).forEach(journal::want);
      if (journal.isMissingSome()) {
        return;
      }
    }
    int mark = journal.mark();
    Word.set(m.scratch, 0, terms.tx().value());
    if (Word.isZero(m.scratch, 0)) {
      journal.touch(target);
    } else {
      journal.subtractBalance(sender, m.scratch, 0);
      journal.addBalance(target, m.scratch, 0);
    }
    var frame = m.push();
    frame.code = code;
    frame.gas = gas;
    frame.mark = mark;
    frame.self = target;
    caller(frame, sender);
    Word.copy(m.scratch, 0, frame.value, 0);
    frame.input(terms.tx().data().unsafeArray(), 0, terms.tx().data().size());
    executor.outermost = precompile;
  }

  private static void caller(Frame frame, Account sender) {
    frame.caller0 = sender.a0;
    frame.caller1 = sender.a1;
    frame.caller2 = sender.a2;
  }

  private void create(Account sender, long gas) {
    var created = journal.account(CreateOps.address(sender, sender.nonce));
    if (!journal.ensure(created)) {
      return;
    }
    journal.setNonce(sender, sender.nonce + 1);
    journal.warm(created);
    Word.set(m.scratch, 0, terms.tx().value());
    if (executor.creates.collides(created)) {
      var frame = m.push();
      frame.code = Code.EMPTY;
      frame.gas = gas;
      frame.mark = journal.mark();
      frame.self = created;
      executor.failed = Halt.ADDRESS_COLLISION;
      return;
    }
    var data = terms.tx().data();
    executor.creates.enter(created, sender, m.scratch, 0, Code.of(data.unsafeArray(), 0, data.size(), null), gas);
  }

  /** EIP-7702: gives the authority's account the delegate's code, if account and nonce allow. */
  private void authorize(Authorities.Valid one) {
    var authority = journal.account(one.authority());
    journal.warm(authority);
    var code = journal.ensureCode(authority);
    if (code == null || (code.size() > 0 && code.delegate() == null) || authority.nonce != one.nonce()) {
      return;
    }
    if (!authority.isEmpty()) {
      m.refund += AUTHORIZATION_REFUND;
    }
    journal.setDelegation(authority, delegation(one.delegate()));
    journal.setNonce(authority, authority.nonce + 1);
  }

  private static Code delegation(EvmAddress delegate) {
    if (delegate.equals(EvmAddress.ZERO)) {
      return Code.EMPTY;
    }
    var designator = Arrays.copyOf(new byte[] {(byte) 0xef, 1, 0}, Code.DELEGATION_SIZE);
    Bytes address = delegate.bytes();
    System.arraycopy(address.unsafeArray(), 0, designator, DELEGATION_PREFIX_SIZE, address.size());
    Hash32 hash = Keccak.hash(designator);
    return Code.of(designator, 0, designator.length, hash);
  }
}
