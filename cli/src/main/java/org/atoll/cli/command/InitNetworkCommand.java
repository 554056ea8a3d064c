package org.atoll.cli.command;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.atoll.cli.network.Launcher;
import org.atoll.cli.network.LocalNetwork;
import org.atoll.cli.network.NetworkException;
import org.atoll.cli.network.NetworkPlan;
import org.atoll.cli.node.Consensus;
import org.atoll.cli.node.Invite;
import org.atoll.cli.node.MemberCard;
import org.atoll.cli.node.WholeFile;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.validator.genesis.Genesis;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The genesis and invite of a new network, from its members' cards; or all folders of one on this machine. */
@Command(name = "network", mixinStandardHelpOptions = true,
    description = "Make genesis and invite of a network from member cards; or, with --local, all its folders here.")
final class InitNetworkCommand extends NetworkAction {
  @Option(names = "--local", paramLabel = "N", description = "Make N nodes on this machine; start them: atoll network up.")
  int local;
  @Option(names = "--cards", arity = "1..*", paramLabel = "FILE", description = "Member cards (see: atoll init member).")
  List<Path> cards = List.of();
  @Option(names = "--consensus", defaultValue = "dpos", description = "dpos (${DEFAULT-VALUE}).")
  String engine;
  @Option(names = "--slot-ms", defaultValue = "3000", paramLabel = "MS",
      description = "Milliseconds between blocks (${DEFAULT-VALUE}).")
  long slotMillis;
  @Option(names = "--chain-id", defaultValue = "31337", description = "Chain id (${DEFAULT-VALUE}).")
  long chainId;
  @Option(names = "--fund", paramLabel = "ADDRESS=WEI", description = "An account that has ether from the start.")
  Map<String, String> funds = new LinkedHashMap<>();
  @Option(names = "--set", paramLabel = "KEY=VALUE", description = "On-chain setting, such as evm.freeGas=true.")
  Map<String, String> settings = new LinkedHashMap<>();
  @Option(names = "--port-base", defaultValue = "0", paramLabel = "PORT", description = "With --local: first port.")
  int portBase;
  @Option(names = "--allow-small-set", description = "Permit fewer than 4 validators.")
  boolean allowSmallSet;

  @Override
  int act() throws NetworkException, IOException {
    if ((local > 0) == !cards.isEmpty()) {
      throw new UserError(UserError.USAGE, "give either --local N or --cards FILE…");
    }
    var plan = new NetworkPlan(local > 0 ? local : cards.size(), engine, slotMillis, chainId, false,
        NetworkPlan.Ports.of(portBase)).checked(allowSmallSet);
    if (local > 0) {
      var network = LocalNetwork.make(dir, plan, Launcher.ofThisProcess(), System.currentTimeMillis());
      out().println("made " + network.folder() + "; start it: atoll network up --dir " + network.folder());
      return 0;
    }
    var members = new ArrayList<MemberCard>();
    for (var card : cards) {
      members.add(MemberCard.read(card));
    }
    make(members);
    return 0;
  }

  private void make(List<MemberCard> members) throws IOException {
    Map<EvmAddress, Genesis.Account> funded = new LinkedHashMap<>();
    Genesis genesis;
    try {
      funds.forEach((address, wei) -> funded.put(EvmAddress.fromHex(address),
          Genesis.Account.funded(new BigInteger(wei))));
      genesis = Genesis.withTemplates(chainId, System.currentTimeMillis(), Consensus.dpos(
          members.stream().map(card -> card.address().nodeKey()).toList(), slotMillis), funded, settings);
    } catch (IllegalArgumentException wrong) {
      throw new UserError(UserError.BAD_INPUT, String.valueOf(wrong.getMessage()), wrong);
    }
    Files.createDirectories(dir);
    for (var name : List.of("genesis.json", "invite.json")) {
      if (Files.exists(dir.resolve(name))) {
        throw new UserError(UserError.BAD_INPUT, dir.resolve(name) + " exists already; choose another folder");
      }
    }
    WholeFile.create(dir.resolve("genesis.json"), genesis.toJson() + "\n", "rw-r--r--");
    WholeFile.create(dir.resolve("invite.json"),
        new Invite(chainId, Invite.digest(genesis), members, "").toJson() + "\n", "rw-r--r--");
    out().println("made " + dir.resolve("genesis.json") + " and invite.json; give both to every member, who runs:\n"
        + "  atoll init join invite.json --dir NODE-FOLDER");
  }
}
