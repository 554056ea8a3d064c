// viem with its default settings.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { BaseError, ContractFunctionRevertedError, createPublicClient, createWalletClient, defineChain, getContract,
  http, parseEther, parseEventLogs, webSocket } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { compileAll } from '../lib/solc.mjs';
import { freeGas, key, owners, rpc, untilKept, ws } from '../lib/env.mjs';

const chain = defineChain({
  id: 31337,
  name: 'Atoll',
  nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
  rpcUrls: { default: { http: [rpc], webSocket: [ws] } },
});
const account = privateKeyToAccount(key(owners.viem[0]));
const other = privateKeyToAccount(key(owners.viem[1]));
const client = createPublicClient({ chain, transport: http() });
const wallet = createWalletClient({ chain, account, transport: http() });

let compiled;
let token;

before(() => {
  compiled = compileAll();
});

async function mined(hash) {
  return client.waitForTransactionReceipt({ hash: await hash });
}

async function deploy(name, ...args) {
  const { abi, bytecode } = compiled[name];
  const receipt = await mined(wallet.deployContract({ abi, bytecode, args }));
  assert.equal(receipt.status, 'success');
  return getContract({ abi, address: receipt.contractAddress, client: { public: client, wallet } });
}

async function reverted(promise) {
  try {
    await promise;
  } catch (error) {
    assert.ok(error instanceof BaseError, String(error));
    return error.walk((cause) => cause instanceof ContractFunctionRevertedError);
  }
  return assert.fail('did not revert');
}

test('network and fees', async () => {
  assert.equal(await client.getChainId(), 31337);
  const fees = await client.estimateFeesPerGas();
  assert.equal(fees.maxPriorityFeePerGas, freeGas ? 0n : 1_000_000_000n);
  assert.equal(await client.getGasPrice(), freeGas ? 0n : 2_000_000_000n);
  const history = await client.getFeeHistory({ blockCount: 4, rewardPercentiles: [25, 75] });
  assert.equal(history.baseFeePerGas.length, history.gasUsedRatio.length + 1);
});

test('deploy ERC-20, send, call', async () => {
  token = await deploy('Token', 'Coral', 'CRL', parseEther('1000'));
  const receipt = await mined(token.write.transfer([other.address, parseEther('7')]));
  assert.equal(receipt.status, 'success');
  assert.equal(receipt.type, 'eip1559');
  assert.equal(await token.read.balanceOf([other.address]), parseEther('7'));
  assert.equal(await token.read.symbol(), 'CRL');
  const [transfer] = parseEventLogs({ abi: token.abi, logs: receipt.logs });
  assert.equal(transfer.args.value, parseEther('7'));
});

test('simulate, then write', async () => {
  const { request, result } = await client.simulateContract({ account, address: token.address, abi: token.abi,
    functionName: 'transfer', args: [other.address, 1n] });
  assert.equal(result, true);
  assert.equal((await mined(wallet.writeContract(request))).status, 'success');
});

test('past events', async () => {
  const events = await token.getEvents.Transfer({ from: account.address }, { fromBlock: 0n });
  assert.equal(events.length, 2);
  assert.equal(events[0].args.value, parseEther('7'));
});

test('live events over polling and WebSocket', async () => {
  const socket = createPublicClient({ chain, transport: webSocket() });
  const stops = [];
  try {
    const seen = [client, socket].map((from) => new Promise((resolve, reject) => stops.push(
      from.watchContractEvent({ address: token.address, abi: token.abi, eventName: 'Transfer',
        onLogs: (logs) => resolve(logs[0].args.value), onError: reject }))));
    const head = new Promise((resolve) => stops.push(socket.watchBlocks({ onBlock: resolve })));
    await socket.getBlockNumber();
    // when the polling client's filter stands, nobody is told: it may miss the first
    assert.deepEqual(await untilKept(Promise.all(seen), 60, () => mined(token.write.transfer([other.address, 5n]))),
      [5n, 5n]);
    assert.ok((await head).number > 0n);
  } finally {
    stops.forEach((stop) => stop());
    (await socket.transport.getRpcClient()).close();
  }
});

test('ERC-721: mint, owner, only the owner may', async () => {
  const badge = await deploy('Badge');
  await mined(badge.write.mint([other.address]));
  assert.equal(await badge.read.ownerOf([1n]), other.address);
  const error = await reverted(badge.simulate.mint([other.address], { account: other }));
  assert.equal(error.data.errorName, 'OwnableUnauthorizedAccount');
  assert.deepEqual(error.data.args, [other.address]);
});

test('revert reason, custom error, panic, bare revert', async () => {
  const probe = await deploy('Probe');
  assert.equal((await reverted(probe.write.withReason([true]))).reason, 'the reason');
  const custom = await reverted(probe.write.withCustomError([3n]));
  assert.equal(custom.data.errorName, 'TooLow');
  assert.deepEqual(custom.data.args, [3n, 10n]);
  const panic = await reverted(probe.simulate.withPanic([0n]));
  assert.equal(panic.data.errorName, 'Panic');
  assert.deepEqual(panic.data.args, [18n]);
  assert.ok(await reverted(probe.simulate.silently()));

  const failed = await mined(probe.write.withReason([true], { gas: 100_000n }));
  assert.equal(failed.status, 'reverted');
  assert.equal(await probe.read.kept([0n]), 0n);
});

test('several transactions at once keep their order', async () => {
  const probe = await deploy('Probe');
  const nonce = await client.getTransactionCount({ address: account.address, blockTag: 'pending' });
  const hashes = [];
  for (let i = 0; i < 10; i++) {
    hashes.push(await probe.write.keep([1n, BigInt(i), `number ${i}`], { nonce: nonce + i }));
  }
  const receipts = await Promise.all(hashes.map((hash) => client.waitForTransactionReceipt({ hash })));
  assert.ok(receipts.every((receipt) => receipt.status === 'success'));
  assert.equal(await probe.read.kept([1n]), 9n);
});

test('EIP-7702: an account takes on code', async () => {
  const probe = await deploy('Probe');
  const authorization = await wallet.signAuthorization({ account: other, contractAddress: probe.address });
  const receipt = await mined(wallet.sendTransaction({ authorizationList: [authorization], to: other.address, data: '0x',
    gas: 200_000n }));
  assert.equal(receipt.type, 'eip7702');
  assert.equal(await client.getCode({ address: other.address }), `0xef0100${probe.address.slice(2).toLowerCase()}`);
  const undo = await wallet.signAuthorization({ account: other, contractAddress: `0x${'00'.repeat(20)}` });
  await mined(wallet.sendTransaction({ authorizationList: [undo], to: account.address, gas: 200_000n }));
  assert.equal(await client.getCode({ address: other.address }), undefined);
});

test('batched calls, historic state, state override', async () => {
  const batching = createPublicClient({ chain, transport: http(undefined, { batch: true }) });
  const [number, id, balance] = await Promise.all([batching.getBlockNumber(), batching.getChainId(),
    batching.getBalance({ address: account.address })]);
  assert.ok(number > 0n && id === 31337 && balance >= 0n);
  const before = await client.getBlockNumber({ cacheTime: 0 });
  const held = await token.read.balanceOf([other.address]);
  await mined(token.write.transfer([other.address, 11n]));
  assert.equal(await token.read.balanceOf([other.address], { blockNumber: before }), held);
  assert.equal(await token.read.balanceOf([other.address]), held + 11n);
  const lent = await client.call({ account: other.address, to: account.address, value: parseEther('99999'),
    stateOverride: [{ address: other.address, balance: parseEther('100000') }] });
  assert.equal(lent.data, undefined);
});
