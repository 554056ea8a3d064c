package org.atoll.validator.ethereum;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.atoll.sdk.crypto.Keccak;
import org.atoll.sdk.ethereum.EthereumHeader;
import org.atoll.sdk.ethereum.EthereumReceipt;
import org.atoll.sdk.ethereum.Fork;
import org.atoll.sdk.ethereum.LogsBloom;
import org.atoll.sdk.ethereum.MerklePatricia;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.EvmAddress;
import org.atoll.sdk.value.Hash32;
import org.atoll.validator.block.BlockTransaction;
import org.atoll.validator.block.ExecutedBlock;
import org.atoll.validator.settings.ChainSettings;

/** Derives the genuine Ethereum header every block commits to, and the fields of the next one. Pure. */
public final class EthereumView {
  private static final Hash32 NO_UNCLES =
      Hash32.fromHex("0x1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347");
  private static final Hash32 NO_REQUESTS =
      Hash32.fromHex("0xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  private static final Bytes EXTRA = Bytes.wrap("atoll".getBytes(UTF_8));
  private static final Bytes NO_BLOOM = LogsBloom.of(List.of());
  private static final BigInteger ELASTICITY = BigInteger.TWO;
  private static final BigInteger DENOMINATOR = BigInteger.valueOf(8);

  private EthereumView() {}

  /** What the next block's header is made of besides its transactions. */
  public record Context(Hash32 parentHash, BlockId parentId, EvmAddress miner, long number, long timestampMillis,
      long gasLimit, BigInteger baseFee, Hash32 randomness, Fork fork) {}

  /** mixHash of a child: the parent's randomness, or its block id where the engine gives none. */
  public static Hash32 randomness(Bytes parentRandomness) {
    return Keccak.hash(Bytes.wrap("atoll/randao/1".getBytes(UTF_8)).concat(parentRandomness));
  }

  /** Base fee of the block after {@code parent}. */
  public static BigInteger nextBaseFee(EthereumHeader parent, ChainSettings settings) {
    return switch (settings.baseFeeMode()) {
      case CONSTANT -> settings.baseFee();
      case EIP1559 -> parent.number() == 0 ? settings.baseFee() : eip1559(parent, settings.baseFee());
    };
  }

  private static BigInteger eip1559(EthereumHeader parent, BigInteger start) {
    var fee = parent.baseFeePerGas().orElse(start);
    var target = BigInteger.valueOf(parent.gasLimit()).divide(ELASTICITY);
    var used = BigInteger.valueOf(parent.gasUsed());
    int order = used.compareTo(target);
    if (order == 0 || target.signum() == 0) {
      return fee;
    }
    var change = fee.multiply(used.subtract(target).abs()).divide(target).divide(DENOMINATOR);
    return order > 0 ? fee.add(change.max(BigInteger.ONE)) : fee.subtract(change).max(BigInteger.ZERO);
  }

  /** @param size RLP length of the block [header, transactions, [], []] */
  public record Built(EthereumHeader header, long size) {}

  public static Built build(Context context, Hash32 stateRoot, List<BlockTransaction> transactions) {
    var raw = new ArrayList<Bytes>(transactions.size());
    var receipts = new ArrayList<Bytes>(transactions.size());
    var bloom = NO_BLOOM;
    long gasUsed = 0;
    for (var transaction : transactions) {
      var body = transaction.view().body();
      raw.add(body);
      int type = typeOf(body);
      var own = transaction.logs().isEmpty() ? NO_BLOOM : LogsBloom.of(transaction.logs());
      if (!transaction.logs().isEmpty()) {
        bloom = LogsBloom.or(bloom, own);
      }
      receipts.add(new EthereumReceipt(type, transaction.receipt().getStatus(), transaction.cumulativeGasUsed(), own,
          transaction.logs()).encode());
      gasUsed = transaction.cumulativeGasUsed();
    }
    return built(context, stateRoot, raw, new Outcome(MerklePatricia.orderedRoot(receipts), bloom, gasUsed));
  }

  /** As {@link #build}, of transactions that nobody has executed: no gas used, no receipts. */
  public static Built unexecuted(Context context, Hash32 stateRoot, List<Bytes> raw) {
    return built(context, stateRoot, raw, new Outcome(MerklePatricia.EMPTY_ROOT, NO_BLOOM, 0));
  }

  private record Outcome(Hash32 receiptsRoot, Bytes bloom, long gasUsed) {}

  private static Built built(Context context, Hash32 stateRoot, List<Bytes> raw, Outcome outcome) {
    var fork = context.fork();
    var header = new EthereumHeader(context.parentHash(), NO_UNCLES, context.miner(), stateRoot,
        MerklePatricia.orderedRoot(raw), outcome.receiptsRoot(), outcome.bloom(), BigInteger.ZERO,
        context.number(), context.gasLimit(), outcome.gasUsed(), context.timestampMillis() / 1000, EXTRA,
        context.randomness(), Bytes.wrap(new byte[8]),
        from(fork, Fork.LONDON, context.baseFee()),
        from(fork, Fork.SHANGHAI, MerklePatricia.EMPTY_ROOT),
        from(fork, Fork.CANCUN, 0L), from(fork, Fork.CANCUN, 0L),
        from(fork, Fork.CANCUN, new Hash32(context.parentId().bytes())),
        from(fork, Fork.PRAGUE, NO_REQUESTS));
    long bodySize = 0;
    for (var body : raw) {
      bodySize += typeOf(body) == 0 ? body.size() : rlpStringSize(body.size());
    }
    long content = header.encode().size() + rlpListSize(bodySize) + 1
        + (fork.atLeast(Fork.SHANGHAI) ? 1 : 0);
    return new Built(header, rlpListSize(content));
  }

  /** First byte of a typed transaction; 0 for a legacy one, which begins as a list. */
  public static int typeOf(Bytes raw) {
    int first = raw.get(0) & 0xff;
    return first >= 0xc0 ? 0 : first;
  }

  private static <T> Optional<T> from(Fork fork, Fork since, T value) {
    return fork.atLeast(since) ? Optional.of(value) : Optional.empty();
  }

  /** Length of an RLP list whose items take {@code content} bytes. */
  private static long rlpListSize(long content) {
    return content + 1 + (content < 56 ? 0 : (64 - Long.numberOfLeadingZeros(content) + 7) / 8);
  }

  /** Length of an RLP string of two bytes or more. */
  private static long rlpStringSize(long size) {
    return rlpListSize(size);
  }

  /** The account a block's fees go to where the engine names none: the producer's own. */
  public static Context contextAfter(ExecutedBlock parent, EvmAddress miner, long timestampMillis,
      ChainSettings settings) {
    long height = parent.height() + 1;
    return new Context(parent.ethereumHash(), parent.id(), miner, height, timestampMillis, settings.blockGasLimit(),
        nextBaseFee(parent.ethereum(), settings), randomness(parent.id().bytes()), settings.forkAt(height));
  }
}
