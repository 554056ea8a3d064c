package org.atoll.cli.ops;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.atoll.cli.log.LogLevels;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /loglevel}: GET tells the levels, PUT changes one. */
final class LogLevelHandler {
  private static final Logger log = LoggerFactory.getLogger(LogLevelHandler.class);
  private static final int LONGEST = 256;

  private final boolean loopback;
  private final Optional<String> token;

  /**
   * @param loopback whether only this machine reaches the port: then no token is asked for, but a name of this machine, so
   *     that no web page gets here by a name of its own
   * @param token without it nobody from elsewhere gets in
   */
  LogLevelHandler(boolean loopback, Optional<String> token) {
    this.loopback = loopback;
    this.token = token;
  }

  void handle(HttpExchange exchange) throws IOException {
    var refusal = refusal(exchange);
    if (refusal.isPresent()) {
      OpsServer.reply(exchange, loopback || token.isEmpty() ? 403 : 401, "text/plain", refusal.get() + "\n");
      return;
    }
    try {
      var query = query(exchange.getRequestURI().getRawQuery());
      var root = JsonMapper.builder().build().createObjectNode();
      root.put("schema", "atoll.log-level/1");
      var logger = query.get("logger");
      if (exchange.getRequestMethod().equals("PUT")) {
        var level = query.get("level");
        if (logger == null || level == null) {
          throw new IllegalArgumentException("PUT wants /loglevel?logger=NAME&level=LEVEL");
        }
        root.put("logger", logger).put("old", LogLevels.get(logger));
        LogLevels.set(logger, level);
        root.put("new", LogLevels.get(logger));
        log.info("log.level logger={} level={}", logger, level);
      } else if (logger != null) {
        root.put("logger", logger).put("level", LogLevels.get(logger));
      } else {
        LogLevels.all().forEach(root.putObject("levels")::put);
      }
      OpsServer.reply(exchange, 200, "application/json", root + "\n");
    } catch (IllegalArgumentException wrong) {
      OpsServer.reply(exchange, 400, "text/plain", wrong.getMessage() + "\n");
    }
  }

  private Optional<String> refusal(HttpExchange exchange) {
    if (loopback) {
      var host = String.valueOf(exchange.getRequestHeaders().getFirst("Host"));
      return host.matches("(localhost|127\\.0\\.0\\.1|\\[::1])(:\\d+)?") ? Optional.empty()
          : Optional.of("the Host header has to be localhost, 127.0.0.1 or [::1]");
    }
    if (token.isEmpty()) {
      return Optional.of("ops.bind is reached from elsewhere: set ops.token-file, and send Authorization: Bearer TOKEN");
    }
    var given = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
    return MessageDigest.isEqual(given.getBytes(UTF_8), ("Bearer " + token.get()).getBytes(UTF_8)) ? Optional.empty()
        : Optional.of("send Authorization: Bearer TOKEN with the token of ops.token-file");
  }

  private static Map<String, String> query(String raw) {
    var values = new HashMap<String, String>();
    for (var part : raw == null ? new String[0] : raw.split("&", -1)) {
      int equals = part.indexOf('=');
      var name = equals < 0 ? part : part.substring(0, equals);
      if (!name.equals("logger") && !name.equals("level") || part.length() > LONGEST) {
        throw new IllegalArgumentException("there are logger and level, of at most " + LONGEST + " letters");
      }
      values.put(name, equals < 0 ? "" : URLDecoder.decode(part.substring(equals + 1), UTF_8));
    }
    return values;
  }
}
