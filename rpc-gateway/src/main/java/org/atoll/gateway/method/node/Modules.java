package org.atoll.gateway.method.node;

import java.util.Collection;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.atoll.gateway.rpc.Call;
import org.atoll.gateway.rpc.Description;
import org.atoll.gateway.rpc.Method;
import org.atoll.gateway.rpc.Result;

record Modules(Supplier<Collection<String>> names) implements Method {
  @Override
  public Description description() {
    return Description.of("rpc_modules", "The namespaces served, with their versions.", "object");
  }

  @Override
  public CompletableFuture<Result> call(Call call) {
    var namespaces = new TreeSet<String>();
    names.get().forEach(name -> namespaces.add(name.substring(0, name.indexOf('_'))));
    return CompletableFuture.completedFuture(out -> {
      out.beginObject();
      namespaces.forEach(namespace -> out.field(namespace, "1.0"));
      out.endObject();
    });
  }
}
