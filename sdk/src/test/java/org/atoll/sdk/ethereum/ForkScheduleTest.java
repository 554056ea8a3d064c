package org.atoll.sdk.ethereum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForkScheduleTest {
  @Test
  void theForkOfAHeightIsTheLastThatBegan() {
    var schedule = ForkSchedule.parse("cancun:0,prague:100,osaka:200");
    assertThat(schedule.at(0)).isEqualTo(Fork.CANCUN);
    assertThat(schedule.at(99)).isEqualTo(Fork.CANCUN);
    assertThat(schedule.at(100)).isEqualTo(Fork.PRAGUE);
    assertThat(schedule.at(Long.MAX_VALUE)).isEqualTo(Fork.OSAKA);
    assertThat(ForkSchedule.parse(schedule.toString())).isEqualTo(schedule).hasSameHashCodeAs(schedule);
  }

  @Test
  void byDefaultOsakaHoldsFromTheStart() {
    assertThat(ForkSchedule.DEFAULT).hasToString("osaka:0");
    assertThat(ForkSchedule.DEFAULT.at(5)).isEqualTo(Fork.OSAKA);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "'' | '' is not of the form name:height",
    "cancun | 'cancun' is not of the form name:height",
    "cancun:0, | '' is not of the form name:height",
    "verkle:0 | no fork is called 'verkle'",
    "Cancun:0 | no fork is called 'Cancun'",
    "cancun:x | 'x' is not a height",
    "cancun:-1 | '-1' is not a height",
    "cancun:5 | the first fork must be at height 0, cancun is at 5",
    "prague:0,cancun:5 | cancun:5 must be a later fork at a greater height than prague:0",
    "cancun:0,prague:0 | prague:0 must be a later fork at a greater height than cancun:0",
  })
  void saysWhatIsWrong(String text, String what) {
    assertThatThrownBy(() -> ForkSchedule.parse(text)).isInstanceOf(IllegalArgumentException.class)
        .hasMessage("fork schedule: " + what);
  }

  @Test
  void everyForkIsFoundByItsId() {
    for (var fork : Fork.values()) {
      assertThat(Fork.ofId(fork.id())).contains(fork);
      assertThat(fork.atLeast(Fork.FRONTIER)).isTrue();
    }
    assertThat(Fork.BERLIN.atLeast(Fork.LONDON)).isFalse();
  }
}
