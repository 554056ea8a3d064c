package org.atoll.seth.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.instruction.InvokeInstruction;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** HotSpot never compiles a method above 8 000 bytecodes: the machine would silently stay interpreted. */
final class MethodSizeTest {
  private static final int MAX_BYTECODES = 7_500;

  @ParameterizedTest
  @ValueSource(strings = {"core.FastLoop", "core.DataOps", "core.StateOps", "core.CallOps", "core.CreateOps", "word.Word",
      "word.Division", "word.Reduction", "bn254.Montgomery", "bn254.Fp", "bn254.Fp2", "bn254.Fp6", "bn254.Fp12",
      "bn254.G1", "bn254.G2", "bn254.Pairing", "precompile.Blake2F", "precompile.ModularPower", "org.atoll.sdk.crypto.Keccak"})
  void everyMethodCanBeCompiled(String type) throws IOException {
    try (var in = MethodSizeTest.class.getResourceAsStream(resource(type))) {
      if (in == null) {
        throw new AssertionError("no class file of " + type);
      }
      for (var method : ClassFile.of().parse(in.readAllBytes()).methods()) {
        int size = method.code().map(code -> ((CodeAttribute) code).codeLength()).orElse(0);
        assertThat(size).as(method.methodName().stringValue()).isLessThanOrEqualTo(MAX_BYTECODES);
      }
    }
  }

  /** VarHandles and Math are replaced by instructions wherever they are; whether a method is inlined, profiles decide. */
  @Test
  void theHotLoopCallsNothing() throws IOException {
    try (var in = MethodSizeTest.class.getResourceAsStream("FastLoop.class")) {
      if (in == null) {
        throw new AssertionError("no class file");
      }
      var hot = ClassFile.of().parse(in.readAllBytes()).methods().stream()
          .filter(method -> method.methodName().equalsString("hot")).findFirst().orElseThrow();
      assertThat(hot.code().orElseThrow().elementStream()
          .filter(InvokeInstruction.class::isInstance).map(InvokeInstruction.class::cast)
          .map(call -> call.owner().asInternalName() + "." + call.name().stringValue()))
          .isNotEmpty()
          .allMatch(Set.of("java/lang/invoke/VarHandle.get", "java/lang/invoke/VarHandle.set",
              "java/lang/Math.unsignedMultiplyHigh")::contains);
    }
  }

  private static String resource(String type) {
    return (type.startsWith("org.") ? "/" + type.replace('.', '/') : "/org/atoll/seth/" + type.replace('.', '/')) + ".class";
  }
}
