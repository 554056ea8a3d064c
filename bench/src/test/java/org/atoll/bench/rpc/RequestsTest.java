package org.atoll.bench.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class RequestsTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @Test
  void singleRequest() throws IOException {
    assertThat(JSON.readTree(Requests.single("eth_call", "{\"to\":\"0x1\"},\"latest\""))).isEqualTo(JSON.readTree(
        "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"eth_call\",\"params\":[{\"to\":\"0x1\"},\"latest\"]}"));
  }

  @Test
  void batchCountsItsIds() throws IOException {
    var batch = JSON.readTree(Requests.batch("eth_sendRawTransaction", List.of("\"0x01\"", "\"0x02\"")));
    assertThat(batch).isEqualTo(JSON.readTree("""
        [{"jsonrpc":"2.0","id":0,"method":"eth_sendRawTransaction","params":["0x01"]},
         {"jsonrpc":"2.0","id":1,"method":"eth_sendRawTransaction","params":["0x02"]}]"""));
  }

  @Test
  void repliesComeInTheOrderOfTheRequests() throws IOException {
    var body = """
        [{"id":2,"result":null},{"id":0,"result":7},{"id":9,"result":1},
         {"id":1,"error":{"code":-32000,"message":"nonce too low"}}]""";
    assertThat(Replies.batch(body.getBytes(UTF_8), 4)).containsExactly(new Reply.Ok(IntNode.valueOf(7)),
        new Reply.Error(-32000, "nonce too low"), new Reply.Ok(NullNode.instance), new Reply.Error(0, "no answer"));
  }

  @Test
  void oneErrorForAllFails() {
    var body = "{\"id\":null,\"error\":{\"code\":-32600,\"message\":\"too many\"}}";
    assertThatThrownBy(() -> Replies.batch(body.getBytes(UTF_8), 2)).isInstanceOf(IOException.class)
        .hasMessageContaining("too many");
  }

  @Test
  void whatIsNoJsonRpcFails() {
    assertThatThrownBy(() -> Replies.single("{}".getBytes(UTF_8))).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> Replies.single("<html>".getBytes(UTF_8))).isInstanceOf(IOException.class);
  }
}
