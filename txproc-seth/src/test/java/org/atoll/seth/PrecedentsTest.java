package org.atoll.seth;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.HashSet;
import java.util.Set;
import org.atoll.sdk.account.EvmState;
import org.atoll.sdk.processor.Outcome;
import org.atoll.sdk.processor.SuspendableHandler.LocalState;
import org.atoll.sdk.processor.SuspendableHandler.Step;
import org.atoll.sdk.processor.TransactionRequest;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.junit.jupiter.api.Test;

/** A processor that knows nothing but the code it has run before, and how often it asks until a transaction is done. */
final class PrecedentsTest {
  private static final EvmAddress CONTRACT = EvmAddress.fromHex("0x00000000000000000000000000000000000000c1");
  private static final EvmAddress TWIN = EvmAddress.fromHex("0x00000000000000000000000000000000000000c2");
  private static final int SLOTS = 20;
  private static final int APART = 3;
  private static final String SELECTOR = "aabbccdd";
  /** Stops if the first argument is zero; else reads slots 0, 3, 6 to 57, then the one the argument names. */
  private static final String CODE = "600435801560f357" + reads() + "54505b00";

  private final Ledger ledger = Ledger.free().fund(Ledger.SENDER, Ledger.ETHER).contract(CONTRACT, code())
      .contract(TWIN, code());
  private final Set<Address> asked = new HashSet<>();
  private int rounds;

  private static String reads() {
    var code = new StringBuilder();
    for (int slot = 0; slot < SLOTS; slot++) {
      code.append(String.format("60%02x5450", APART * slot));
    }
    return code.toString();
  }

  private static String code() {
    return CODE.replace("f3", String.format("%02x", CODE.length() / 2 - 2));
  }

  /** Runs a call to its end on a cache that is empty; how many times it asked. */
  private int rounds(EvmAddress to, String data) {
    var outcome = outcome(ledger.handler, ledger.request(ledger.call(to, data, 1_000_000)));
    assertThat(((Outcome.Applied) outcome).status()).isEqualTo(1);
    return rounds;
  }

  private static String argument(int slot) {
    return SELECTOR + Ledger.word(BigInteger.valueOf(slot)).toHex().replace("0x", "");
  }

  @Test
  void whatTwoRunsTouchedIsAskedForAtOnce() {
    assertThat(rounds(CONTRACT, argument(1_000))).as("accounts, code, each slot").isEqualTo(2 + SLOTS + 1);
    assertThat(rounds(CONTRACT, argument(1_001))).as("the code is known").isEqualTo(1 + SLOTS + 1);
    assertThat(rounds(CONTRACT, argument(1_002))).as("accounts, what was common, the other slot").isEqualTo(3);
    assertThat(asked).contains(EvmState.slot(CONTRACT, Ledger.word(BigInteger.valueOf(APART * (SLOTS - 1)))))
        .doesNotContain(EvmState.slot(CONTRACT, Ledger.word(BigInteger.valueOf(1_001))));
  }

  @Test
  void contractsOfTheSameCodeLearnFromEachOther_functionsDoNot() {
    rounds(CONTRACT, argument(1_000));
    rounds(CONTRACT, argument(1_001));

    assertThat(rounds(TWIN, argument(1_002))).isEqualTo(3);
    assertThat(asked).contains(EvmState.slot(TWIN, Bytes.wrap(new byte[32])))
        .doesNotContain(EvmState.slot(CONTRACT, Bytes.wrap(new byte[32])));
    assertThat(rounds(CONTRACT, argument(1_003).replace(SELECTOR, "aabbccde"))).isEqualTo(1 + SLOTS + 1);
  }

  @Test
  void whatIsAskedForInVainChangesNoResult() {
    rounds(CONTRACT, argument(1_000));
    rounds(CONTRACT, argument(1_001));

    var request = ledger.request(ledger.call(CONTRACT, argument(0), 1_000_000));
    assertThat(rounds(CONTRACT, argument(0))).as("accounts, and in vain").isEqualTo(2);
    assertThat(outcome(ledger.handler, request)).isEqualTo(outcome(new EvmHandler(), request));
  }

  private Outcome outcome(EvmHandler handler, TransactionRequest request) {
    asked.clear();
    rounds = 0;
    LocalState local = address -> asked.contains(address)
        ? ledger.state.getOrDefault(address, LocalState.ABSENT) : LocalState.UNKNOWN;
    var run = handler.begin(request);
    while (true) {
      switch (handler.advance(run, local)) {
        case Step.Missing(var addresses) -> {
          asked.addAll(addresses);
          rounds++;
        }
        case Step.Done(var outcome) -> {
          return outcome;
        }
      }
    }
  }
}
