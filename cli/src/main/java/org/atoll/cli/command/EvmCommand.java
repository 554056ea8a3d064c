package org.atoll.cli.command;

import picocli.CommandLine.Command;

/** The virtual machine by itself, without a chain. */
@Command(name = "evm", mixinStandardHelpOptions = true, synopsisSubcommandLabel = "COMMAND",
    description = "Run the Ethereum Virtual Machine by itself, without a node.",
    subcommands = {EvmStateTestCommand.class})
public final class EvmCommand {}
