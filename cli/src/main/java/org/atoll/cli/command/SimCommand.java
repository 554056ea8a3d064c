package org.atoll.cli.command;

import picocli.CommandLine.Command;

/** Whole networks in virtual time. */
@Command(name = "sim", mixinStandardHelpOptions = true, synopsisSubcommandLabel = "COMMAND",
    description = "Simulate networks of nodes: faults, liars, latency; the same seed gives the same run.",
    subcommands = {SimRunCommand.class, SimReplayCommand.class})
public final class SimCommand {}
