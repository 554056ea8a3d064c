package org.atoll.cli.client;

import java.math.BigInteger;
import java.util.List;
import org.web3j.abi.FunctionEncoder;
import org.web3j.abi.TypeReference;
import org.web3j.abi.datatypes.Address;
import org.web3j.abi.datatypes.Bool;
import org.web3j.abi.datatypes.Event;
import org.web3j.abi.datatypes.Function;
import org.web3j.abi.datatypes.Utf8String;
import org.web3j.abi.datatypes.generated.Uint256;
import org.web3j.protocol.Web3j;
import org.web3j.protocol.core.RemoteFunctionCall;
import org.web3j.protocol.core.methods.response.TransactionReceipt;
import org.web3j.tx.Contract;
import org.web3j.tx.TransactionManager;
import org.web3j.tx.gas.ContractGasProvider;

/** What web3j's code generator would write for the contracts of e2e/contracts, as far as the tests need it. */
final class Contracts {
  private Contracts() {}

  static final class Token extends Contract {
    static final Event TRANSFER = new Event("Transfer", List.of(TypeReference.create(Address.class, true),
        TypeReference.create(Address.class, true), TypeReference.create(Uint256.class)));

    Token(String address, Web3j web3j, TransactionManager manager, ContractGasProvider gas) {
      super(DevChain.bytecode("Token"), address, web3j, manager, gas);
    }

    static Token deploy(Web3j web3j, TransactionManager manager, ContractGasProvider gas, BigInteger supply)
        throws Exception {
      var arguments = FunctionEncoder.encodeConstructor(
          List.of(new Utf8String("Coral"), new Utf8String("CRL"), new Uint256(supply)));
      return deployRemoteCall(Token.class, web3j, manager, gas, DevChain.bytecode("Token"), arguments).send();
    }

    RemoteFunctionCall<TransactionReceipt> transfer(String to, BigInteger value) {
      return executeRemoteCallTransaction(
          new Function("transfer", List.of(new Address(to), new Uint256(value)), List.of()));
    }

    BigInteger balanceOf(String owner) throws Exception {
      return executeRemoteCallSingleValueReturn(new Function("balanceOf", List.of(new Address(owner)),
          List.of(TypeReference.create(Uint256.class))), BigInteger.class).send();
    }

    String symbol() throws Exception {
      return executeRemoteCallSingleValueReturn(
          new Function("symbol", List.of(), List.of(TypeReference.create(Utf8String.class))), String.class).send();
    }

    /** Values of the Transfer events of a receipt. */
    static List<BigInteger> transferred(TransactionReceipt receipt) {
      return staticExtractEventParametersWithLog(TRANSFER, receipt).stream()
          .map(values -> (BigInteger) values.getNonIndexedValues().getFirst().getValue()).toList();
    }
  }

  static final class Badge extends Contract {
    Badge(String address, Web3j web3j, TransactionManager manager, ContractGasProvider gas) {
      super(DevChain.bytecode("Badge"), address, web3j, manager, gas);
    }

    static Badge deploy(Web3j web3j, TransactionManager manager, ContractGasProvider gas) throws Exception {
      return deployRemoteCall(Badge.class, web3j, manager, gas, DevChain.bytecode("Badge"), "").send();
    }

    RemoteFunctionCall<TransactionReceipt> mint(String to) {
      return executeRemoteCallTransaction(new Function("mint", List.of(new Address(to)), List.of()));
    }

    String ownerOf(long id) throws Exception {
      return executeRemoteCallSingleValueReturn(new Function("ownerOf", List.of(new Uint256(id)),
          List.of(TypeReference.create(Address.class))), String.class).send();
    }
  }

  static final class Probe extends Contract {
    Probe(String address, Web3j web3j, TransactionManager manager, ContractGasProvider gas) {
      super(DevChain.bytecode("Probe"), address, web3j, manager, gas);
    }

    static Probe deploy(Web3j web3j, TransactionManager manager, ContractGasProvider gas) throws Exception {
      return deployRemoteCall(Probe.class, web3j, manager, gas, DevChain.bytecode("Probe"), "").send();
    }

    static Function failing() {
      return new Function("withReason", List.of(new Bool(true)), List.of());
    }

    RemoteFunctionCall<TransactionReceipt> fail() {
      return executeRemoteCallTransaction(failing());
    }
  }
}
