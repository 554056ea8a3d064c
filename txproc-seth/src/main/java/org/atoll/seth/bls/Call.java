package org.atoll.seth.bls;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;

/**
 * A C function of blst. Its parameters are all pointers, or all but what the method's name says; its answer is nothing,
 * a small number of which the lowest byte counts, or a size. A record, since the compiler then takes the handle of a
 * constant for a constant.
 */
record Call(MethodHandle handle) {
  private static final AddressLayout POINTER = ValueLayout.ADDRESS;
  private static final ValueLayout.OfLong SIZE = ValueLayout.JAVA_LONG;

  /** A function of some microseconds at most: called without leaving Java's thread state. */
  static Call brief(String name, int pointers) {
    return find(name, FunctionDescriptor.ofVoid(pointers(pointers)), Linker.Option.critical(false));
  }

  /** The same, with an answer. */
  static Call briefQuestion(String name, int pointers) {
    return find(name, FunctionDescriptor.of(ValueLayout.JAVA_BYTE, pointers(pointers)), Linker.Option.critical(false));
  }

  static Call procedure(String name, int pointers) {
    return find(name, FunctionDescriptor.ofVoid(pointers(pointers)));
  }

  static Call question(String name, int pointers) {
    return find(name, FunctionDescriptor.of(ValueLayout.JAVA_BYTE, pointers(pointers)));
  }

  /** A function of any form; sizes are {@code size_t}. */
  static Call of(String name, FunctionDescriptor form) {
    return find(name, form);
  }

  private static Call find(String name, FunctionDescriptor form, Linker.Option... options) {
    return new Call(Linker.nativeLinker().downcallHandle(Library.function(name), form, options));
  }

  private static MemoryLayout[] pointers(int count) {
    var all = new MemoryLayout[count];
    Arrays.fill(all, POINTER);
    return all;
  }

  static FunctionDescriptor form(MemoryLayout... parameters) {
    return FunctionDescriptor.ofVoid(parameters);
  }

  static MemoryLayout pointer() {
    return POINTER;
  }

  static MemoryLayout size() {
    return SIZE;
  }

  void run(MemorySegment a, MemorySegment b) {
    try {
      handle.invokeExact(a, b);
    } catch (Throwable impossible) {
      throw broken(impossible);
    }
  }

  void run(MemorySegment a, MemorySegment b, MemorySegment c) {
    try {
      handle.invokeExact(a, b, c);
    } catch (Throwable impossible) {
      throw broken(impossible);
    }
  }

  /** (pointer, pointer, pointer, size). */
  void runSized(MemorySegment a, MemorySegment b, MemorySegment c, long size) {
    try {
      handle.invokeExact(a, b, c, size);
    } catch (Throwable impossible) {
      throw broken(impossible);
    }
  }

  /** (pointer, pointer, size, pointer, size, pointer). */
  void runSums(MemorySegment a, MemorySegment points, long count, MemorySegment scalars, long bits, MemorySegment s) {
    try {
      handle.invokeExact(a, points, count, scalars, bits, s);
    } catch (Throwable impossible) {
      throw broken(impossible);
    }
  }

  int ask(MemorySegment a) {
    try {
      return (byte) handle.invokeExact(a);
    } catch (Throwable impossible) {
      throw broken(impossible);
    }
  }

  int ask(MemorySegment a, MemorySegment b) {
    try {
      return (byte) handle.invokeExact(a, b);
    } catch (Throwable impossible) {
      throw broken(impossible);
    }
  }

  int askSized(MemorySegment a, MemorySegment b, long size) {
    try {
      return (byte) handle.invokeExact(a, b, size);
    } catch (Throwable impossible) {
      throw broken(impossible);
    }
  }

  long sizeFor(long count) {
    try {
      return (long) handle.invokeExact(count);
    } catch (Throwable impossible) {
      throw broken(impossible);
    }
  }

  MemorySegment get() {
    try {
      return (MemorySegment) handle.invokeExact();
    } catch (Throwable impossible) {
      throw broken(impossible);
    }
  }

  private static IllegalStateException broken(Throwable cause) { // C throws nothing; so the forms do not match
    return new IllegalStateException("a call into blst is wrong", cause);
  }
}
