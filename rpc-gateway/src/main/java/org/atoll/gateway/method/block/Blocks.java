package org.atoll.gateway.method.block;

import java.util.Optional;
import org.atoll.gateway.chain.BlockRef;
import org.atoll.gateway.chain.EthBlock;
import org.atoll.gateway.render.BlockJson;
import org.atoll.gateway.rpc.Result;

/** Answers with blocks. */
final class Blocks {
  private Blocks() {}

  /** Whole transactions are asked for by the method's second parameter. */
  static EthBlock.Detail detail(Optional<Boolean> full) {
    return full.orElse(false) ? EthBlock.Detail.TRANSACTIONS : EthBlock.Detail.HASHES;
  }

  static Result answer(BlockRef ref, Optional<EthBlock> found) {
    return found.<Result>map(block -> ref == BlockRef.Tag.PENDING
        ? out -> BlockJson.writePending(out, block)
        : out -> BlockJson.write(out, block)).orElse(Result.NULL);
  }
}
