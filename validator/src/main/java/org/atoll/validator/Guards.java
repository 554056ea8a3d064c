package org.atoll.validator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.atoll.sdk.crypto.PrivateKey;
import org.atoll.sdk.crypto.Signatures;
import org.atoll.validator.chain.core.ChainRules;
import org.atoll.validator.execution.BlockExecutor;
import org.atoll.validator.finality.core.Signer;
import org.atoll.validator.finality.core.VoteGuard;

/** What keeps a member from contradicting itself, in the node's folder {@code guard}. */
record Guards(VoteGuard votes, BlockExecutor.Sealer sealer) {
  static Guards open(Path folder, PrivateKey key, ChainRules rules) throws IOException {
    throw new IOException("not yet: " + folder + key + rules + Signatures.class + Signer.class + Files.exists(folder));
  }

  void close() {}
}
