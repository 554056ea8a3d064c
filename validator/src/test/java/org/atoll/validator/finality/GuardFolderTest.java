package org.atoll.validator.finality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.SplittableRandom;
import org.atoll.sdk.crypto.PrivateKey;
import org.atoll.sdk.crypto.Sha256;
import org.atoll.sdk.crypto.SignatureAlgorithm;
import org.atoll.sdk.crypto.Signatures;
import org.atoll.sdk.engine.Member;
import org.atoll.sdk.engine.MemberSet;
import org.atoll.sdk.value.BlockId;
import org.atoll.sdk.value.Bytes;
import org.atoll.sdk.value.Hash32;
import org.atoll.validator.finality.core.Ballot;
import org.atoll.validator.finality.core.BlockRef;
import org.atoll.validator.finality.core.SealGuard;
import org.atoll.validator.finality.core.Signed;
import org.atoll.validator.finality.core.Signer;
import org.atoll.validator.finality.core.VoteGuard;
import org.atoll.validator.finality.core.VoteStep;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The guards' files. */
class GuardFolderTest {
  private static final Hash32 TAG = Sha256.hash(Bytes.fromHex("01"));
  private static final Signer SIGNER =
      Signer.of(PrivateKey.generate(SignatureAlgorithm.SECP256K1, new SplittableRandom(1)));
  private static final MemberSet MEMBERS = MemberSet.of(List.of(Member.of(SIGNER.key())));

  @TempDir
  Path temp;

  private Path folder() {
    return temp.resolve("guard");
  }

  private static VoteGuard open(GuardFolder folder) {
    return VoteGuard.open(SIGNER, TAG, Signatures::verify, folder.votes(SIGNER.key()), 0);
  }

  @Test
  void whatWasSignedIsThereAfterARestart() throws IOException {
    var ballot = new Ballot(0, 1, 0, VoteStep.PREVOTE, BlockRef.NIL);
    Signed first;
    try (var folder = GuardFolder.open(folder())) {
      assertThat(open(folder).lost()).as("nobody made this guard").isTrue();
      VoteGuard.create(folder.votes(SIGNER.key()));
      SealGuard.create(folder.seals(SIGNER.key()));
      first = open(folder).sign(ballot, MEMBERS);
      assertThat(SealGuard.open(SIGNER, folder.seals(SIGNER.key()), 0)
          .seal(new SealGuard.Scope(0, 1), Bytes.fromHex("01"), Bytes.wrap(new byte[100_000]))).isInstanceOf(Signed.Ok.class);
    }
    try (var folder = GuardFolder.open(folder())) {
      assertThat(open(folder).sign(ballot, MEMBERS)).isEqualTo(first);
      assertThat(open(folder).sign(new Ballot(0, 1, 0, VoteStep.PREVOTE, new BlockRef(1, id())), MEMBERS))
          .isInstanceOf(Signed.Refused.class);
      assertThat(SealGuard.open(SIGNER, folder.seals(SIGNER.key()), 0).last().orElseThrow().draft().size()).isEqualTo(100_000);
    }
  }

  private static BlockId id() {
    return new BlockId(Sha256.hash(Bytes.fromHex("02")).bytes());
  }

  @Test
  void shorterRecordsAfterLongerOnesAreRead() throws IOException {
    try (var folder = GuardFolder.open(folder())) {
      SealGuard.create(folder.seals(SIGNER.key()));
      var guard = SealGuard.open(SIGNER, folder.seals(SIGNER.key()), 0);
      for (int k = 1; k < 10; k++) {
        guard.seal(new SealGuard.Scope(0, k), Bytes.fromHex("01"), Bytes.wrap(new byte[10_000 / k]));
        var again = SealGuard.open(SIGNER, folder.seals(SIGNER.key()), 0);
        assertThat(again.last()).isEqualTo(guard.last());
        assertThat(again.sequence()).isEqualTo(guard.sequence());
      }
    }
  }

  @Test
  void onlyItsOwnerReadsIt() throws IOException {
    try (var folder = GuardFolder.open(folder())) {
      VoteGuard.create(folder.votes(SIGNER.key()));
      try (var files = Files.list(folder())) {
        assertThat(files.toList()).isNotEmpty().allSatisfy(file ->
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------"));
      }
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder()))).isEqualTo("rwx------");
    }
  }

  @Test
  void isOpenOnce() throws IOException {
    try (var folder = GuardFolder.open(folder())) {
      assertThatThrownBy(() -> GuardFolder.open(folder())).isInstanceOf(IOException.class)
          .hasMessageContaining("in use");
      assertThat(folder.votes(SIGNER.key()).read(0).isEmpty()).isTrue();
    }
    GuardFolder.open(folder()).close();
  }
}
