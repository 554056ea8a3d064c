package org.atoll.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.atoll.cli.command.BenchCommand;
import org.atoll.cli.command.ConfigCommand;
import org.atoll.cli.command.DevCommand;
import org.atoll.cli.command.EngineCommand;
import org.atoll.cli.command.EvmCommand;
import org.atoll.cli.command.GatewayCommand;
import org.atoll.cli.command.InitCommand;
import org.atoll.cli.command.KeysCommand;
import org.atoll.cli.command.NetworkCommand;
import org.atoll.cli.command.ProcessorCommand;
import org.atoll.cli.command.SimCommand;
import org.atoll.cli.command.UserError;
import org.atoll.cli.command.ValidatorCommand;
import org.atoll.cli.command.VersionCommand;
import org.atoll.cli.command.WarmUpCommand;
import org.atoll.cli.node.Version;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The one executable. */
@Command(name = "atoll", description = "A permissioned ledger that every Ethereum tool can use.",
    synopsisSubcommandLabel = "COMMAND", mixinStandardHelpOptions = true)
public final class Atoll {
  private static final Map<String, Class<?>> COMMANDS = new LinkedHashMap<>();

  static {
    COMMANDS.put("dev", DevCommand.class);
    COMMANDS.put("network", NetworkCommand.class);
    COMMANDS.put("validator", ValidatorCommand.class);
    COMMANDS.put("processor", ProcessorCommand.class);
    COMMANDS.put("engine", EngineCommand.class);
    COMMANDS.put("gateway", GatewayCommand.class);
    COMMANDS.put("init", InitCommand.class);
    COMMANDS.put("config", ConfigCommand.class);
    COMMANDS.put("keys", KeysCommand.class);
    COMMANDS.put("bench", BenchCommand.class);
    COMMANDS.put("evm", EvmCommand.class);
    COMMANDS.put("sim", SimCommand.class);
    COMMANDS.put("version", VersionCommand.class);
    COMMANDS.put("warm-up", WarmUpCommand.class);
  }

  private static final int USAGE = 64;
  private static final String LOG_LEVEL = "ATOLL_LOG_LEVEL";

  private Atoll() {}

  public static void main(String[] arguments) {
    if (arguments.length > 0 && arguments[0].equals("dev") && System.getenv(LOG_LEVEL) == null) {
      System.setProperty(LOG_LEVEL, "WARN"); // a developer watches transactions, not the node
    }
    System.exit(run(new PrintWriter(System.out, true, StandardCharsets.UTF_8),
        new PrintWriter(System.err, true, StandardCharsets.UTF_8), arguments));
  }

  /** Returns the exit code. */
  static int run(PrintWriter out, PrintWriter err, String... arguments) {
    var line = new CommandLine(new Atoll());
    for (var command : commands(arguments).entrySet()) { // no lambda: JDK 25 cannot put one over CommandLine into its cache
      line.addSubcommand(command.getKey(), command.getValue());
    }
    line.setOut(out).setErr(err);
    line.setUsageHelpLongOptionsMaxWidth(30);
    line.setExpandAtFiles(false); // a command that takes @FILE reads it itself
    complete(line, Version.line());
    line.setExecutionExceptionHandler((failure, command, parsed) -> {
      if (failure instanceof UserError wrong) {
        command.getErr().println("atoll: " + wrong.getMessage());
        return wrong.exitCode();
      }
      throw failure;
    });
    if (arguments.length == 0) {
      line.usage(out);
      return USAGE;
    }
    return line.execute(arguments);
  }

  /** The one that is meant, or all: reading what every command takes would be a fifth of a node's start. */
  private static Map<String, Class<?>> commands(String... arguments) {
    var meant = arguments.length == 0 ? null : COMMANDS.get(arguments[0]);
    return meant == null ? COMMANDS : Map.of(arguments[0], meant);
  }

  /** What holds for every command. */
  private static void complete(CommandLine line, String version) {
    line.getCommandSpec().exitCodeOnInvalidInput(USAGE).version(version);
    for (var subcommand : line.getSubcommands().values()) {
      complete(subcommand, version);
    }
  }
}
