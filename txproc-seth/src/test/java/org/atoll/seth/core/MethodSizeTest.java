package org.atoll.seth.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.attribute.CodeAttribute;
import org.atoll.sdk.crypto.Keccak;
import org.atoll.seth.word.Division;
import org.atoll.seth.word.Word;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** HotSpot never compiles a method above 8 000 bytecodes: the machine would silently stay interpreted. */
final class MethodSizeTest {
  private static final int MAX_BYTECODES = 7_500;

  @ParameterizedTest
  @ValueSource(classes = {FastLoop.class, DataOps.class, StateOps.class, CallOps.class, CreateOps.class, Word.class,
      Division.class, Keccak.class})
  void everyMethodCanBeCompiled(Class<?> type) throws IOException {
    try (var in = type.getResourceAsStream(type.getSimpleName() + ".class")) {
      if (in == null) {
        throw new AssertionError("no class file of " + type);
      }
      for (var method : ClassFile.of().parse(in.readAllBytes()).methods()) {
        int size = method.code().map(code -> ((CodeAttribute) code).codeLength()).orElse(0);
        assertThat(size).as(method.methodName().stringValue()).isLessThanOrEqualTo(MAX_BYTECODES);
      }
    }
  }
}
