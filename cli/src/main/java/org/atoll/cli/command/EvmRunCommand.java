package org.atoll.cli.command;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.atoll.cli.evm.CodeRun;
import org.atoll.cli.evm.Eip3155Tracer;
import org.atoll.cli.evm.ForkNames;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.seth.core.Tracer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Some bytes of code on an otherwise empty state. */
@Command(name = "run", mixinStandardHelpOptions = true, sortOptions = false,
    description = {"Run code on an otherwise empty state.",
        "Ends with 0 if it returned, with 1 if it reverted or failed. HEX may be @FILE."})
final class EvmRunCommand implements Callable<Integer> {
  @Option(names = "--code", required = true, paramLabel = "HEX", description = "The code.")
  String code = "";
  @Option(names = "--input", defaultValue = "0x", paramLabel = "HEX", description = "Call data.")
  String input = "";
  @Option(names = "--gas", defaultValue = "10000000", paramLabel = "N",
      description = "What the code may use (${DEFAULT-VALUE}); the transaction's own gas is not counted.")
  long gas;
  @Option(names = "--fork", defaultValue = "osaka", paramLabel = "NAME",
      description = "Whose rules (${DEFAULT-VALUE}).")
  String fork = "";
  @Option(names = "--value", defaultValue = "0", paramLabel = "WEI", description = "Sent along (${DEFAULT-VALUE}).")
  BigInteger value = BigInteger.ZERO;
  @Option(names = "--from", defaultValue = "0x1000000000000000000000000000000000000001", paramLabel = "ADDRESS",
      description = "Who calls (${DEFAULT-VALUE}); has more than enough.")
  String from = "";
  @Option(names = "--to", defaultValue = "0x2000000000000000000000000000000000000002", paramLabel = "ADDRESS",
      description = "Where the code is (${DEFAULT-VALUE}).")
  String to = "";
  @Option(names = "--bench", defaultValue = "1", paramLabel = "N",
      description = "Run so often, each time on the same state, and tell the fastest time (${DEFAULT-VALUE}).")
  int times;
  @Option(names = "--trace", description = "Print a line for each instruction to standard error, as EIP-3155 defines.")
  boolean trace;
  @Option(names = "--json", description = "Print one JSON document.")
  boolean json;
  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    if (gas < 1 || times < 1 || value.signum() < 0 || value.bitLength() > 128) {
      throw new UserError(UserError.USAGE, "--gas and --bench must be 1 or more, --value 0 to 2^128");
    }
    var line = spec.commandLine();
    var rules = ForkNames.of(fork).orElseThrow(() -> new UserError(UserError.USAGE,
        "--fork: no fork is known as '" + fork + "'; there are " + String.join(", ", ForkNames.all())));
    var run = new CodeRun(rules, hex("--code", code), hex("--input", input), gas, value, address("--from", from),
        address("--to", to));
    try {
      if (trace) {
        Tracer tracer = new Eip3155Tracer(line.getErr());
        run.once(Optional.of(tracer));
      }
      var report = run.timed(times);
      line.getOut().println(json ? report.json().toPrettyString() : report.text());
      return report.succeeded() ? 0 : 1;
    } catch (CodeRun.Refused refused) {
      throw new UserError(UserError.BAD_INPUT, String.valueOf(refused.getMessage()), refused);
    }
  }

  private static Bytes hex(String option, String text) {
    try {
      var digits = text.startsWith("@") ? Files.readString(Path.of(text.substring(1))) : text;
      return Bytes.fromHex(digits.replaceAll("\\s", ""));
    } catch (IOException unreadable) {
      throw new UserError(UserError.BAD_INPUT, option + ": cannot read " + text.substring(1), unreadable);
    } catch (IllegalArgumentException notHex) {
      throw new UserError(UserError.USAGE, option + " is not hexadecimal", notHex);
    }
  }

  private static EvmAddress address(String option, String text) {
    try {
      return EvmAddress.fromHex(text);
    } catch (IllegalArgumentException notAnAddress) {
      throw new UserError(UserError.USAGE, option + " is not an address of 20 bytes", notAnAddress);
    }
  }
}
