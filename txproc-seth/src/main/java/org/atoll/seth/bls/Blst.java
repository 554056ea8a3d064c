package org.atoll.seth.bls;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.ValueLayout;

/**
 * The functions of blst (https://github.com/supranational/blst) that EIP-2537 and EIP-4844 need, found in the library
 * that jblst carries and loads. They are called directly, since jblst's own classes leave out mapping to the curve and
 * sums of multiples. None keeps state or memory; segments belong to the caller.
 */
final class Blst {
  static final int FP = 48;
  static final int FP12 = 576;
  static final int SCALAR = 32;

  static final Call FP_FROM_BYTES = Call.brief("blst_fp_from_bendian", 2);
  static final Call BYTES_FROM_FP = Call.brief("blst_bendian_from_fp", 2);
  /** Any number of bytes, modulo the order of the groups. */
  static final Call SCALAR_FROM_BYTES = Call.of("blst_scalar_from_be_bytes",
      FunctionDescriptor.of(ValueLayout.JAVA_BYTE, Call.pointer(), Call.pointer(), Call.size()));
  /** 0 when the 48 bytes are a point of the first curve, which need not be of the group. */
  static final Call UNCOMPRESS = Call.question("blst_p1_uncompress", 2);
  static final Call UNCOMPRESS_SECOND = Call.question("blst_p2_uncompress", 2);
  static final Call MILLER_LOOPS = Call.of("blst_miller_loop_n",
      Call.form(Call.pointer(), Call.pointer(), Call.pointer(), Call.size()));
  static final Call FINAL_EXPONENTIATION = Call.procedure("blst_final_exp", 2);
  static final Call IS_ONE = Call.briefQuestion("blst_fp12_is_one", 1);

  static final Group FIRST = Group.of(1);
  static final Group SECOND = Group.of(2);

  private Blst() {}

  /**
   * One of the two groups. Affine points are two coordinates, Jacobian ones three; a coordinate of the second group
   * takes two field elements. Affine infinity is all zeros.
   *
   * @param elements field elements in a coordinate
   */
  record Group(int elements, Call isOnCurve, Call isInGroup, Call isInfinity, Call fromAffine, Call toAffine,
      Call addAffine, Call add, Call multiply, Call sum, Call sumScratch, Call map, Call generator) {

    private static Group of(int n) {
      var p = "blst_p" + n;
      var pointer = Call.pointer();
      var size = Call.size();
      return new Group(n, Call.briefQuestion(p + "_affine_on_curve", 1), Call.question(p + "_affine_in_g" + n, 1),
          Call.briefQuestion(p + "_affine_is_inf", 1), Call.brief(p + "_from_affine", 2),
          Call.procedure(p + "_to_affine", 2), Call.brief(p + "_add_or_double_affine", 3),
          Call.brief(p + "_add_or_double", 3), Call.of(p + "_mult", Call.form(pointer, pointer, pointer, size)),
          Call.of(p + "s_mult_pippenger", Call.form(pointer, pointer, size, pointer, size, pointer)),
          Call.of(p + "s_mult_pippenger_scratch_sizeof", FunctionDescriptor.of(ValueLayout.JAVA_LONG, size)),
          Call.procedure("blst_map_to_g" + n, 3),
          Call.of(p + "_affine_generator", FunctionDescriptor.of(ValueLayout.ADDRESS)));
    }

    int affineSize() {
      return 2 * elements * FP;
    }

    int jacobianSize() {
      return 3 * elements * FP;
    }
  }
}
