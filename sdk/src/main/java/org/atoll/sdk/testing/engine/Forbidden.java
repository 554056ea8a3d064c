package org.atoll.sdk.testing.engine;

import java.lang.classfile.CodeElement;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.ArrayLoadInstruction;
import java.lang.classfile.instruction.ArrayStoreInstruction;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.ConvertInstruction;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.NewPrimitiveArrayInstruction;
import java.lang.classfile.instruction.OperatorInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What engines may not use, by rule. */
final class Forbidden {
  static final String FLOATING = "floating point";
  static final String HASH_ORDER = "hash order";
  static final String CLOCK = "clock";
  static final String CHANCE = "chance";
  static final String THREAD = "thread";
  static final String WORLD = "outside world";

  private static final Pattern FLOATING_BOX = Pattern.compile("Ljava/lang/(Double|Float);");
  private static final Pattern FLOATING_LETTER = Pattern.compile("[DF]");
  private static final Pattern NAMES = Pattern.compile("L[^;]*;");

  private static final List<String> HASH_TABLES = List.of("java/util/HashMap", "java/util/HashSet",
      "java/util/IdentityHashMap", "java/util/WeakHashMap", "java/util/Hashtable",
      "java/util/concurrent/ConcurrentHashMap");
  private static final Set<String> ITERATIONS = Set.of("iterator", "spliterator", "stream", "forEach", "entrySet",
      "keySet", "values", "removeIf", "replaceAll", "toArray", "toString", "elements", "keys", "hashCode",
      "reduce", "search");
  private static final Set<String> OF_THE_WORLD_BUT_HARMLESS = Set.of("java/io/Serializable",
      "java/io/ByteArrayOutputStream", "java/io/ByteArrayInputStream", "java/io/UncheckedIOException",
      "java/io/IOException");

  private Forbidden() {}

  /** Whether a method's type, or a field's, has double or float in it: alone, in arrays or boxed. */
  static boolean isFloating(String descriptor) {
    return FLOATING_BOX.matcher(descriptor).find()
        || FLOATING_LETTER.matcher(NAMES.matcher(descriptor).replaceAll("L")).find();
  }

  private static boolean isFloating(TypeKind kind) {
    return kind == TypeKind.DOUBLE || kind == TypeKind.FLOAT;
  }

  /** Instructions on double and float. */
  static Optional<String> instruction(CodeElement element) {
    boolean floating = switch (element) {
      case OperatorInstruction operator -> isFloating(operator.typeKind());
      case ConvertInstruction conversion -> isFloating(conversion.fromType()) || isFloating(conversion.toType());
      case LoadInstruction load -> isFloating(load.typeKind());
      case StoreInstruction store -> isFloating(store.typeKind());
      case ArrayLoadInstruction load -> isFloating(load.typeKind());
      case ArrayStoreInstruction store -> isFloating(store.typeKind());
      case ReturnInstruction back -> isFloating(back.typeKind());
      case ConstantInstruction constant -> isFloating(constant.typeKind());
      case NewPrimitiveArrayInstruction array -> isFloating(array.typeKind());
      default -> false; // of the open set of elements
    };
    return floating ? Optional.of(String.valueOf(element)) : Optional.empty();
  }

  /** The rule a call breaks. */
  static Optional<String> call(String owner, String name) {
    if (HASH_TABLES.contains(owner) && ITERATIONS.contains(name)
        || owner.equals("java/lang/System") && name.equals("identityHashCode")) {
      return Optional.of(HASH_ORDER);
    }
    if (owner.startsWith("java/time/") && (name.equals("now") || owner.startsWith("java/time/Clock"))
        || owner.equals("java/lang/System") && (name.equals("currentTimeMillis") || name.equals("nanoTime"))
        || owner.equals("java/util/Date") && name.equals("<init>")) {
      return Optional.of(CLOCK);
    }
    if (owner.equals("java/util/Random") || owner.startsWith("java/util/random/")
        || owner.equals("java/util/SplittableRandom") || owner.endsWith("/ThreadLocalRandom")
        || owner.equals("java/security/SecureRandom") || name.equals("randomUUID")
        || owner.equals("java/util/Collections") && name.equals("shuffle")) {
      return Optional.of(CHANCE);
    }
    if (owner.equals("java/lang/Thread") || owner.startsWith("java/lang/Thread$")
        || owner.startsWith("java/util/concurrent/") && !owner.endsWith("/TimeUnit")
            && !HASH_TABLES.contains(owner)
        || name.equals("parallelStream") || owner.startsWith("java/util/stream/") && name.equals("parallel")
        || owner.equals("java/lang/Object") && (name.equals("wait") || name.startsWith("notify"))) {
      return Optional.of(THREAD);
    }
    if (isOfTheWorld(owner) || owner.equals("java/lang/System") && !name.equals("arraycopy")
        && !name.equals("lineSeparator") || owner.equals("java/lang/Runtime")
        || owner.startsWith("java/lang/Process") || owner.startsWith("java/lang/reflect/")) {
      return Optional.of(WORLD);
    }
    return Optional.empty();
  }

  /** System.out and the like. */
  static Optional<String> field(String owner, String name) {
    return owner.equals("java/lang/System") || isOfTheWorld(owner) ? Optional.of(WORLD) : Optional.empty();
  }

  private static boolean isOfTheWorld(String owner) {
    return (owner.startsWith("java/io/") || owner.startsWith("java/nio/file/") || owner.startsWith("java/nio/channels/")
        || owner.startsWith("java/net/") || owner.startsWith("io/grpc/") || owner.startsWith("org/slf4j/"))
        && !OF_THE_WORLD_BUT_HARMLESS.contains(owner);
  }

  /** Goes through a map or set that may be a hash table. */
  static boolean iteratesUnknown(String owner, String name) {
    return (owner.equals("java/util/Map") || owner.equals("java/util/Set")) && ITERATIONS.contains(name)
        && !name.equals("toString") && !name.equals("hashCode");
  }

  static boolean makesHashTable(String owner, String name) {
    return HASH_TABLES.contains(owner) && (name.equals("<init>") || name.startsWith("newHash"))
        || (owner.equals("java/util/Map") || owner.equals("java/util/Set"))
            && (name.equals("of") || name.equals("copyOf") || name.equals("ofEntries"))
        || owner.equals("java/util/stream/Collectors")
            && (name.equals("toSet") || name.equals("toMap") || name.startsWith("grouping"));
  }
}
