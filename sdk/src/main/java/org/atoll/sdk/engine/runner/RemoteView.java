package org.atoll.sdk.engine.runner;

import com.google.protobuf.ByteString;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.atoll.sdk.engine.EpochView;
import org.atoll.sdk.engine.Header;
import org.atoll.sdk.engine.ReadView;
import org.atoll.sdk.engine.wire.EngineCodec;
import org.atoll.sdk.proto.EngineQuery;
import org.atoll.sdk.proto.EngineReadResult.Value;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;

/** The validator's chain as of one call, read over the stream; each thing once. The engine's thread only. */
final class RemoteView implements ReadView {
  /** Asks the validator and waits. */
  @FunctionalInterface
  interface Reader {
    Value read(EngineQuery query);
  }

  private final Reader reader;
  private final Map<EngineQuery, Value> known = new HashMap<>();

  RemoteView(Reader reader) {
    this.reader = reader;
  }

  private Value read(EngineQuery.Builder query) {
    return known.computeIfAbsent(query.build(), reader::read);
  }

  @Override
  public Optional<Header> header(BlockId id) {
    return header(read(EngineQuery.newBuilder().setHeader(EngineCodec.id(id))));
  }

  @Override
  public Optional<Header> ancestor(BlockId id, long height) {
    return header(read(EngineQuery.newBuilder().setAncestor(
        EngineQuery.Ancestor.newBuilder().setId(EngineCodec.id(id)).setHeight(height))));
  }

  private static Optional<Header> header(Value value) {
    return value.hasHeader() ? Optional.of(EngineCodec.decode(value.getHeader())) : Optional.empty();
  }

  @Override
  public Optional<EpochView> epoch(BlockId id, long epoch) {
    var value = read(EngineQuery.newBuilder().setEpoch(
        EngineQuery.Epoch.newBuilder().setId(EngineCodec.id(id)).setEpoch(epoch)));
    return value.hasEpoch() ? Optional.of(EngineCodec.decode(value.getEpoch())) : Optional.empty();
  }

  @Override
  public BlockId head() {
    return EngineCodec.id(bytes(read(EngineQuery.newBuilder().setHead(EngineQuery.Head.getDefaultInstance()))));
  }

  @Override
  public BlockId lastFinal() {
    return EngineCodec.id(
        bytes(read(EngineQuery.newBuilder().setLastFinal(EngineQuery.LastFinal.getDefaultInstance()))));
  }

  @Override
  public Optional<Bytes> state(BlockId id, Address address) {
    var value = read(EngineQuery.newBuilder().setState(EngineQuery.State.newBuilder()
        .setId(EngineCodec.id(id)).setAddress(address.bytes().toByteString())));
    return value.hasBytes() ? Optional.of(Bytes.of(value.getBytes())) : Optional.empty();
  }

  private static ByteString bytes(Value value) {
    return value.getBytes();
  }
}
