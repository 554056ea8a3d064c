package org.atoll.gateway.web;

import java.nio.charset.StandardCharsets;

/** What a person sees who opens the server in a browser. */
record LandingPage(byte[] html) {
  static LandingPage of(String clientVersion, boolean development) {
    var html = """
        <!doctype html>
        <html lang="en">
        <meta charset="utf-8">
        <title>Atoll JSON-RPC</title>
        <style>body { font: 16px/1.5 sans-serif; max-width: 40em; margin: 3em auto; padding: 0 1em }</style>
        <h1>Atoll JSON-RPC</h1>
        <p>This is an Ethereum JSON-RPC 2.0 server of an Atoll network, for wallets and programs.
        Send POST requests with <code>Content-Type: application/json</code> to this address,
        or open a WebSocket to it.</p>
        <pre>curl -s -H 'Content-Type: application/json' \\
          -d '{"jsonrpc":"2.0","id":1,"method":"eth_blockNumber","params":[]}' http://…</pre>
        <p>%s%s</p>
        </html>
        """.formatted(escape(clientVersion), development ? " · development mode: keys and coins here are worth nothing" : "");
    return new LandingPage(html.getBytes(StandardCharsets.UTF_8));
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
