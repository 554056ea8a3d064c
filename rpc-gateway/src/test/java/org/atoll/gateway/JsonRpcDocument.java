package org.atoll.gateway;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.atoll.gateway.rpc.Description;
import org.atoll.gateway.rpc.Method;

/** The manual page of all methods, written from their own descriptions. */
final class JsonRpcDocument {
  private static final String INTRODUCTION = """
      # JSON-RPC

      The gateway serves Ethereum's JSON-RPC 2.0 over HTTP (`POST /`, `application/json`) and WebSocket, on one port. \
      This page is written by a program from the methods themselves; do not edit it.

      Forms: a *quantity* is hexadecimal without leading zeros (`0x0`, `0x1f`), *data* has two digits a byte, a *tag* \
      is `latest`, `safe`, `finalized`, `pending` or `earliest`. `safe` and `finalized` both mean the last final block. \
      A block parameter that is left out means `latest`.

      ## Errors

      | code | when | `data` |
      |---|---|---|
      | 3 | a call reverted | the revert data |
      | 4 | eth_sendRawTransactionSync: no block in time | the hash |
      | -32000 | Ethereum's own conditions, in go-ethereum's words | none |
      | -32001 | state older than this node keeps | STATE_PRUNED, oldest |
      | -32001 | logs or fees of blocks below the one this node joined at | LOGS_PRUNED |
      | -32003 | the sender is not permitted | NOT_PERMITTED, role, policy |
      | -32005 | a limit: size, number, time or a full pool | LIMIT, TIMEOUT, QUEUE_FULL, … |
      | -32011 | validator or processor not there | NOT_READY |
      | -32600, -32601, -32602, -32603, -32700 | invalid request, no such method, wrong parameter, internal error, malformed JSON | none |

      Atoll's own conditions carry `data {"code": …, "hint": …}`.

      ## Limits

      """;

  private JsonRpcDocument() {}

  static String of(Collection<Method> everyone, Collection<Method> development, Limits limits) {
    var text = new StringBuilder(INTRODUCTION);
    limits(text, limits);
    Set<String> known = everyone.stream().map(method -> method.description().name()).collect(Collectors.toSet());
    section(text, "## Methods\n", everyone);
    section(text, "## Development\n\nOnly with a development chain; elsewhere they do not exist.\n",
        development.stream().filter(method -> !known.contains(method.description().name())).toList());
    return text.toString();
  }

  private static void limits(StringBuilder text, Limits limits) {
    var transport = limits.transport();
    var connections = transport.connections();
    var work = limits.work();
    var sockets = limits.sockets();
    text.append("""
        | what | at most |
        |---|---|
        | request · response | %d MiB (413) · %d MiB |
        | nesting · batch | %d · %d requests |
        | connections · from one other machine · idle | %d (503) · %d (429) · %d s |
        | header · body | %d s (408) · %d bytes/s after as long (408) |
        | call, estimate | %d gas, %d s |
        | trace | 30 s, 64 MiB, 2 at once |
        | eth_getLogs | %d blocks, %d logs, 1000 addresses, 4 × 100 topics |
        | filters | %d, each forgotten after %d min without a poll |
        | off this machine, each address | %d units/s, %d saved up; a read is 1, a call 10, a search for logs or a trace 50 |
        | WebSockets | %d, each with %d subscriptions; %d notifications or %d MiB unsent: closed with 1013 |

        """.formatted(
        transport.maxBodyBytes() >> 20, transport.maxResponseBytes() >> 20,
        transport.maxDepth(), transport.maxBatch(),
        connections.max(), connections.maxPerAddress(), connections.idle().toSeconds(),
        connections.header().toSeconds(), connections.minBodyBytesPerSecond(),
        work.callGas(), work.callTimeout().toSeconds(),
        work.maxLogBlocks(), work.maxLogs(),
        work.maxFilters(), work.filterIdle().toMinutes(),
        limits.rate().unitsPerSecond(), limits.rate().burst(),
        sockets.maxSockets(), sockets.maxSubscriptions(), sockets.maxUnsentMessages(), sockets.maxUnsentBytes() >> 20));
  }

  private static void section(StringBuilder text, String title, Collection<Method> methods) {
    text.append(title);
    var byNamespace = methods.stream().collect(Collectors.groupingBy(
        method -> method.description().name().replaceFirst("_.*", ""), TreeMap::new, Collectors.toList()));
    byNamespace.forEach((namespace, members) -> {
      text.append("\n### ").append(namespace).append("\n\n| method | parameters | answers | |\n|---|---|---|---|\n");
      members.stream().sorted(Comparator.comparing(method -> method.description().name()))
          .forEach(method -> row(text, method));
    });
    text.append('\n');
  }

  private static void row(StringBuilder text, Method method) {
    var description = method.description();
    text.append("| `").append(description.name()).append("` | ")
        .append(params(description.params())).append(" | ")
        .append(description.result()).append(" | ")
        .append(description.summary())
        .append(method.audience() == Method.Audience.SOCKETS ? " WebSocket only." : "")
        .append(" |\n");
  }

  private static String params(List<Description.Param> params) {
    return params.stream()
        .map(param -> "*" + param.name() + "*" + (param.required() ? "" : "?") + ": " + param.type())
        .collect(Collectors.joining("; "));
  }
}
