package org.atoll.bench.load;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.atoll.bench.rpc.RpcClient;
import org.atoll.sdk.value.Bytes;

/** Any Ethereum node, through methods they all have. */
final class EthereumLedger implements Ledger<String> {
  private final URI uri;
  private final RpcClient client;

  EthereumLedger(URI uri) {
    this.uri = uri;
    this.client = new RpcClient(uri);
  }

  @Override
  public Line<String> open() {
    return new HttpLine(uri, "eth_sendRawTransaction");
  }

  @Override
  public long head() throws IOException {
    return client.quantity("eth_blockNumber", "").longValueExact();
  }

  @Override
  public Optional<List<Bytes>> block(long height) throws IOException {
    var block = client.call("eth_getBlockByNumber", "\"0x" + Long.toHexString(height) + "\",false");
    if (block.isNull()) {
      return Optional.empty();
    }
    var ids = new ArrayList<Bytes>();
    block.path("transactions").forEach(hash -> ids.add(Bytes.fromHex(hash.asText())));
    return Optional.of(ids);
  }

  @Override
  public List<Status> statuses(List<Bytes> ids) throws IOException {
    return client.results("eth_getTransactionReceipt", ids.stream().map(id -> "\"" + id.to0x() + "\"").toList())
        .stream().map(EthereumLedger::status).toList();
  }

  static Status status(JsonNode receipt) {
    return receipt.isNull() ? Status.MISSING
        : receipt.path("status").asText().equals("0x1") ? Status.MINED : Status.FAILED;
  }

  @Override
  public void close() throws IOException {
    client.close();
  }
}
