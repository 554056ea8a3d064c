package org.atoll.seth.bls;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The shared library blst, loaded by jblst at first use. Preparing calls of its functions takes a tenth of a second, so
 * {@link Blst} does that when one is needed; this class only finds out whether it will succeed.
 */
final class Library {
  private static final List<String> NAMES = List.of("blst_fp_from_bendian", "blst_bendian_from_fp",
      "blst_scalar_from_be_bytes", "blst_miller_loop_n", "blst_final_exp", "blst_fp12_is_one");
  private static final List<String> NAMES_OF_A_GROUP = List.of("blst_p%d_uncompress", "blst_p%d_affine_on_curve",
      "blst_p%d_affine_in_g%1$d", "blst_p%d_affine_is_inf", "blst_p%d_from_affine", "blst_p%d_to_affine",
      "blst_p%d_add_or_double_affine", "blst_p%d_add_or_double", "blst_p%d_mult", "blst_p%ds_mult_pippenger",
      "blst_p%ds_mult_pippenger_scratch_sizeof", "blst_map_to_g%d", "blst_p%d_affine_generator");

  private static final Library LOADED = load();

  private final Map<String, MemorySegment> functions;
  private final Optional<String> failure;

  private Library(Map<String, MemorySegment> functions, Optional<String> failure) {
    this.functions = Map.copyOf(functions);
    this.failure = failure;
  }

  private static Library load() {
    try {
      Class.forName("supranational.blst.blstJNI"); // unpacks and loads the library when initialized
      var symbols = SymbolLookup.loaderLookup();
      var functions = new HashMap<String, MemorySegment>();
      NAMES.forEach(name -> functions.put(name, find(symbols, name)));
      for (var name : NAMES_OF_A_GROUP) {
        for (int n = 1; n <= 2; n++) {
          functions.put(name.formatted(n), find(symbols, name.formatted(n)));
        }
      }
      return new Library(functions, Optional.empty());
    } catch (ClassNotFoundException missing) {
      return new Library(Map.of(), Optional.of("jblst is not on the class path"));
    } catch (LinkageError | RuntimeException broken) {
      var cause = broken.getCause() == null ? broken : broken.getCause();
      return new Library(Map.of(), Optional.of(cause.toString()));
    }
  }

  private static MemorySegment find(SymbolLookup symbols, String name) {
    return symbols.find(name)
        .orElseThrow(() -> new UnsatisfiedLinkError("the library has no function " + name));
  }

  /** Why nothing can be called; empty when all is well. */
  static Optional<String> missing() {
    return LOADED.failure;
  }

  /** @throws IllegalStateException when the library is missing, or the name is not among those looked for */
  static MemorySegment function(String name) {
    var found = LOADED.functions.get(name);
    if (found == null) {
      throw new IllegalStateException("blst: " + LOADED.failure.orElse("nobody looked for " + name));
    }
    return found;
  }
}
