package org.atoll.bench.load;

import java.io.IOException;
import java.util.List;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;

/** The ERC-20 contract of the workloads erc20 and call: src/main/solidity/BenchToken.sol. */
public final class Token {
  /** Gas limit of a transfer; to a new holder it takes about 52 000. */
  public static final long TRANSFER_GAS = 65_000;
  /** Gas limit of the creation. */
  public static final long DEPLOY_GAS = 2_000_000;
  private static final Bytes SUPPLY = word(Bytes.fromHex("10000000000000000000000000000000"));
  private static final Bytes SHARE = word(Bytes.fromHex("010000000000000000"));
  private static final Bytes TRANSFER = Bytes.fromHex("a9059cbb");
  private static final Bytes BALANCE_OF = Bytes.fromHex("70a08231");

  private Token() {}

  /** Data of the transaction that creates the token; its sender gets 2^124 units. */
  public static Bytes creation() {
    return CompiledContract.creation(Token.class, "BenchToken").concat(SUPPLY);
  }

  static EvmAddress deploy(Bank bank) throws IOException, BenchException, InterruptedException {
    return bank.create(creation(), DEPLOY_GAS);
  }

  /** Gives each holder more than it can spend. */
  static void share(Bank bank, EvmAddress token, List<EvmAddress> holders)
      throws IOException, BenchException, InterruptedException {
    bank.call(token, holders.stream().map(holder -> transfer(holder, SHARE)).toList(), TRANSFER_GAS);
  }

  /** Call data of a transfer of one unit. */
  public static Bytes transfer(EvmAddress to) {
    return transfer(to, word(Bytes.fromHex("01")));
  }

  private static Bytes transfer(EvmAddress to, Bytes value) {
    return TRANSFER.concat(word(to.bytes())).concat(value);
  }

  static Bytes balanceOf(EvmAddress holder) {
    return BALANCE_OF.concat(word(holder.bytes()));
  }

  static Bytes word(Bytes value) {
    return Bytes.wrap(new byte[32 - value.size()]).concat(value);
  }
}
