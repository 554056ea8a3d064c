package org.atoll.cli.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.atoll.cli.config.Setting;
import org.atoll.cli.config.Settings;
import org.atoll.cli.config.SettingsFile;
import org.atoll.cli.node.Invite;
import org.atoll.cli.node.KeyFiles;
import org.atoll.cli.node.MemberCard;
import org.atoll.cli.node.WholeFile;
import org.atoll.gossip.PeerAddress;
import org.atoll.validator.genesis.Genesis;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes a member's folder, or a new follower's, ready to start. */
@Command(name = "join", mixinStandardHelpOptions = true,
    description = "Make a node folder ready for the network of an invite; genesis.json lies beside the invite.")
final class InitJoinCommand implements Callable<Integer> {
  @Parameters(paramLabel = "INVITE", description = "invite.json of the network.")
  Path invite;
  @Option(names = "--dir", required = true, paramLabel = "DIR",
      description = "Folder of atoll init member; a new one makes a node that follows.")
  Path dir;
  @Option(names = "--bind", defaultValue = "0.0.0.0:7700", paramLabel = "HOST:PORT",
      description = "Where to listen for peers (${DEFAULT-VALUE}).")
  String bind;
  @Option(names = "--advertise", paramLabel = "HOST:PORT", description = "Where others reach a node that follows.")
  @Nullable String advertise;
  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    try {
      var known = Invite.read(invite);
      var genesis = Genesis.read(invite.toAbsolutePath().resolveSibling("genesis.json"));
      if (genesis.chainId() != known.chainId() || !Invite.digest(genesis).equals(known.genesisDigest())) {
        throw new UserError(UserError.BAD_INPUT, "the genesis.json beside " + invite
            + " is not the one the invite is for; ask for both again");
      }
      if (Files.exists(dir.resolve("genesis.json"))) {
        throw new UserError(UserError.BAD_INPUT, dir + " belongs to a network already; choose another folder");
      }
      if (!Files.exists(dir.resolve("keys"))) {
        KeyFiles.create(Files.createDirectories(dir));
      }
      WholeFile.create(dir.resolve("atoll.toml"), SettingsFile.render(settings(known)), "rw-r--r--");
      if (!Files.exists(dir.resolve("invite.json"))) {
        WholeFile.create(dir.resolve("invite.json"), known.toJson() + "\n", "rw-r--r--");
      }
      WholeFile.create(dir.resolve("genesis.json"), genesis.toJson() + "\n", "rw-r--r--");
    } catch (IllegalArgumentException wrong) {
      throw new UserError(UserError.BAD_INPUT, String.valueOf(wrong.getMessage()), wrong);
    } catch (IOException failed) {
      throw new UserError(UserError.BAD_INPUT, String.valueOf(failed.getMessage()), failed);
    }
    spec.commandLine().getOut().println("made " + dir + "; look at atoll.toml, then start it:\n  atoll validator --dir "
        + dir);
    return 0;
  }

  private LinkedHashMap<Setting<?>, String> settings(Invite known) throws IOException {
    var own = KeyFiles.signing(dir).publicKey();
    var card = known.members().stream().filter(member -> member.address().nodeKey().equals(own)).findFirst();
    var reached = card.map(member -> member.address().endpoint().toString()).orElse(advertise == null ? "" : advertise);
    var texts = new LinkedHashMap<Setting<?>, String>();
    texts.put(Settings.NODE_NAME, card.map(MemberCard::org).orElse("follower"));
    texts.put(Settings.P2P_BIND, bind);
    texts.put(Settings.P2P_ADVERTISE, reached);
    texts.put(Settings.P2P_BOOTSTRAP, known.members().stream().map(MemberCard::address)
        .filter(address -> !address.nodeKey().equals(own)).map(PeerAddress::toString)
        .collect(Collectors.joining(",")));
    if (!known.checkpoint().isEmpty()) {
      texts.put(Settings.SYNC_CHECKPOINT, known.checkpoint());
    }
    texts.put(Settings.PROCESSORS_EMBEDDED, "evm,intkey");
    texts.put(Settings.RPC_BIND, "127.0.0.1:8545");
    texts.put(Settings.OPS_BIND, "127.0.0.1:9545");
    return texts;
  }
}
