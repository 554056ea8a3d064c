package org.atoll.simulator.run;

import java.util.ServiceLoader;
import java.util.TreeMap;
import org.atoll.simulator.scenario.BadScenario;

/** Those on the class path. */
final class Protocols {
  private Protocols() {}

  static Protocol named(String name) {
    var all = new TreeMap<String, Protocol>();
    ServiceLoader.load(Protocol.class, Protocol.class.getClassLoader()).forEach(each -> all.put(each.name(), each));
    var found = all.get(name);
    if (found == null) {
      throw new BadScenario("protocol: no nodes are called " + name + "; there are " + all.keySet());
    }
    return found;
  }
}
