package org.atoll.seth.precompile;

import org.jspecify.annotations.Nullable;

/** Stands at an address that is a precompiled contract of the active fork but not one of this version. */
final class Absent implements Precompile {
  @Override
  public long gas(byte[] in, int from, int size) {
    return 0;
  }

  @Override
  public byte @Nullable [] run(byte[] in, int from, int size) {
    return null;
  }

  @Override
  public boolean isPresent() {
    return false;
  }
}
