package org.atoll.cli.command;

import picocli.CommandLine.Command;

/** The virtual machine by itself, without a chain. */
@Command(name = "evm", mixinStandardHelpOptions = true, synopsisSubcommandLabel = "COMMAND",
    description = "Run the Ethereum Virtual Machine by itself, without a node.",
    subcommands = {EvmRunCommand.class, EvmStateTestCommand.class})
public final class EvmCommand {}
