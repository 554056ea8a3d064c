package org.atoll.validator.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.atoll.validator.execution.BuilderWorld.EVM;
import static org.atoll.validator.execution.BuilderWorld.INTKEY;
import static org.atoll.validator.execution.BuilderWorld.kinds;
import static org.atoll.validator.execution.BuilderWorld.transfers;
import static org.atoll.validator.testing.Batches.account;
import static org.atoll.validator.testing.Batches.intkey;
import static org.atoll.validator.testing.Batches.transfer;
import static org.atoll.validator.testing.ScriptedProcessor.nothing;

import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.atoll.sdk.account.EvmAccount;
import org.atoll.sdk.account.EvmState;
import org.atoll.sdk.crypto.PaddedTree;
import org.atoll.sdk.processor.Event;
import org.atoll.sdk.processor.Outcome;
import org.atoll.sdk.processor.Refusal;
import org.atoll.sdk.processor.StateWrite;
import org.atoll.sdk.proto.Execute;
import org.atoll.sdk.proto.FromProcessor;
import org.atoll.sdk.value.Address;
import org.atoll.sdk.value.Bytes;
import org.atoll.validator.ethereum.SystemContracts;
import org.atoll.validator.testing.Batches;
import org.atoll.validator.testing.ScriptedProcessor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class BlockBuilderTest {
  private static final Address NOTE = new Address(INTKEY.prefixes().getFirst().concat(Bytes.copyOf((byte) 1)));
  private static final Address OTHER = new Address(INTKEY.prefixes().getFirst().concat(Bytes.copyOf((byte) 2)));
  private static final Bytes ONE = Bytes.copyOf((byte) 1);
  private static final Bytes TWO = Bytes.copyOf((byte) 2);

  private final BuilderWorld world = new BuilderWorld();

  private static Outcome writing(StateWrite... writes) {
    return new Outcome.Applied(1, 100, List.of(writes), List.of(), nothing().familyData());
  }

  private static List<Outcome> all(Execute chunk, Outcome outcome) {
    return chunk.getTransactionsList().stream().map(transaction -> outcome).toList();
  }

  // What a good processor gives

  @Test
  void appliedBatchesAreInTheBlockWithTheirWritesAndReceipts() throws InterruptedException {
    world.processor((self, chunk) -> self.results(chunk, all(chunk, writing(new StateWrite.Set(NOTE, ONE)))));
    var draft = world.draft();

    var results = draft.execute(List.of(intkey(1).batch(), Batches.batch(1, intkey(2).view(), intkey(3).view())));
    var block = world.seal(draft);

    assertThat(kinds(results)).containsExactly("Included", "Included");
    assertThat(block.state().get(NOTE)).contains(ONE);
    assertThat(block.block().batches()).hasSize(2);
    assertThat(block.block().transactionCount()).isEqualTo(3);
    assertThat(block.block().header().getGasUsed()).isEqualTo(300);
    var receipts = block.block().batches().stream().flatMap(batch -> batch.transactions().stream())
        .map(transaction -> transaction.receiptBytes()).toList();
    assertThat(Bytes.of(block.block().header().getReceiptsRoot())).isEqualTo(PaddedTree.root(receipts).bytes());
    var ids = block.block().batches().stream().map(batch -> batch.batch().id().bytes()).toList();
    assertThat(Bytes.of(block.block().header().getBatchesRoot())).isEqualTo(PaddedTree.root(ids).bytes());
    assertThat(Bytes.of(block.block().header().getStateRoot())).isEqualTo(block.state().stateRoot().bytes());
  }

  @Test
  void whatASealedBlockChangedIsStillKnown() throws InterruptedException {
    world.processor((self, chunk) -> self.results(chunk, all(chunk, writing(new StateWrite.Set(NOTE, ONE)))));
    var draft = world.draft();
    draft.execute(List.of(intkey(1).batch()));

    world.seal(draft);

    assertThat(draft.changed(NOTE.bytes())).isTrue(); // settings and the pool's accounts are read again by it
  }

  @Test
  void gasAndLogsAreCountedThroughTheBlock() throws InterruptedException {
    var log = new Event("evm/log", List.of(new Event.Attribute("address", account(5).bytes())), ONE);
    world.processor((self, chunk) -> self.results(chunk, all(chunk,
        new Outcome.Applied(1, 20_000, List.of(), List.of(log, log), Bytes.EMPTY))));
    var draft = world.draft();
    draft.execute(transfers(3));

    var transactions = world.seal(draft).block().ethereumTransactions();

    assertThat(transactions).extracting(transaction -> transaction.cumulativeGasUsed())
        .containsExactly(20_000L, 40_000L, 60_000L);
    assertThat(transactions).extracting(transaction -> transaction.firstLogIndex()).containsExactly(0, 2, 4);
    assertThat(transactions).extracting(transaction -> transaction.ethereumIndex()).containsExactly(0, 1, 2);
    assertThat(world.head().block().ethereum().gasUsed()).isEqualTo(60_000);
  }

  @Test
  void invalidBatchesAreRefusedWithTheirOwnReason() throws InterruptedException {
    var because = new Outcome.Invalid(Refusal.named(-32_000, "BATCH_REFUSED", "another", ""));
    world.processor((self, chunk) -> self.results(chunk, List.of(because, ScriptedProcessor.invalid("mine"), because,
        nothing())));
    var draft = world.draft();

    var results = draft.execute(List.of(Batches.batch(1, intkey(1).view(), intkey(2).view(), intkey(3).view()),
        intkey(4).batch()));

    assertThat(kinds(results)).containsExactly("Refused", "Included");
    assertThat(((BatchResult.Refused) results.getFirst()).refusal().message()).isEqualTo("mine");
  }

  @Test
  void aBatchThatIsOnlyRefusedBecauseOfAnotherIsRefusedAllTheSame() throws InterruptedException {
    var because = new Outcome.Invalid(Refusal.named(-32_000, "BATCH_REFUSED", "another", ""));
    world.processor((self, chunk) -> self.results(chunk, all(chunk, because)));

    assertThat(kinds(world.draft().execute(List.of(intkey(1).batch())))).containsExactly("Refused");
  }

  @Test
  void oneInvalidTransactionIsEnough() throws InterruptedException {
    world.processor((self, chunk) -> self.results(chunk, List.of(writing(new StateWrite.Set(NOTE, ONE)),
        ScriptedProcessor.invalid("no"))));
    var draft = world.draft();

    assertThat(kinds(draft.execute(List.of(Batches.batch(1, intkey(1).view(), intkey(2).view())))))
        .containsExactly("Refused");
    assertThat(world.seal(draft).state().get(NOTE)).isEmpty();
  }

  @Test
  void eachFamilyHasChunksOfItsOwn() throws InterruptedException {
    var processor = world.processor(ScriptedProcessor::doNothing);

    world.draft().execute(List.of(transfer(1, 0), transfer(1, 1), intkey(1).batch(), transfer(1, 2)));

    assertThat(processor.chunks()).extracting(Execute::getFamily).containsExactly("evm", "intkey", "evm");
    assertThat(processor.chunks()).extracting(Execute::getTransactionsCount).containsExactly(2, 1, 1);
  }

  @Test
  void resultsMayComeInPieces() throws InterruptedException {
    world.processor((self, chunk) -> {
      self.results(chunk.getChunk(), 0, List.of(nothing()));
      self.results(chunk.getChunk(), 1, List.of());
      self.results(chunk.getChunk(), 1, List.of(nothing(), nothing()));
    });

    assertThat(kinds(world.draft().execute(transfers(3)))).containsExactly("Included", "Included", "Included");
  }

  @Test
  void stateIsThatOfTheChunksStart() throws InterruptedException {
    var seen = new ArrayList<List<Optional<Bytes>>>();
    world.processor((self, chunk) -> {
      seen.add(self.fetch(chunk, NOTE, OTHER));
      self.results(chunk, all(chunk, writing(new StateWrite.Set(NOTE, Bytes.copyOf((byte) chunk.getChunk())))));
    });
    var draft = world.draft();

    draft.execute(List.of(intkey(1).batch(), intkey(2).batch()));
    draft.execute(List.of(intkey(3).batch()));
    world.seal(draft);
    world.draft().execute(List.of(intkey(4).batch()));

    assertThat(seen).containsExactly(List.of(Optional.empty(), Optional.empty()),
        List.of(Optional.of(ONE), Optional.empty()), List.of(Optional.of(TWO), Optional.empty()));
  }

  @Test
  void ancestorsHashesCanBeReadLikeState() throws InterruptedException {
    var seen = new ArrayList<Optional<Bytes>>();
    world.processor((self, chunk) -> {
      seen.addAll(self.fetch(chunk, EvmState.blockHash(7), EvmState.account(account(1)), EvmState.blockHash(8)));
      ScriptedProcessor.doNothing(self, chunk);
    });

    world.draft(height -> height == 7 ? Optional.of(BuilderWorld.hashOf(7)) : Optional.empty())
        .execute(List.of(transfer(1, 0)));

    assertThat(seen).hasSize(3);
    assertThat(seen.get(0)).contains(BuilderWorld.hashOf(7).bytes());
    assertThat(seen.get(1).map(EvmAccount::decode)).map(EvmAccount::balance).contains(BigInteger.TEN.pow(18));
    assertThat(seen.get(2)).isEmpty();
  }

  // Room

  @Test
  void gasLimitsBoundTheBlock() throws InterruptedException {
    var small = new BuilderWorld(Duration.ofSeconds(20), Map.of("evm.blockGasLimit", "50000"));
    var processor = small.processor((self, chunk) -> self.results(chunk, all(chunk,
        new Outcome.Applied(1, 10_000, List.of(), List.of(), Bytes.EMPTY))));
    var draft = small.draft();

    var results = draft.execute(transfers(4)); // 21 000 each

    assertThat(kinds(results)).as("what was not used makes room for the next chunk")
        .containsExactly("Included", "Included", "Included", "NoRoom");
    assertThat(processor.chunks()).extracting(Execute::getTransactionsCount).containsExactly(2, 1);
  }

  @Test
  void nativeBytesBoundTheBlock() throws InterruptedException {
    world.processor(ScriptedProcessor::doNothing);
    var big = Bytes.wrap(new byte[500_000]);
    var batches = new ArrayList<org.atoll.sdk.envelope.BatchView>();
    for (int i = 0; i < 10; i++) {
      batches.add(intkey(i).payload(big).batch()); // the body holds the payload as hex
    }

    var results = kinds(world.draft().execute(batches));

    assertThat(results).startsWith("Included").endsWith("NoRoom");
    assertThat(results.indexOf("NoRoom")).isEqualTo(5);
  }

  // Faults of processors

  /** Runs one transaction through a processor that answers so; checks that it is sent away and nothing happened. */
  private void condemned(org.atoll.sdk.envelope.BatchView batch, Outcome outcome, String reason)
      throws InterruptedException {
    var fresh = new BuilderWorld();
    var processor = fresh.processor((self, chunk) -> self.results(chunk, all(chunk, outcome)));
    var draft = fresh.draft();

    var results = draft.execute(List.of(batch));

    assertThat(results).containsExactly(new BatchResult.Failed(batch, reason));
    assertThat(processor.goodbye()).contains(reason);
    assertThat(processor.ended()).isTrue();
    assertThat(fresh.host.serves("evm", "1.0")).isFalse();
    assertThat(fresh.host.families()).isEmpty();
    assertThat(fresh.changes.get()).as("came, went").isEqualTo(2);
    var block = fresh.seal(draft);
    assertThat(block.block().batches()).isEmpty();
    assertThat(block.state().stateRoot()).isEqualTo(new BuilderWorldRoot().afterEmptyBlock());
  }

  /** State root of an empty block on the same genesis. */
  private static final class BuilderWorldRoot {
    org.atoll.sdk.value.Hash32 afterEmptyBlock() {
      var world = new BuilderWorld();
      return world.seal(world.draft()).state().stateRoot();
    }
  }

  @Test
  void writesStayUnderTheFamilysPrefixes() throws InterruptedException {
    var foreign = Address.wrap(new byte[] {1, 2, 3, 4});
    condemned(transfer(1, 0), writing(new StateWrite.Set(foreign, ONE)), "family evm wrote 01020304 outside its prefixes");
    condemned(transfer(1, 0), writing(new StateWrite.Delete(NOTE)), "family evm wrote " + NOTE + " outside its prefixes");
    condemned(intkey(1).batch(), writing(new StateWrite.Clear(EvmState.storageOf(account(1)))),
        "family intkey wrote " + EvmState.storageOf(account(1)) + " outside its prefixes");
  }

  @Test
  void nativeWritesStayWithinWhatIsDeclared() throws InterruptedException {
    condemned(intkey(1).outputs(List.of(OTHER.bytes())).batch(), writing(new StateWrite.Set(NOTE, ONE)),
        "address " + NOTE + " is written but not declared");
  }

  @Test
  void ethereumStateKeepsItsForm() throws InterruptedException {
    var code = Bytes.fromHex("6001");
    condemned(transfer(1, 0), writing(new StateWrite.Set(EvmState.code(BuilderWorld.hashOf(1)), code)),
        "code does not have the hash " + EvmState.code(BuilderWorld.hashOf(1)));
    condemned(transfer(1, 0), writing(new StateWrite.Set(EvmState.blockHash(3), ONE)),
        "addresses of kind 3 cannot be written");
    condemned(transfer(1, 0), writing(new StateWrite.Set(EvmState.slot(account(1), Bytes.wrap(new byte[32])),
        Bytes.fromHex("0001"))), "a slot holds 1 to 32 bytes without leading zeros, not 0x0001");
    condemned(transfer(1, 0), writing(new StateWrite.Clear(EvmState.account(account(1)))),
        "only the storage of one account can be cleared, not " + EvmState.account(account(1)));
    condemned(transfer(1, 0), writing(new StateWrite.Set(Address.wrap(new byte[] {(byte) 0xf0, (byte) 0xcc, 1, 9, 9}),
        ONE)), "addresses of kind 9 cannot be written");
  }

  @Test
  void accountsAreDecodable() throws InterruptedException {
    var fresh = new BuilderWorld();
    fresh.processor((self, chunk) -> self.results(chunk, all(chunk,
        writing(new StateWrite.Set(EvmState.account(account(1)), Bytes.fromHex("c3010203"))))));

    assertThat(kinds(fresh.draft().execute(List.of(transfer(1, 0))))).containsExactly("Failed");
    assertThat(fresh.host.families()).isEmpty();
  }

  @Test
  void resultsAreBounded() throws InterruptedException {
    condemned(intkey(1).batch(), writing(new StateWrite.Set(NOTE, Bytes.wrap(new byte[(1 << 20) + 1]))),
        "value of 1048577 bytes at " + NOTE);
    var many = new StateWrite[5];
    for (int i = 0; i < many.length; i++) {
      many[i] = new StateWrite.Set(new Address(INTKEY.prefixes().getFirst().concat(Bytes.copyOf((byte) i))),
          Bytes.wrap(new byte[1 << 20]));
    }
    condemned(intkey(1).batch(), writing(many), "writes of 5242880 bytes");
    var event = new Event("e", List.of(), Bytes.EMPTY);
    condemned(intkey(1).batch(), new Outcome.Applied(1, 1, List.of(), java.util.Collections.nCopies(10_001, event),
        Bytes.EMPTY), "10001 events");
    condemned(transfer(1, 0), new Outcome.Applied(1, 21_001, List.of(), List.of(), Bytes.EMPTY), "gas used 21001 of 21000");
  }

  @Test
  void receiptsOfEthereumTransactionsCanBeShown() throws InterruptedException {
    condemned(transfer(1, 0), log(new Event.Attribute("address", ONE)), "log attribute 0 is address of 1 bytes");
    condemned(transfer(1, 0), log(new Event.Attribute("address", account(1).bytes()), new Event.Attribute("topic0", ONE)),
        "log attribute 1 is topic0 of 1 bytes");
    condemned(transfer(1, 0), log(), "log with 0 attributes");
    var topic = new Event.Attribute("topic", Bytes.wrap(new byte[32]));
    condemned(transfer(1, 0), log(new Event.Attribute("address", account(1).bytes()), topic, topic, topic, topic, topic),
        "log with 6 attributes");
    condemned(transfer(1, 0), new Outcome.Applied(1, 1, List.of(), List.of(),
        Bytes.wrap(org.atoll.sdk.proto.EvmReceiptData.newBuilder().setCreated(ONE.toByteString()).build().toByteArray())),
        "created contract of 1 bytes");
  }

  private static Outcome log(Event.Attribute... attributes) {
    return new Outcome.Applied(1, 1, List.of(), List.of(new Event("evm/log", List.of(attributes), ONE)), Bytes.EMPTY);
  }

  @Test
  void oneWrongResultVoidsTheWholeChunk() throws InterruptedException {
    world.processor((self, chunk) -> self.results(chunk, List.of(writing(new StateWrite.Set(NOTE, ONE)),
        writing(new StateWrite.Set(Address.wrap(new byte[] {1, 2, 3, 4}), ONE)))));
    var draft = world.draft();

    assertThat(kinds(draft.execute(List.of(intkey(1).batch(), intkey(2).batch()))))
        .containsExactly("Unavailable", "Unavailable");
    assertThat(world.seal(draft).state().get(NOTE)).isEmpty();
  }

  private void nonsense(ScriptedProcessor.Script script, String reason) throws InterruptedException {
    var fresh = new BuilderWorld();
    var processor = fresh.processor(script);

    assertThat(kinds(fresh.draft().execute(transfers(1)))).containsExactly("Failed");

    assertThat(processor.goodbye()).contains(reason);
    assertThat(processor.ended()).isTrue();
    assertThat(fresh.host.families()).isEmpty();
  }

  @Test
  void nonsenseEndsTheConnection() throws InterruptedException {
    nonsense((self, chunk) -> self.results(chunk, List.of(nothing(), nothing())), "results out of order");
    nonsense((self, chunk) -> self.results(chunk.getChunk(), 1, List.of(nothing())), "results out of order");
    nonsense((self, chunk) -> self.results(chunk.getChunk() + 1, 0, List.of(nothing())),
        "results of a chunk that is not open");
    nonsense((self, chunk) -> self.send(FromProcessor.newBuilder().setFetch(
        org.atoll.sdk.proto.Fetch.newBuilder().setChunk(99))),
        "fetch for a chunk that is not open");
    nonsense((self, chunk) -> self.send(FromProcessor.newBuilder()), "empty message");
    nonsense((self, chunk) -> self.send(FromProcessor.newBuilder().setRegister(
        org.atoll.sdk.proto.Register.getDefaultInstance())), "registered twice");
    nonsense((self, chunk) -> self.send(FromProcessor.newBuilder().setResults(
        org.atoll.sdk.proto.ChunkResults.newBuilder().setChunk(chunk.getChunk()).addResults(
            org.atoll.sdk.proto.TransactionResult.newBuilder()
                .setOutcome(org.atoll.sdk.proto.TransactionResult.Outcome.APPLIED).setStatus(2)))),
        "status is 0 or 1, not 2");
  }

  @Test
  void lateResultsEndTheConnection_andDoNotHarm() throws InterruptedException {
    var processor = world.processor(ScriptedProcessor::doNothing);
    world.draft().execute(transfers(1));

    processor.results(processor.chunks().getFirst(), List.of(nothing()));

    assertThat(processor.goodbye()).contains("results of a chunk that is not open");
    assertThat(world.host.serves("evm", "1.0")).isFalse();
  }

  @Test
  void noProcessorAtAll() throws InterruptedException {
    assertThat(world.draft().execute(transfers(2))).containsExactly(
        new BatchResult.Unavailable(transfer(1, 0), "the evm processor is not connected"),
        new BatchResult.Unavailable(transfer(1, 1), "the evm processor is not connected"));
  }

  @Test
  void aProcessorThatDiesWithAChunk() throws InterruptedException {
    world.processor((self, chunk) -> self.die());
    assertThat(kinds(world.draft().execute(transfers(3)))).containsExactly("Unavailable", "Unavailable", "Unavailable");
    assertThat(world.host.families()).isEmpty();

    world.processor((self, chunk) -> self.die());
    assertThat(kinds(world.draft().execute(transfers(1)))).containsExactly("Failed");

    world.processor(ScriptedProcessor::doNothing);
    assertThat(kinds(world.draft().execute(transfers(3)))).containsExactly("Included", "Included", "Included");
  }

  @Test
  void aProcessorThatDiesInTheMiddleOfItsResults() throws InterruptedException {
    world.processor((self, chunk) -> {
      self.results(chunk.getChunk(), 0, List.of(writing(new StateWrite.Set(NOTE, ONE))));
      self.die();
    });
    var draft = world.draft();
    assertThat(kinds(draft.execute(List.of(intkey(1).batch(), intkey(2).batch()))))
        .containsExactly("Unavailable", "Unavailable");

    world.processor((self, chunk) -> {
      assertThat(chunk.getFresh()).isTrue();
      assertThat(self.fetch(chunk, NOTE)).containsExactly(Optional.empty());
      ScriptedProcessor.doNothing(self, chunk);
    });
    assertThat(kinds(draft.execute(List.of(intkey(1).batch(), intkey(2).batch())))).containsExactly("Included", "Included");
  }

  @Test
  void anotherInstanceTakesOver() throws InterruptedException {
    world.processor((self, chunk) -> self.die());
    world.processor((self, chunk) -> self.fail(chunk));
    var third = world.processor(ScriptedProcessor::doNothing);

    assertThat(kinds(world.draft().execute(transfers(2)))).containsExactly("Included", "Included");
    assertThat(third.chunks()).hasSize(1);
    assertThat(world.host.families()).as("of the two that are left").containsExactly("evm 1.0", "evm 1.0", "intkey 1.0",
        "intkey 1.0");
  }

  @Test
  void aProcessorThatSaysNothingIsDropped() throws InterruptedException {
    var hasty = new BuilderWorld(Duration.ofMillis(20), Map.of());
    var processor = hasty.processor((self, chunk) -> {});

    var results = hasty.draft().execute(transfers(1));

    assertThat(results).containsExactly(new BatchResult.Failed(transfer(1, 0),
        "the evm processor failed: a chunk took longer than 20 ms"));
    assertThat(processor.goodbye()).contains("a chunk took longer than 20 ms");
    assertThat(hasty.host.families()).isEmpty();
    assertThat(hasty.changes.get()).isEqualTo(2);
  }

  @Test
  void whatAProcessorFailsOnIsFoundAndTheRestGoesOn() throws InterruptedException {
    var poison = transfer(1, 13).body();
    var processor = world.processor((self, chunk) -> {
      if (chunk.getTransactionsList().stream().anyMatch(tx -> Bytes.of(tx.getBody()).equals(poison))) {
        self.fail(chunk);
      } else {
        ScriptedProcessor.doNothing(self, chunk);
      }
    });

    var results = world.draft().execute(transfers(100));

    assertThat(kinds(results).stream().filter("Included"::equals)).hasSize(99);
    assertThat(results.get(13)).isEqualTo(new BatchResult.Failed(transfer(1, 13), "the evm processor failed: a bug"));
    assertThat(processor.chunks()).hasSizeLessThan(20);
    assertThat(world.host.serves("evm", "1.0")).isTrue();
  }

  @Test
  void sendingToOneThatHasJustGoneIsNoHarm() throws InterruptedException {
    var processor = world.processor(ScriptedProcessor::doNothing);
    processor.onCompleted(); // its call is closed, the host does not know yet

    assertThat(kinds(world.draft().execute(transfers(1)))).containsExactly("Failed");
    assertThat(world.host.families()).isEmpty();
    processor.leave(); // now it does
  }

  // Caches

  @Test
  void aProcessorIsToldWhatOthersChanged_andNotWhatItChangedItself() throws InterruptedException {
    var first = world.processor((self, chunk) -> self.results(chunk, all(chunk, writing(new StateWrite.Set(NOTE, ONE)))));
    var draft = world.draft();
    draft.execute(List.of(intkey(1).batch()));
    draft.execute(List.of(intkey(2).batch()));
    world.seal(draft);
    world.draft().execute(List.of(intkey(3).batch()));

    assertThat(first.chunks()).extracting(Execute::getFresh).containsExactly(true, false, false);
    assertThat(first.chunks().get(1).getInvalidatedList()).isEmpty();
    assertThat(first.chunks().get(2).getInvalidatedList()).as("the block's own writes")
        .hasSize(3).allMatch(address -> Bytes.of(address).startsWith(EvmState.slot(SystemContracts.BEACON_ROOTS,
            Bytes.wrap(new byte[32])).bytes().slice(0, 24)) || Bytes.of(address).startsWith(
            EvmState.slot(SystemContracts.BLOCK_HASHES, Bytes.wrap(new byte[32])).bytes().slice(0, 24)));
  }

  @Test
  void instancesLearnOfEachOthersWrites() throws InterruptedException {
    var fail = new boolean[1];
    var first = world.processor((self, chunk) -> {
      if (fail[0]) {
        self.fail(chunk);
      } else {
        self.results(chunk, all(chunk, writing(new StateWrite.Set(NOTE, ONE))));
      }
    });
    var second = world.processor((self, chunk) -> self.results(chunk, all(chunk, writing(new StateWrite.Set(OTHER, ONE)))));
    var draft = world.draft();
    draft.execute(List.of(intkey(1).batch())); // by the first
    fail[0] = true;
    draft.execute(List.of(intkey(2).batch())); // by the second
    fail[0] = false;
    draft.execute(List.of(intkey(3).batch())); // by the first, which failed: afresh
    draft.execute(List.of(intkey(4).batch()));
    fail[0] = true;
    draft.execute(List.of(intkey(5).batch())); // by the second

    assertThat(first.chunks().get(2).getFresh()).isTrue();
    assertThat(first.chunks().get(3).getFresh()).isFalse();
    assertThat(second.chunks()).hasSize(2);
    assertThat(second.chunks().get(1).getFresh()).isFalse();
    assertThat(second.chunks().get(1).getInvalidatedList()).contains(NOTE.bytes().toByteString())
        .doesNotContain(OTHER.bytes().toByteString());
  }

  @Test
  void afterAClearOthersStartAfresh() throws InterruptedException {
    var clear = new boolean[1];
    var fail = new boolean[1];
    world.processor((self, chunk) -> {
      if (fail[0]) {
        self.fail(chunk);
      } else {
        self.results(chunk, all(chunk, clear[0] ? writing(new StateWrite.Clear(EvmState.storageOf(account(1)))) : nothing()));
      }
    });
    var second = world.processor(ScriptedProcessor::doNothing);
    var draft = world.draft();
    fail[0] = true;
    draft.execute(List.of(transfer(1, 0)));
    fail[0] = false;
    clear[0] = true;
    draft.execute(List.of(transfer(1, 1)));
    fail[0] = true;
    draft.execute(List.of(transfer(1, 2)));

    assertThat(second.chunks()).extracting(Execute::getFresh).containsExactly(true, true);
  }

  @Test
  void aDraftThatCameToNothingLeavesNothingInCaches() throws InterruptedException {
    var processor = world.processor((self, chunk) -> self.results(chunk, all(chunk, writing(new StateWrite.Set(NOTE, ONE)))));
    world.draft().execute(List.of(intkey(1).batch())); // dropped
    world.draft().execute(List.of(intkey(1).batch()));

    assertThat(processor.chunks()).extracting(Execute::getFresh).containsExactly(true, true);
  }

  // Registration

  @Test
  void onlySignedRegistrationsOfProperFamiliesCount() {
    var forged = new ScriptedProcessor(world.host, ScriptedProcessor::doNothing, false, EVM);
    assertThat(forged.error()).hasValueSatisfying(error ->
        assertThat(error).hasMessageContaining("the registration's signature is wrong"));
    var settings = new org.atoll.sdk.processor.FamilyInfo("x", "1", List.of(Bytes.fromHex("000000")), List.of());
    assertThat(new ScriptedProcessor(world.host, ScriptedProcessor::doNothing, settings).error())
        .hasValueSatisfying(error -> assertThat(error).hasMessageContaining("family x cannot have prefix 0x000000"));
    var greedy = new org.atoll.sdk.processor.FamilyInfo("x", "1", List.of(Bytes.EMPTY), List.of());
    assertThat(new ScriptedProcessor(world.host, ScriptedProcessor::doNothing, greedy).error()).isPresent();
    assertThat(world.host.families()).isEmpty();
    assertThat(world.changes.get()).isZero();
  }

  @Test
  void leavingInOrderIsNoticed() {
    var processor = world.processor(ScriptedProcessor::doNothing);
    assertThat(world.host.families()).containsExactly("evm 1.0", "intkey 1.0");

    processor.leave();

    assertThat(processor.ended()).isTrue();
    assertThat(world.host.families()).isEmpty();
    assertThat(world.changes.get()).isEqualTo(2);
  }
}
