package org.atoll.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.web3j.abi.EventEncoder;
import org.web3j.abi.FunctionEncoder;
import org.web3j.crypto.Credentials;
import org.web3j.protocol.Web3j;
import org.web3j.protocol.core.DefaultBlockParameterName;
import org.web3j.protocol.core.methods.request.EthFilter;
import org.web3j.protocol.core.methods.request.Transaction;
import org.web3j.protocol.exceptions.TransactionException;
import org.web3j.protocol.http.HttpService;
import org.web3j.protocol.websocket.WebSocketService;
import org.web3j.tx.RawTransactionManager;
import org.web3j.tx.Transfer;
import org.web3j.tx.gas.ContractGasProvider;
import org.web3j.tx.gas.DefaultGasProvider;
import org.web3j.tx.gas.StaticEIP1559GasProvider;
import org.web3j.utils.Convert;

/** web3j with its default settings. */
@TestInstance(Lifecycle.PER_CLASS)
class Web3jTest {
  private static final BigInteger SUPPLY = BigInteger.valueOf(1_000);
  private static final BigInteger GWEI = BigInteger.TEN.pow(9);
  private static final ContractGasProvider LEGACY = new DefaultGasProvider();
  private static final ContractGasProvider DYNAMIC = new StaticEIP1559GasProvider(DevChain.CHAIN_ID,
      GWEI.multiply(BigInteger.TWO), GWEI, DefaultGasProvider.GAS_LIMIT);

  private DevChain chain;
  private Web3j web3j;
  private Credentials owner;
  private Credentials other;
  private RawTransactionManager manager;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    chain = new DevChain(folder, Map.of("evm.allow_unprotected", "true")); // as atoll dev
    web3j = Web3j.build(new HttpService(chain.http()));
    owner = Credentials.create(chain.secret(0));
    other = Credentials.create(chain.secret(1));
    manager = new RawTransactionManager(web3j, owner, DevChain.CHAIN_ID);
  }

  @AfterAll
  void stop() throws InterruptedException {
    web3j.shutdown();
    chain.close();
  }

  @Test
  void networkAndFees() throws Exception {
    assertThat(web3j.ethChainId().send().getChainId()).isEqualTo(DevChain.CHAIN_ID);
    assertThat(web3j.netVersion().send().getNetVersion()).isEqualTo("31337");
    assertThat(web3j.web3ClientVersion().send().getWeb3ClientVersion()).startsWith("Atoll");
    assertThat(web3j.ethGasPrice().send().getGasPrice()).isEqualTo(GWEI.multiply(BigInteger.TWO));
    assertThat(web3j.ethMaxPriorityFeePerGas().send().getMaxPriorityFeePerGas()).isEqualTo(GWEI);
  }

  @Test
  void deploysSendsCallsAndReadsEvents() throws Exception {
    for (var gas : new ContractGasProvider[] {LEGACY, DYNAMIC}) {
      var token = Contracts.Token.deploy(web3j, manager, gas, SUPPLY);
      assertThat(token.isValid()).as("deployed code is the code sent").isTrue();
      assertThat(token.symbol()).isEqualTo("CRL");

      var receipt = token.transfer(other.getAddress(), BigInteger.valueOf(7)).send();

      assertThat(receipt.isStatusOK()).isTrue();
      assertThat(receipt.getType()).isEqualTo(gas == LEGACY ? "0x0" : "0x2");
      assertThat(Contracts.Token.transferred(receipt)).containsExactly(BigInteger.valueOf(7));
      assertThat(token.balanceOf(other.getAddress())).isEqualTo(7);
      assertThat(token.balanceOf(owner.getAddress())).isEqualTo(993);
      var logs = web3j.ethGetLogs(new EthFilter(DefaultBlockParameterName.EARLIEST, DefaultBlockParameterName.LATEST,
          token.getContractAddress()).addSingleTopic(EventEncoder.encode(Contracts.Token.TRANSFER))).send().getLogs();
      assertThat(logs).hasSize(2);
    }
  }

  @Test
  void signsWithoutChainIdUnlessToldOne() throws Exception {
    var token = Contracts.Token.deploy(web3j, new RawTransactionManager(web3j, owner), LEGACY, SUPPLY);
    assertThat(token.transfer(other.getAddress(), BigInteger.TWO).send().isStatusOK()).isTrue();
    assertThat(token.balanceOf(other.getAddress())).isEqualTo(2);
  }

  @Test
  void eventsArriveOverWebSocket() throws Exception {
    var token = Contracts.Token.deploy(web3j, manager, LEGACY, SUPPLY);
    var service = new WebSocketService(chain.webSocket(), false);
    service.connect();
    var live = Web3j.build(service);
    try {
      var head = new CompletableFuture<String>();
      var log = new CompletableFuture<String>();
      var heads = live.newHeadsNotifications().subscribe(note -> head.complete(note.getParams().getResult().getNumber()),
          head::completeExceptionally);
      var logs = live.logsNotifications(List.of(token.getContractAddress()), List.of())
          .subscribe(note -> log.complete(note.getParams().getResult().getTransactionHash()), log::completeExceptionally);
      live.ethBlockNumber().send(); // answered after the subscriptions

      var receipt = token.transfer(other.getAddress(), BigInteger.ONE).send();

      assertThat(log.get(20, TimeUnit.SECONDS)).isEqualTo(receipt.getTransactionHash());
      assertThat(new BigInteger(head.get(20, TimeUnit.SECONDS).substring(2), 16)).isPositive();
      heads.dispose();
      logs.dispose();
    } finally {
      live.shutdown();
    }
  }

  @Test
  void onlyItsOwnerMintsABadge() throws Exception {
    var badge = Contracts.Badge.deploy(web3j, manager, LEGACY);
    badge.mint(other.getAddress()).send();
    assertThat(badge.ownerOf(1)).isEqualTo(other.getAddress());

    var stranger = new Contracts.Badge(badge.getContractAddress(), web3j,
        new RawTransactionManager(web3j, other, DevChain.CHAIN_ID), LEGACY);
    assertThatThrownBy(() -> stranger.mint(other.getAddress()).send()).isInstanceOf(TransactionException.class);
  }

  @Test
  void aRevertShowsItsReason() throws Exception {
    var probe = Contracts.Probe.deploy(web3j, manager, LEGACY);
    var data = FunctionEncoder.encode(Contracts.Probe.failing());

    var call = web3j.ethCall(Transaction.createEthCallTransaction(owner.getAddress(), probe.getContractAddress(), data),
        DefaultBlockParameterName.LATEST).send();
    assertThat(call.isReverted()).isTrue();
    assertThat(call.getError().getCode()).isEqualTo(3);
    assertThat(call.getRevertReason()).contains("the reason");

    assertThatThrownBy(() -> probe.fail().send()).isInstanceOf(TransactionException.class)
        .hasMessageContaining("the reason");
  }

  @Test
  void sendsEther() throws Exception {
    var to = "0x00000000000000000000000000000000000a7011";
    var receipt = Transfer.sendFunds(web3j, other, to, BigDecimal.ONE, Convert.Unit.ETHER).send();
    assertThat(receipt.isStatusOK()).isTrue();
    assertThat(web3j.ethGetBalance(to, DefaultBlockParameterName.LATEST).send().getBalance())
        .isEqualTo(BigInteger.TEN.pow(18));
  }

  @Test
  void readsAgree() throws Exception {
    var token = Contracts.Token.deploy(web3j, manager, DYNAMIC, SUPPLY);
    var receipt = token.transfer(other.getAddress(), BigInteger.TEN).send();
    var block = web3j.ethGetBlockByHash(receipt.getBlockHash(), true).send().getBlock();
    assertThat(block.getNumber()).isEqualTo(receipt.getBlockNumber());
    assertThat(block.getTransactions()).hasSize(1);
    var transaction = web3j.ethGetTransactionByHash(receipt.getTransactionHash()).send().getTransaction().orElseThrow();
    assertThat(transaction.getFrom()).isEqualTo(owner.getAddress());
    assertThat(transaction.getNonce().add(BigInteger.ONE)).isEqualTo(web3j
        .ethGetTransactionCount(owner.getAddress(), DefaultBlockParameterName.PENDING).send().getTransactionCount());
  }
}
