package org.atoll.gateway.method.debug;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.zip.InflaterInputStream;
import org.atoll.gateway.chain.BlockRef;
import org.atoll.gateway.chain.ChainView;
import org.atoll.gateway.chain.EthBlock;
import org.atoll.gateway.chain.EthTransaction;
import org.atoll.gateway.chain.TraceRequest;
import org.atoll.gateway.fault.RpcError;
import org.atoll.gateway.json.JsonOut;
import org.atoll.gateway.rpc.Result;
import org.atoll.sdk.proto.EvmSent;
import org.atoll.sdk.proto.EvmTrace;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.Hash32;

/** Asks for traces, a few at once: each may take a core for half a minute. Thread-safe. */
final class Traces {
  private static final int AT_ONCE = 2;
  private static final int MAX_BYTES = 64 << 20;
  private static final Result NONE = out -> out.beginArray().endArray();

  private final ChainView view;
  private final Semaphore room = new Semaphore(AT_ONCE);

  Traces(ChainView view) {
    this.view = view;
  }

  /** A trace as it came. */
  private record Compressed(Bytes json) implements Result {
    @Override
    public void write(JsonOut out) {
      try (Reader reader = new InputStreamReader(
          new InflaterInputStream(new ByteArrayInputStream(json.unsafeArray())), StandardCharsets.UTF_8)) {
        out.raw(reader);
      } catch (IOException broken) {
        throw new UncheckedIOException("the evm processor's trace is malformed", broken);
      }
    }

    @Override
    public int extraBytes() {
      return MAX_BYTES;
    }
  }

  CompletableFuture<Result> ask(BlockRef block, boolean before, EvmTrace trace, TraceConfig config) {
    if (!room.tryAcquire()) {
      throw RpcError.limit("this node is making " + AT_ONCE + " traces already", "ask again in a moment").toException();
    }
    try {
      return view.trace(new TraceRequest(block, before, trace, config.timeout()))
          .whenComplete((json, failure) -> room.release())
          .thenApply(Compressed::new);
    } catch (RuntimeException failure) { // nothing was started
      room.release();
      throw failure;
    }
  }

  /** The last of the block's first {@code count} transactions. */
  CompletableFuture<Result> transaction(EthBlock block, int count, TraceConfig config) {
    return ask(new BlockRef.Hash(block.hash(), false), true,
        config.options().toBuilder().addAllTransactions(sent(block, count)).build(), config);
  }

  /** All of a block's transactions. */
  CompletableFuture<Result> block(EthBlock block, TraceConfig config) {
    if (block.header().number() == 0) {
      throw RpcError.of(RpcError.SERVER, "genesis is not traceable").toException();
    }
    int count = block.contents().count();
    if (count == 0) {
      return CompletableFuture.completedFuture(NONE);
    }
    return ask(new BlockRef.Hash(block.hash(), false), true,
        config.options().toBuilder().setEach(true).addAllTransactions(sent(block, count)).build(), config);
  }

  private static List<EvmSent> sent(EthBlock block, int count) {
    return switch (block.contents()) {
      case EthBlock.Contents.Full(var transactions) -> transactions.stream().limit(count).map(Traces::sent).toList();
      case EthBlock.Contents.Hashes(var hashes) ->
          throw new IllegalArgumentException("a block without its transactions");
    };
  }

  private static EvmSent sent(EthTransaction transaction) {
    return EvmSent.newBuilder()
        .setRaw(transaction.raw().toByteString())
        .setSender(transaction.sender().bytes().toByteString())
        .build();
  }

  static RuntimeException noBlock(Hash32 hash) {
    return RpcError.of(RpcError.SERVER, "block " + hash.bytes().to0x() + " not found").toException();
  }
}
