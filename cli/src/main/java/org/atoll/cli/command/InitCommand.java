package org.atoll.cli.command;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.atoll.cli.node.KeyFiles;
import org.atoll.cli.node.WholeFile;
import org.atoll.cli.wallet.Mnemonic;
import org.atoll.sdk.crypto.Secp256k1;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.validator.genesis.Genesis;
import org.atoll.validator.settings.ConsensusEntry;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes the folder of a single-validator chain. */
@Command(name = "init", mixinStandardHelpOptions = true,
    description = "Make a node folder: key and genesis of a chain with one validator (engine dev); or see the commands.",
    subcommands = {InitMemberCommand.class, InitNetworkCommand.class, InitJoinCommand.class})
public final class InitCommand implements Callable<Integer> {
  @Option(names = "--dir", paramLabel = "DIR", description = "Folder to make.")
  @Nullable Path dir;
  @Option(names = "--chain-id", defaultValue = "31337", description = "Chain id (${DEFAULT-VALUE}).")
  long chainId;
  @Option(names = "--test-accounts", defaultValue = "10",
      description = "Funded accounts whose keys everyone has (${DEFAULT-VALUE}).")
  int accounts;
  @Option(names = "--set", paramLabel = "KEY=VALUE", description = "On-chain setting, such as evm.freeGas=true.")
  Map<String, String> settings = new LinkedHashMap<>();
  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    if (dir == null) {
      throw new UserError(UserError.USAGE, "which folder? give --dir DIR; for several validators see: atoll init network");
    }
    return make(dir);
  }

  private int make(Path dir) {
    var file = dir.resolve("genesis.json");
    try {
      if (Files.exists(file)) {
        throw new UserError(UserError.BAD_INPUT, file + " exists already; choose another folder");
      }
      KeyFiles.create(Files.createDirectories(dir));
      Map<EvmAddress, Genesis.Account> funded = new LinkedHashMap<>();
      var wei = new BigDecimal(BigInteger.TEN.pow(22)).toBigInteger();
      Mnemonic.keys(Mnemonic.WELL_KNOWN, accounts)
          .forEach(key -> funded.put(Secp256k1.addressOf(key.publicKey()), Genesis.Account.funded(wei)));
      var genesis = Genesis.withTemplates(chainId, System.currentTimeMillis(),
        ConsensusEntry.dev(KeyFiles.signing(dir).publicKey()), funded, settings);
      WholeFile.create(file, genesis.toJson() + "\n", "rw-r--r--");
    } catch (IOException failed) {
      throw new UserError(UserError.NOT_NOW, String.valueOf(failed.getMessage()), failed);
    } catch (IllegalArgumentException wrong) {
      throw new UserError(UserError.BAD_INPUT, String.valueOf(wrong.getMessage()), wrong);
    }
    spec.commandLine().getOut().println("made " + dir + "; start it:\n  atoll validator --dir " + dir
        + "\n  atoll processor seth --connect " + dir.resolve("run/processor.sock")
        + "\n  atoll gateway --connect " + dir.resolve("run/client.sock"));
    return 0;
  }
}
