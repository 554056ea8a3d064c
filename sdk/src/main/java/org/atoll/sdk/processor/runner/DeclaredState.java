package org.atoll.sdk.processor.runner;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.atoll.sdk.processor.Refusal;
import org.atoll.sdk.processor.StateContext;
import org.atoll.sdk.processor.StateWrite;
import org.atoll.sdk.processor.SuspendableHandler.LocalState;
import org.atoll.sdk.processor.TransactionRequest;
import org.atoll.sdk.proto.NativeTransactionHeader;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.Bytes;

/** State as one native transaction may use it: within the addresses its header declares. Used by one thread. */
final class DeclaredState implements StateContext {
  @FunctionalInterface
  interface Learner {
    void learn(List<Address> addresses) throws InterruptedException;
  }

  /** The handler left the declared addresses: the transaction is invalid, on every node alike. */
  static final class Undeclared extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final transient Refusal refusal;

    Undeclared(Refusal refusal) {
      super(refusal.message(), null, false, false);
      this.refusal = refusal;
    }

    Refusal refusal() {
      return refusal;
    }
  }

  /** Carries an interrupt through the handler. */
  static final class Interrupted extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final InterruptedException interrupt;

    Interrupted(InterruptedException interrupt) {
      super(interrupt);
      this.interrupt = interrupt;
    }

    InterruptedException cause() {
      return interrupt;
    }
  }

  /** What families of native transactions use: 70 hex digits. */
  private static final int NATIVE_ADDRESS_SIZE = 35;

  private final LocalState local;
  private final Learner learner;
  private final List<ByteString> inputs;
  private final List<ByteString> outputs;
  private final Map<Address, Optional<Bytes>> written = new LinkedHashMap<>();

  DeclaredState(TransactionRequest request, LocalState local, Learner learner) {
    this.local = local;
    this.learner = learner;
    try {
      var header = NativeTransactionHeader.parseFrom(request.body().unsafeArray());
      this.inputs = header.getInputsList();
      this.outputs = header.getOutputsList();
    } catch (InvalidProtocolBufferException broken) {
      throw new IllegalStateException("the validator sent an undecodable header", broken);
    }
  }

  /** Inputs that are whole addresses and not prefixes, by their length. */
  List<Address> declaredInFull() {
    return inputs.stream().filter(input -> input.size() >= NATIVE_ADDRESS_SIZE && input.size() <= Address.MAX_SIZE)
        .map(input -> new Address(Bytes.of(input))).toList();
  }

  @Override
  public Optional<Bytes> get(Address address) {
    return Optional.ofNullable(get(List.of(address)).get(address));
  }

  @Override
  public Map<Address, Bytes> get(List<Address> addresses) {
    var missing = new ArrayList<Address>();
    for (var address : addresses) {
      require(inputs, address, "read", "inputs");
      if (!written.containsKey(address) && local.get(address) == LocalState.UNKNOWN) {
        missing.add(address);
      }
    }
    try {
      learner.learn(missing);
    } catch (InterruptedException stopped) {
      throw new Interrupted(stopped);
    }
    var found = new LinkedHashMap<Address, Bytes>();
    for (var address : addresses) {
      var own = written.get(address);
      if (own != null) {
        own.ifPresent(value -> found.put(address, value));
      } else {
        var value = local.get(address);
        if (value != LocalState.ABSENT) {
          found.put(address, value);
        }
      }
    }
    return found;
  }

  @Override
  public void set(Address address, Bytes value) {
    require(outputs, address, "written", "outputs");
    written.put(address, Optional.of(value));
  }

  @Override
  public void delete(Address address) {
    require(outputs, address, "written", "outputs");
    written.put(address, Optional.empty());
  }

  List<StateWrite> writes() {
    var writes = new ArrayList<StateWrite>(written.size());
    written.forEach((address, value) -> writes.add(value.<StateWrite>map(v -> new StateWrite.Set(address, v))
        .orElseGet(() -> new StateWrite.Delete(address))));
    return writes;
  }

  private static void require(List<ByteString> declared, Address address, String act, String field) {
    var wanted = address.bytes().toByteString();
    for (var prefix : declared) {
      if (wanted.startsWith(prefix)) {
        return;
      }
    }
    throw new Undeclared(Refusal.named(-32000, "UNDECLARED_ADDRESS",
        "address " + address + " is " + act + " but not declared",
        "add it, or a prefix of it, to the transaction's " + field));
  }
}
