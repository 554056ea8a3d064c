package org.atoll.seth.state;

import java.util.List;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.Bytes;

/**
 * What a run looked up in state.
 *
 * @param ownSlots storage slots of the contract that was called, 32 bytes each
 * @param others keys of other accounts, their code and their slots
 */
public record Touched(List<Bytes> ownSlots, List<Address> others) {
  public static final Touched NOTHING = new Touched(List.of(), List.of());

  public Touched {
    ownSlots = List.copyOf(ownSlots);
    others = List.copyOf(others);
  }
}
