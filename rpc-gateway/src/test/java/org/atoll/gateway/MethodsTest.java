package org.atoll.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.math.BigInteger;
import java.util.Optional;
import org.atoll.sdk.proto.FeesReply;
import org.atoll.sdk.proto.Refusal;
import org.atoll.sdk.value.Bytes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every method that only reads: what it answers, and what it answers to nonsense. */
final class MethodsTest {
  private static GatewayHarness harness;

  @BeforeAll
  static void start() throws Exception {
    harness = GatewayHarness.start();
  }

  @AfterAll
  static void stop() throws Exception {
    harness.close();
  }

  @BeforeEach
  void forget() {
    harness.validator.refusal = Optional.empty();
    harness.validator.onQuery = query -> FakeValidator.output(Bytes.fromHex("2a"));
  }

  private static String address() {
    return SampleChain.SENDER.toString();
  }

  private static String blockHash(int number) {
    return Bytes.of(harness.validator.blocks.get(number).getHash()).to0x();
  }

  private static String transactionHash(int index) {
    return Bytes.of(harness.validator.blocks.get(1).getTransactions(index).getHash()).to0x();
  }

  /** Fills in what only the running chain knows. */
  private static String fill(String params) {
    return params.replace('\'', '"').replace("$A", address()).replace("$C", SampleChain.CONTRACT.toString())
        .replace("$B1", blockHash(1)).replace("$T0", transactionHash(0)).replace("$T", SampleChain.TOPIC.toString())
        .replace("$0", "0x" + "00".repeat(32));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      eth_chainId | [] | '0x7a69'
      net_version | [] | '31337'
      eth_blockNumber | [] | '0x3'
      web3_clientVersion | [] | 'Atoll/v0.1.0/java25'
      web3_sha3 | ['0x68656c6c6f'] | '0x1c8aff950685c2ed4bc3174f3472287b56d9517b9c948127319a09a7a36deac8'
      net_listening | [] | true
      net_peerCount | [] | '0x3'
      eth_syncing | [] | false
      eth_accounts | [] | []
      rpc_modules | [] | {'debug':'1.0','eth':'1.0','net':'1.0','rpc':'1.0','txpool':'1.0','web3':'1.0'}
      eth_getBlockByNumber | ['0x3e8',true] | null
      eth_getBlockByHash | ['$0',true] | null
      eth_getBlockTransactionCountByHash | ['$B1'] | '0x4'
      eth_getBlockTransactionCountByHash | ['$0'] | null
      eth_getBlockTransactionCountByNumber | ['0x1'] | '0x4'
      eth_getBlockTransactionCountByNumber | ['0x9'] | null
      eth_getUncleCountByBlockHash | ['$B1'] | '0x0'
      eth_getUncleCountByBlockNumber | ['latest'] | '0x0'
      eth_getUncleCountByBlockNumber | ['0x9'] | null
      eth_getUncleByBlockHashAndIndex | ['$B1','0x0'] | null
      eth_getUncleByBlockNumberAndIndex | ['latest','0x0'] | null
      eth_getBlockReceipts | ['0x0'] | []
      eth_getBlockReceipts | ['0x9'] | null
      eth_getBalance | ['$A','latest'] | '0x3e8'
      eth_getBalance | ['$A'] | '0x3e8'
      eth_getBalance | ['$A','0x1'] | '0x3e8'
      eth_getBalance | ['$A',{'blockHash':'$B1','requireCanonical':true}] | '0x3e8'
      eth_getBalance | ['$A',{'blockNumber':'0x1'}] | '0x3e8'
      eth_getBalance | ['$A','$B1'] | '0x3e8'
      eth_getBalance | ['0x00000000000000000000000000000000000000ff','safe'] | '0x0'
      eth_getTransactionCount | ['$A','latest'] | '0x5'
      eth_getTransactionCount | ['$A','pending'] | '0x7'
      eth_getCode | ['$C','latest'] | '0x6001600201'
      eth_getCode | ['$A','latest'] | '0x'
      eth_getCode | ['0x00000000000000000000000000000000000000ff'] | '0x'
      eth_getStorageAt | ['$C','0x0','latest'] | '0x0000000000000000000000000000000000000000000000000000000000001234'
      eth_getStorageAt | ['$C','0x1','latest'] | '0x0000000000000000000000000000000000000000000000000000000000000000'
      eth_getStorageAt | ['$C','00','latest'] | '0x0000000000000000000000000000000000000000000000000000000000001234'
      eth_getStorageValues | [{'$C':['0x00']}] | {'$C':['0x0000000000000000000000000000000000000000000000000000000000001234']}
      eth_getTransactionByHash | ['$0'] | null
      eth_getTransactionReceipt | ['$0'] | null
      eth_getTransactionByBlockNumberAndIndex | ['0x1','0x4'] | null
      eth_getTransactionByBlockNumberAndIndex | ['0x9','0x0'] | null
      eth_getTransactionByBlockHashAndIndex | ['$0','0x0'] | null
      eth_call | [{'to':'$C','data':'0x01'},'latest'] | '0x2a'
      eth_call | [{'to':'$C','input':'0x01','data':'0x01','chain':'x','networkId':7}] | '0x2a'
      eth_call | [{'to':'$C'},'pending',{'$A':{'balance':'0x1','stateDiff':{'$T':'$T'}}},{'number':'0x5'}] | '0x2a'
      eth_estimateGas | [{'from':'$A','to':'$C','value':'0x1'}] | '0x5248'
      eth_gasPrice | [] | '0x77359400'
      eth_maxPriorityFeePerGas | [] | '0x3b9aca00'
      eth_baseFee | [] | '0x3b9aca00'
      eth_blobBaseFee | [] | '0x1'
      eth_feeHistory | ['0x0','latest'] | {'oldestBlock':'0x0','gasUsedRatio':null}
      eth_getLogs | [{'fromBlock':'0x4'}] | []
      eth_uninstallFilter | ['0x1'] | false
      txpool_status | [] | {'pending':'0x0','queued':'0x2'}
      """, quoteCharacter = '~')
  void answers(String method, String params, String expected) throws Exception {
    assertThat(harness.result(method, fill(params))).isEqualTo(GatewayHarness.JSON.readTree(fill(expected)));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      eth_nope | [] | -32601 the method eth_nope does not exist/is not available
      eth_sendTransaction | [{}] | -32601 the method eth_sendTransaction does not exist/is not available
      eth_sign | [] | -32601 the method eth_sign does not exist/is not available
      anvil_nodeInfo | [] | -32601 the method anvil_nodeInfo does not exist/is not available
      evm_mine | [] | -32601 the method evm_mine does not exist/is not available
      eth_subscribe | ['newHeads'] | -32601 the method eth_subscribe does not exist/is not available
      eth_chainId | [1] | -32602 too many arguments, want at most 0
      eth_getBalance | [] | -32602 missing value for required argument 0
      eth_getBalance | [null] | -32602 missing value for required argument 0
      eth_getStorageAt | ['$C'] | -32602 missing value for required argument 1
      eth_getBalance | [7] | -32602 invalid argument 0: expected a string, got a number
      eth_getBalance | ['$C',true] | -32602 invalid argument 1: expected a block, got a boolean
      eth_getBalance | ['abcd'] | -32602 invalid argument 0: hex string without 0x prefix
      eth_getBalance | ['0x12'] | -32602 invalid argument 0: hex string has length 2, want 40 for an address
      eth_getBalance | ['0xzz'] | -32602 invalid argument 0: invalid hex string
      eth_getBalance | ['0x123'] | -32602 invalid argument 0: hex string of odd length
      eth_getBalance | ['$A','0x'] | -32602 invalid argument 1: hex string "0x"
      eth_getBalance | ['$A','0x01'] | -32602 invalid argument 1: hex number with leading zero digits
      eth_getBalance | ['$A','12'] | -32602 invalid argument 1: hex string without 0x prefix
      eth_getBalance | ['$A','0x10000000000000000'] | -32602 invalid argument 1: hex number > 64 bits
      eth_getBalance | ['$A','0xffffffffffffffff'] | -32602 invalid argument 1: block number larger than int64
      eth_getBalance | ['$A',{}] | -32602 invalid argument 1: neither blockNumber nor blockHash is given
      eth_getBalance | ['$A',{'blockNumber':'0x1','blockHash':'$B1'}] | -32602 invalid argument 1: cannot specify both BlockHash and BlockNumber, choose one or the other
      eth_getBalance | ['$A','0x9'] | -32000 header not found
      eth_getBalance | ['$A','$0'] | -32000 header not found
      eth_getBlockByNumber | ['2',true] | -32602 invalid argument 0: hex string without 0x prefix
      eth_getBlockByNumber | [2,true] | -32602 invalid argument 0: hex string without 0x prefix
      eth_getBlockByNumber | ['0x1','yes'] | -32602 invalid argument 1: expected a boolean, got a string
      eth_getBlockByHash | ['0x12',true] | -32602 invalid argument 0: hex string has length 2, want 64 for a hash
      eth_getStorageAt | ['$C','0xasdf','latest'] | -32602 invalid hex in storage key: "0xasdf"
      eth_getStorageAt | ['$C','0x00000000000000000000000000000000000000000000000000000000000000000','latest'] | -32602 storage key too long (want at most 32 bytes): "0x00000000000000000000000000000000000000000000000000000000000000000"
      eth_getStorageValues | [{}] | -32602 empty request
      eth_call | ['x'] | -32602 invalid argument 0: expected an object, got a string
      eth_call | [{'to':'0x1'}] | -32602 invalid argument 0: to: hex string of odd length
      eth_call | [{'input':'0x01','data':'0x02'}] | -32602 invalid argument 0: both "data" and "input" are set and not equal. Please use "input" to pass transaction call data
      eth_call | [{'gasPrice':'0x1','maxFeePerGas':'0x1'}] | -32000 both gasPrice and (maxFeePerGas or maxPriorityFeePerGas) specified
      eth_call | [{},'latest',{'$A':{'state':{},'stateDiff':{}}}] | -32000 account $A has both 'state' and 'stateDiff'
      eth_feeHistory | ['0x1','latest',[101]] | -32602 invalid argument 2: invalid reward percentile: 101.0
      eth_feeHistory | ['0x1','latest',[50,20]] | -32602 invalid argument 2: invalid reward percentile: #0:50.0 >= #1:20.0
      eth_getLogs | [{'fromBlock':'0x2','toBlock':'0x1'}] | -32602 invalid block range params
      eth_getLogs | [{'fromBlock':'0x1','toBlock':'0x9'}] | -32602 block range extends beyond current head block
      eth_getLogs | [{'blockHash':'$B1','toBlock':'0x1'}] | -32602 invalid argument 0: cannot specify both BlockHash and FromBlock/ToBlock, choose one or the other
      eth_getLogs | [{'topics':[null,null,null,null,null]}] | -32602 exceed max topics
      eth_getLogs | [{'topics':['0x12']}] | -32602 invalid argument 0: hex string has length 2, want 64 for a hash
      eth_getFilterChanges | ['0x1'] | -32000 filter not found
      eth_getFilterLogs | ['0x1'] | -32000 filter not found
      eth_sendRawTransaction | ['12'] | -32602 invalid argument 0: hex string without 0x prefix
      web3_sha3 | ['hello'] | -32602 invalid argument 0: hex string without 0x prefix
      """, quoteCharacter = '~')
  void refuses(String method, String params, String expected) throws Exception {
    assertThat(harness.error(method, fill(params))).isEqualTo(expected.replace("$A", address()));
  }

  @Test
  void ethereumsOwnErrorsCarryNoData() throws Exception {
    assertThat(harness.call("eth_getBalance", "[7]").get("error").has("data")).isFalse();
  }

  @Test
  void aRevertCarriesItsDataWithCode3() throws Exception {
    var revert = Refusal.newBuilder().setCode(3).setMessage("execution reverted: no")
        .setData(ByteString.copyFrom(new byte[] {8, -61}));
    harness.validator.onQuery = query -> FakeValidator.refused(revert.build());

    var error = harness.call("eth_call", fill("[{'to':'$C'}]")).get("error");

    assertThat(error).isEqualTo(GatewayHarness.JSON.readTree(
        "{\"code\":3,\"message\":\"execution reverted: no\",\"data\":\"0x08c3\"}"));
  }

  @Test
  void aRevertWithoutReasonCarries0x() throws Exception {
    harness.validator.onQuery = query -> FakeValidator.refused(
        Refusal.newBuilder().setCode(3).setMessage("execution reverted").build());

    assertThat(harness.call("eth_estimateGas", fill("[{'to':'$C'}]")).get("error").get("data").asText()).isEqualTo("0x");
  }

  @Test
  void atollsOwnRefusalsSayWhatToDo() throws Exception {
    harness.validator.refusal = Optional.of(Refusal.newBuilder().setCode(-32001)
        .setMessage("state of block 1 is gone: this node keeps 2 to head").setName("STATE_PRUNED")
        .setHint("ask an archive node").putDetails("oldest", "2").build());

    var error = harness.call("eth_getBalance", fill("['$A','0x1']")).get("error");

    assertThat(error.get("data")).isEqualTo(GatewayHarness.JSON.readTree(
        "{\"code\":\"STATE_PRUNED\",\"hint\":\"ask an archive node\",\"oldest\":2}"));
  }

  @Test
  void aProofIsShownAsEip1186Says() throws Exception {
    var proof = harness.result("eth_getProof", fill("['$C',['0x00','$T'],'latest']"));

    assertThat(proof).isEqualTo(GatewayHarness.JSON.readTree(fill("""
        {"address":"$C","accountProof":["0x0102"],"balance":"0x0",
         "codeHash":"0x0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c","nonce":"0x1",
         "storageHash":"$T","storageProof":[
           {"key":"0x0","value":"0x38","proof":["0x03"]},{"key":"$T","value":"0x38","proof":["0x03"]}]}""")));
  }

  @Test
  void feeHistoryHasOneBaseFeeMoreThanBlocks() throws Exception {
    assertThat(harness.result("eth_feeHistory", "[2,\"latest\",[10,50]]")).isEqualTo(GatewayHarness.JSON.readTree("""
        {"oldestBlock":"0x1","reward":[["0x3b9aca00","0x3b9aca00"],["0x3b9aca00","0x3b9aca00"]],
         "baseFeePerGas":["0x3b9aca00","0x3b9aca00","0x3b9aca00"],"gasUsedRatio":[0.25,0],
         "baseFeePerBlobGas":["0x1","0x1","0x1"],"blobGasUsedRatio":[0,0]}"""));
  }

  @Test
  void pricesFollowTheChainsRule() throws Exception {
    var before = harness.validator.fees;
    try {
      harness.validator.fees = FeesReply.newBuilder()
          .setNextBaseFee(SampleChain.bytes(BigInteger.valueOf(801)))
          .setSuggestedTip(SampleChain.bytes(BigInteger.TEN)).build();
      assertThat(harness.result("eth_gasPrice", "[]").asText()).isEqualTo("0x390"); // ⌈801 · 9/8⌉ + 10
      harness.validator.fees = FeesReply.newBuilder().setFreeGas(true)
          .setSuggestedTip(SampleChain.bytes(BigInteger.TEN)).build();
      assertThat(harness.result("eth_gasPrice", "[]").asText()).isEqualTo("0x0");
      assertThat(harness.result("eth_maxPriorityFeePerGas", "[]").asText()).isEqualTo("0x0");
      assertThat(harness.result("eth_baseFee", "[]").asText()).isEqualTo("0x0");
    } finally {
      harness.validator.fees = before;
    }
  }

  @Test
  void logsAreFoundByTopicInBothNotations() throws Exception {
    for (var topics : new String[] {"['$T']", "[['$T']]", "[['$T','$0']]"}) {
      var logs = harness.result("eth_getLogs", fill("[{'fromBlock':'earliest','topics':" + topics + "}]"));
      assertThat(logs).hasSize(3);
      assertThat(logs.get(0).get("logIndex").asText()).isEqualTo("0x0");
      assertThat(logs.get(0).get("removed").asBoolean()).isFalse();
    }
    assertThat(harness.result("eth_getLogs", fill("[{'fromBlock':'0x1','address':['$C'],'topics':[null]}]"))).hasSize(6);
    assertThat(harness.result("eth_getLogs", fill("[{'fromBlock':'0x1','address':'$A','topics':[[]]}]"))).isEmpty();
    assertThat(harness.result("eth_getLogs", fill("[{'blockHash':'$B1'}]"))).hasSize(4);
    var search = harness.validator.searches.getFirst();
    assertThat(search.getMaxLogs()).isEqualTo(10_000);
    assertThat(search.getMaxBlocks()).isEqualTo(5_000);
  }

  @Test
  void capabilitiesNameTheHead() throws Exception {
    var capabilities = harness.result("eth_capabilities", "[]");

    assertThat(capabilities.get("head").get("hash").asText()).isEqualTo(blockHash(3));
    assertThat(capabilities.get("state").get("oldestBlock").asText()).isEqualTo("0x0");
  }
}
