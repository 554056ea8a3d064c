package org.atoll.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Locale;
import org.atoll.cli.node.AddressText;
import org.atoll.cli.node.KeyFile;
import org.atoll.sdk.crypto.PrivateKey;
import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.crypto.Secp256k1;
import org.atoll.sdk.crypto.SignatureAlgorithm;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Keys of nodes and people. */
@Command(name = "keys", mixinStandardHelpOptions = true, synopsisSubcommandLabel = "COMMAND",
    description = "Make and show keys and certificates.", subcommands = TlsCommand.class)
public final class KeysCommand implements Runnable {
  @Spec CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  @Command(name = "new", mixinStandardHelpOptions = true, description = "Make a key in a new file.")
  int create(
      @Parameters(paramLabel = "FILE", description = "File to make; only you will be able to read it.") Path file,
      @Option(names = "--type", defaultValue = "secp256k1", description = "secp256k1, p256, p384 or ed25519.")
          String type,
      @Option(names = "--json", description = "One JSON document.") boolean json) {
    SignatureAlgorithm algorithm;
    try {
      algorithm = SignatureAlgorithm.valueOf(type.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException unknown) {
      throw new UserError(64, "--type is secp256k1, p256, p384 or ed25519, not " + type, unknown);
    }
    try {
      var key = PrivateKey.generate(algorithm, new SecureRandom());
      KeyFile.write(file, key);
      print(file, key.publicKey(), json);
      return 0;
    } catch (java.nio.file.FileAlreadyExistsException exists) {
      throw new UserError(UserError.BAD_INPUT, file + " exists already; keys are never overwritten", exists);
    } catch (IOException failed) {
      throw new UserError(UserError.BAD_INPUT, "cannot write " + file + ": " + failed.getMessage(), failed);
    }
  }

  @Command(name = "show", mixinStandardHelpOptions = true, description = "Show the public part of a key file.")
  int show(@Parameters(paramLabel = "FILE", description = "Key file.") Path file,
      @Option(names = "--json", description = "One JSON document.") boolean json) {
    print(file, read(file).publicKey(), json);
    return 0;
  }

  @Command(name = "export", mixinStandardHelpOptions = true, description = "Print the secret of a key file.")
  int export(@Parameters(paramLabel = "FILE", description = "Key file.") Path file,
      @Option(names = "--plain", required = true, description = "Yes, print the secret.") boolean plain) {
    spec.commandLine().getOut().println(read(file).secret().to0x());
    return 0;
  }

  private static PrivateKey read(Path file) {
    try {
      return KeyFile.read(file);
    } catch (java.nio.file.NoSuchFileException missing) {
      throw new UserError(UserError.BAD_INPUT, file + " does not exist; make a key with: atoll keys new " + file, missing);
    } catch (IOException failed) {
      throw new UserError(UserError.CONFIG, String.valueOf(failed.getMessage()), failed);
    }
  }

  private void print(Path file, PublicKey key, boolean json) {
    var address = key.algorithm() == SignatureAlgorithm.SECP256K1
        ? AddressText.checksummed(Secp256k1.addressOf(key)) : "";
    var out = spec.commandLine().getOut();
    if (json) {
      out.println("{\"schema\":\"atoll.key/1\",\"algorithm\":\"" + key.algorithm() + "\",\"publicKey\":\""
          + key.bytes().toHex() + "\",\"address\":\"" + address + "\"}");
    } else {
      out.println("file        " + file + "\nalgorithm   " + key.algorithm().name().toLowerCase(Locale.ROOT)
          + "\npublic key  " + key.bytes().toHex() + (address.isEmpty() ? "" : "\naddress     " + address));
    }
  }
}
