package org.atoll.seth;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.atoll.sdk.account.EvmState;
import org.atoll.sdk.processor.Outcome;
import org.atoll.sdk.processor.SuspendableHandler.LocalState;
import org.atoll.sdk.processor.SuspendableHandler.Step;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.EvmAddress;
import org.junit.jupiter.api.Test;

/** What a processor that knows nothing asks for when a contract reads one slot after the other. */
final class ReadAheadTest {
  private static final EvmAddress CONTRACT = EvmAddress.fromHex("0x00000000000000000000000000000000000000c1");
  private static final String MAX = "7f" + "f".repeat(64);

  private final Set<Address> asked = new HashSet<>();
  private final List<Integer> questions = new ArrayList<>();

  /** Reads so many slots, the first being {@code from}, each {@code step} behind the other. */
  private static String reading(String from, int count, int step) {
    var code = new StringBuilder(from);
    for (int i = 0; i < count; i++) {
      code.append("805450").append(String.format("60%02x01", step));
    }
    return code.append("00").toString();
  }

  private Outcome run(String code, boolean local) {
    var ledger = Ledger.free().fund(Ledger.SENDER, Ledger.ETHER).contract(CONTRACT, code);
    LocalState state = address -> local || asked.contains(address)
        ? ledger.state.getOrDefault(address, LocalState.ABSENT) : LocalState.UNKNOWN;
    var run = ledger.handler.begin(ledger.request(ledger.call(CONTRACT, "", 1_000_000)));
    while (true) {
      switch (ledger.handler.advance(run, state)) {
        case Step.Missing(var addresses) -> {
          asked.addAll(addresses);
          questions.add(addresses.size());
        }
        case Step.Done(var outcome) -> {
          return outcome;
        }
      }
    }
  }

  @Test
  void whoReadsOneSlotAfterTheOtherGetsMoreAtOnce() {
    var outcome = run(reading("5f", 100, 1), false);
    assertThat(((Outcome.Applied) outcome).status()).isEqualTo(1);
    assertThat(questions.subList(2, questions.size())).as("after accounts and code").containsExactly(1, 5, 17, 65, 65);
    assertThat(outcome).isEqualTo(run(reading("5f", 100, 1), true));
  }

  @Test
  void whoDoesNotGetsOne() {
    run(reading("5f", 30, 2), false);
    assertThat(questions.subList(2, questions.size())).hasSize(30).containsOnly(1);
  }

  @Test
  void behindTheLastSlotComesTheFirst() {
    run(reading(MAX, 3, 1), false);
    assertThat(questions.subList(2, questions.size())).containsExactly(1, 5);
    assertThat(asked).contains(EvmState.slot(CONTRACT, Ledger.word(BigInteger.valueOf(4))));
  }
}
