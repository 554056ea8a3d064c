package org.atoll.seth.core;

import com.google.protobuf.ByteString;
import java.math.BigInteger;
import java.util.List;
import org.atoll.sdk.ethereum.IntrinsicGas;
import org.atoll.sdk.processor.Event;
import org.atoll.sdk.processor.Outcome;
import org.atoll.sdk.processor.SuspendableHandler.Credit;
import org.atoll.sdk.proto.EvmReceiptData;
import org.atoll.sdk.value.Bytes;
import org.atoll.seth.state.Account;
import org.atoll.seth.word.Word;

/** From the end of the outermost frame to the result: refunds, fees, receipt. */
final class Closing {
  private static final int MAX_RECEIPT_OUTPUT = 1_024;

  private final Terms terms;
  private final Machine m;

  Closing(Terms terms, Machine machine) {
    this.terms = terms;
    m = machine;
  }

  /** Settles gas and fees. */
  Execution settle(long how) {
    var tx = terms.tx();
    long gasLeft = how == Halt.STOPPED ? 0 : m.frame().gas;
    long spent = tx.gasLimit() - gasLeft;
    long refunded = Math.min(m.refund, spent / m.rules.refundQuotient);
    long used = Math.max(spent - refunded, IntrinsicGas.floor(tx, m.rules.fork));
    if (terms.paid()) {
      pay(used);
    }
    var output = m.returnedSize == 0 ? Bytes.EMPTY : Bytes.copyOfRange(m.returned, 0, m.returnedSize);
    if (how == Halt.RETURNED) {
      return new Execution(Execution.Ending.SUCCEEDED, used, refunded, output, "");
    }
    if (how == Halt.REVERTED) {
      return new Execution(Execution.Ending.REVERTED, used, refunded, output, "");
    }
    return how == Halt.STOPPED
        ? new Execution(Execution.Ending.STOPPED, used, 0, Bytes.EMPTY, "")
        : new Execution(Execution.Ending.FAILED, used, refunded, Bytes.EMPTY, Execution.failure(how, m));
  }

  /** Gives back the unused gas and pays tip and base fee to whom they are due. */
  private void pay(long used) {
    var tx = terms.tx();
    var env = terms.env();
    credit(m.journal.account(terms.sender()), BigInteger.valueOf(tx.gasLimit() - used).multiply(terms.price()));
    var gas = BigInteger.valueOf(used);
    var tip = gas.multiply(terms.price().subtract(env.baseFee()));
    var baseFee = gas.multiply(env.baseFee());
    var recipient = m.journal.account(env.coinbase());
    switch (env.fees().baseFeeTo()) {
      case FeePolicy.BaseFeeTo.Burn() -> credit(recipient, tip);
      case FeePolicy.BaseFeeTo.Recipient() -> credit(recipient, tip.add(baseFee));
      case FeePolicy.BaseFeeTo.Account(var address) -> {
        credit(recipient, tip);
        credit(m.journal.account(address), baseFee);
      }
    }
  }

  private void credit(Account account, BigInteger amount) {
    if (!m.journal.isLoaded(account)) { // state defers credits
      m.journal.owe(account, amount);
      return;
    }
    if (amount.signum() == 0) {
      m.journal.touch(account);
      return;
    }
    Word.set(m.scratch, 0, amount);
    m.journal.addBalance(account, m.scratch, 0);
  }

  /** What {@link #settle} left unpaid because nobody looked at the account. */
  List<Credit> credits() {
    return m.journal.credits();
  }

  Outcome.Applied outcome(Execution execution) {
    List<Event> events = execution.succeeded() ? m.logs.events() : List.of();
    return new Outcome.Applied(execution.succeeded() ? 1 : 0, execution.gasUsed(), m.journal.writes(), events,
        receipt(execution));
  }

  private Bytes receipt(Execution execution) {
    var tx = terms.tx();
    long[] price = m.gasPrice;
    var data = EvmReceiptData.newBuilder().setType(tx.type());
    if (!Word.isZero(price, 0)) {
      data.setEffectiveGasPrice(ByteString.copyFrom(Word.minimalBytes(price[0], price[1], price[2], price[3])));
    }
    if (tx.isCreation()) {
      data.setCreated(CreateOps.address(terms.sender(), tx.nonce()).bytes().toByteString());
    }
    if (!execution.succeeded() && !execution.output().isEmpty()) {
      var output = execution.output();
      data.setOutput(output.slice(0, Math.min(output.size(), MAX_RECEIPT_OUTPUT)).toByteString());
    }
    return Bytes.wrap(data.build().toByteArray());
  }
}
