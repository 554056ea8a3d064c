package org.atoll.cli.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node says about the past. */
final class HistoryCrashTest {
  @TempDir Path folder;

  @Test
  void smoke() throws Exception {
    try (var node = TestNode.start(folder, 20, Map.of())) {
      var alice = new Wallet(0);
      for (int i = 0; i < 5; i++) {
        var hash = node.send(alice.transfer(new Wallet(1).address(), 5));
        var receipt = node.rpc().call("eth_getTransactionReceipt", JsonRpc.quoted(hash));
        assertThat(receipt.path("status").asText()).isEqualTo("0x1");
      }
      assertThat(node.rpc().number("eth_blockNumber", "")).isEqualTo(5);
    }
  }
}
