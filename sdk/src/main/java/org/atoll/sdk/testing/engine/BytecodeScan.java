package org.atoll.sdk.testing.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.reflect.AccessFlag;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Looks for what an engine must not do in the code it can reach (consensus.md P13): floating point, the order of hash
 * tables, clocks, chance, threads, the outside world, statics that change.
 *
 * <p>Followed are the classes of the engine's package with those below it, and of the SDK; of the SDK not the generated
 * messages and not {@code crypto}, whose functions depend on their arguments alone. A call of an interface is followed to
 * nowhere else than the interface: what implements {@code ReadView} is the validator's business. Hash tables behind
 * {@code Map} and {@code Set} are seen only where the same class makes them.
 */
public final class BytecodeScan {
  private static final String SDK = "org/atoll/sdk/";
  private static final List<String> TRUSTED = List.of("org/atoll/sdk/proto/", "org/atoll/sdk/crypto/");

  /**
   * Something forbidden.
   *
   * @param rule such as "floating point"
   * @param where class and method
   */
  public record Finding(String rule, String where, String what) {
    @Override
    public String toString() {
      return rule + " in " + where + ": " + what;
    }
  }

  private record Target(String owner, String name, String descriptor) {}

  private final ClassLoader loader;
  private final String home;
  private final Map<String, Optional<ClassModel>> classes = new HashMap<>();
  private final ArrayDeque<Target> work = new ArrayDeque<>();
  private final TreeSet<String> seen = new TreeSet<>();
  private final List<Finding> findings = new ArrayList<>();

  private BytecodeScan(Class<?> engine) {
    var of = engine.getClassLoader();
    this.loader = of == null ? ClassLoader.getSystemClassLoader() : of;
    this.home = engine.getPackageName().replace('.', '/') + "/";
  }

  /** From all methods of that class on. Empty: nothing was found. */
  public static List<Finding> of(Class<?> engine) {
    var scan = new BytecodeScan(engine);
    scan.enter(engine.getName().replace('.', '/'), true);
    while (!scan.work.isEmpty()) {
      scan.follow(scan.work.remove());
    }
    return List.copyOf(scan.findings);
  }

  private boolean isFollowed(String owner) {
    return (owner.startsWith(home) || owner.startsWith(SDK)) && TRUSTED.stream().noneMatch(owner::startsWith);
  }

  private Optional<ClassModel> model(String owner) {
    return classes.computeIfAbsent(owner, name -> {
      try (var in = loader.getResourceAsStream(name + ".class")) {
        return in == null ? Optional.empty() : Optional.of(ClassFile.of().parse(in.readAllBytes()));
      } catch (IOException unreadable) {
        throw new UncheckedIOException(name, unreadable);
      }
    });
  }

  /** The class is used: its initialiser runs, and, for the engine itself, anything may be called. */
  private void enter(String owner, boolean everything) {
    if (!isFollowed(owner) || !seen.add(owner)) {
      return;
    }
    model(owner).ifPresent(model -> {
      for (var field : model.fields()) {
        if (field.flags().has(AccessFlag.STATIC) && !field.flags().has(AccessFlag.FINAL)) {
          findings.add(new Finding("changing static", owner, field.fieldName().stringValue()));
        }
        if (Forbidden.isFloating(field.fieldType().stringValue())) {
          findings.add(new Finding(Forbidden.FLOATING, owner, "field " + field.fieldName().stringValue()));
        }
      }
      for (var method : model.methods()) {
        if (everything || method.methodName().equalsString("<clinit>")) {
          reach(new Target(owner, method.methodName().stringValue(), method.methodType().stringValue()));
        }
      }
    });
  }

  private void reach(Target target) {
    if (isFollowed(target.owner) && seen.add(target.owner + "." + target.name + target.descriptor)) {
      enter(target.owner, false);
      work.add(target);
    }
  }

  private void follow(Target target) {
    var model = model(target.owner);
    if (model.isEmpty()) {
      return;
    }
    for (var method : model.get().methods()) {
      if (method.methodName().equalsString(target.name) && method.methodType().equalsString(target.descriptor)) {
        scan(model.get(), method);
        return;
      }
    }
    model.get().superclass().ifPresent(parent ->
        reach(new Target(parent.asInternalName(), target.name, target.descriptor)));
    for (ClassEntry parent : model.get().interfaces()) { // a default method
      reach(new Target(parent.asInternalName(), target.name, target.descriptor));
    }
  }

  private void scan(ClassModel owner, MethodModel method) {
    var where = owner.thisClass().asInternalName().replace('/', '.') + "." + method.methodName().stringValue();
    if (Forbidden.isFloating(method.methodType().stringValue())) {
      findings.add(new Finding(Forbidden.FLOATING, where, "its type " + method.methodType().stringValue()));
    }
    method.code().ifPresent(code -> {
      for (CodeElement element : code) {
        Forbidden.instruction(element).ifPresent(what ->
            findings.add(new Finding(Forbidden.FLOATING, where, what)));
        switch (element) {
          case InvokeInstruction call -> call(owner, where, new Target(call.owner().asInternalName(),
              call.name().stringValue(), call.type().stringValue()));
          case InvokeDynamicInstruction lambda -> lambda.bootstrapArgs().forEach(argument -> {
            if (argument instanceof DirectMethodHandleDesc handle) {
              call(owner, where, new Target(internal(handle), handle.methodName(), handle.lookupDescriptor()));
            }
          });
          case FieldInstruction field -> {
            var type = field.type().stringValue();
            if (Forbidden.isFloating(type)) {
              findings.add(new Finding(Forbidden.FLOATING, where, "field " + field.name().stringValue()));
            }
            Forbidden.field(field.owner().asInternalName(), field.name().stringValue()).ifPresent(rule ->
                findings.add(new Finding(rule, where, field.owner().asInternalName() + "." + field.name())));
            enter(field.owner().asInternalName(), false);
          }
          case NewObjectInstruction made -> enter(made.className().asInternalName(), false);
          default -> {} // arithmetic, jumps, and the like
        }
      }
    });
  }

  private static String internal(DirectMethodHandleDesc handle) {
    var descriptor = handle.owner().descriptorString();
    return descriptor.startsWith("L") ? descriptor.substring(1, descriptor.length() - 1) : descriptor;
  }

  private void call(ClassModel from, String where, Target target) {
    var what = target.owner.replace('/', '.') + "." + target.name;
    if (Forbidden.isFloating(target.descriptor)) {
      findings.add(new Finding(Forbidden.FLOATING, where, what));
    }
    Forbidden.call(target.owner, target.name).ifPresent(rule -> findings.add(new Finding(rule, where, what)));
    if (Forbidden.iteratesUnknown(target.owner, target.name) && makesHashTables(from)) {
      findings.add(new Finding(Forbidden.HASH_ORDER, where, what + ", in a class that makes hash tables"));
    }
    reach(target);
  }

  private static boolean makesHashTables(ClassModel model) {
    for (var method : model.methods()) {
      for (var element : method.code().map(code -> code.elementList()).orElse(List.of())) {
        if (element instanceof InvokeInstruction call
            && Forbidden.makesHashTable(call.owner().asInternalName(), call.name().stringValue())) {
          return true;
        }
      }
    }
    return false;
  }
}
