package org.atoll.gateway;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.atoll.gateway.chain.ChainView;
import org.atoll.gateway.feed.ChainFeed;
import org.atoll.gateway.method.block.BlockMethods;
import org.atoll.gateway.method.debug.DebugMethods;
import org.atoll.gateway.method.dev.DevMethods;
import org.atoll.gateway.method.execution.ExecutionMethods;
import org.atoll.gateway.method.fee.FeeMethods;
import org.atoll.gateway.method.log.LogMethods;
import org.atoll.gateway.method.node.NodeMethods;
import org.atoll.gateway.method.pool.PoolMethods;
import org.atoll.gateway.method.state.StateMethods;
import org.atoll.gateway.method.transaction.TransactionMethods;
import org.atoll.gateway.rpc.Method;

/** All methods of a gateway. */
final class Methods {
  private Methods() {}

  static List<Method> of(GatewayConfig config, ChainView view, ChainFeed feed, Clock clock) {
    var work = config.limits().work();
    var names = new ArrayList<String>();
    var methods = new ArrayList<Method>();
    methods.addAll(NodeMethods.of(view, config.clientVersion(), () -> Collections.unmodifiableList(names)));
    methods.addAll(BlockMethods.of(view));
    methods.addAll(TransactionMethods.of(view, feed, clock));
    methods.addAll(StateMethods.of(view));
    methods.addAll(ExecutionMethods.of(view, work.callGas()));
    methods.addAll(DebugMethods.of(view, work.callGas()));
    methods.addAll(LogMethods.of(view, feed, new LogMethods.Settings(work.maxLogBlocks(), config.dev())));
    methods.addAll(FeeMethods.of(view));
    methods.addAll(PoolMethods.of(view));
    if (config.dev()) {
      methods.addAll(DevMethods.of(view));
    }
    methods.forEach(method -> names.add(method.description().name()));
    return List.copyOf(methods);
  }
}
