package org.atoll.gateway.rpc;

import java.util.Optional;
import java.util.function.Consumer;

/**
 * One request for a method.
 *
 * @param params as many as the method needs at least, and none too many
 * @param socket the WebSocket it came by; empty for HTTP
 * @param afterwards takes what to run once the response is on its way
 */
public record Call(Params params, Optional<Socket> socket, Consumer<Runnable> afterwards) {}
