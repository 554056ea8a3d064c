package org.atoll.cli.command;

import org.atoll.cli.node.Version;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(name = "version", description = "Say which version this is.")
public final class VersionCommand implements Runnable {
  @Option(names = "--json", description = "One JSON document.")
  boolean json;
  @Spec CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().getOut().println(json
        ? "{\"schema\":\"atoll.version/1\",\"version\":\"" + Version.number() + "\",\"java\":\"" + Runtime.version() + "\"}"
        : Version.line());
  }
}
