package org.atoll.cli.command;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.atoll.cli.node.KeyFiles;
import org.atoll.cli.node.MemberCard;
import org.atoll.cli.node.NetworkKeyFile;
import org.atoll.cli.node.WholeFile;
import org.atoll.gossip.Endpoint;
import org.atoll.gossip.PeerAddress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A member's own keys, and the card it gives to whoever makes the network. */
@Command(name = "member", mixinStandardHelpOptions = true,
    description = "Make the keys of a node and its member card, which holds nothing secret.")
final class InitMemberCommand implements Callable<Integer> {
  @Option(names = "--dir", required = true, paramLabel = "DIR", description = "Node folder to make.")
  Path dir;
  @Option(names = "--org", required = true, paramLabel = "NAME", description = "Who runs the node.")
  String org;
  @Option(names = "--advertise", required = true, paramLabel = "HOST:PORT", description = "Where others reach the node.")
  String advertise;
  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    try {
      var endpoint = Endpoint.parse(advertise);
      if (Files.exists(dir.resolve("keys"))) {
        throw new UserError(UserError.BAD_INPUT, dir + " has keys already; choose another folder");
      }
      KeyFiles.create(Files.createDirectories(dir));
      var card = new MemberCard(org, new PeerAddress(KeyFiles.signing(dir).publicKey(),
          NetworkKeyFile.read(dir.resolve("keys/network.json")).publicKey(), endpoint));
      var file = dir.resolve("member.json");
      WholeFile.create(file, card.toJson().toPrettyString() + "\n", "rw-r--r--");
      spec.commandLine().getOut().println("made " + file + "; give it to whoever runs: atoll init network --cards …");
      return 0;
    } catch (IllegalArgumentException wrong) {
      throw new UserError(UserError.USAGE, "--advertise: " + wrong.getMessage(), wrong);
    } catch (FileAlreadyExistsException exists) {
      throw new UserError(UserError.BAD_INPUT, exists.getMessage() + " exists already; choose another folder", exists);
    } catch (IOException failed) {
      throw new UserError(UserError.NOT_NOW, String.valueOf(failed.getMessage()), failed);
    }
  }
}
