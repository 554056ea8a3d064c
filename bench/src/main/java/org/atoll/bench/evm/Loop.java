package org.atoll.bench.evm;

import org.atoll.sdk.value.Bytes;

/**
 * A contract that runs until its gas is gone.
 *
 * @param creation data of the transaction that creates it
 * @param input empty: it loops by itself when called without data; else what {@link Loops#CALLER} is to call it with
 */
public record Loop(String name, Bytes creation, Bytes input) {
  static Loop of(Kernel kernel) {
    return new Loop(kernel.name(), kernel.creation(), Bytes.EMPTY);
  }
}
