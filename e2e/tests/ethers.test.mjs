// ethers 6 with its default settings.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Contract, ContractFactory, JsonRpcProvider, Wallet, WebSocketProvider, isError, parseEther } from 'ethers';
import { compileAll } from '../lib/solc.mjs';
import { freeGas, key, owners, rpc, untilKept, ws } from '../lib/env.mjs';

let provider;
let owner;
let other;
let compiled;
let token;

before(() => {
  compiled = compileAll();
  provider = new JsonRpcProvider(rpc);
  owner = new Wallet(key(owners.ethers[0]), provider);
  other = new Wallet(key(owners.ethers[1]), provider);
});

after(() => provider.destroy());

async function deploy(name, signer, ...args) {
  const { abi, bytecode } = compiled[name];
  const contract = await new ContractFactory(abi, bytecode, signer).deploy(...args);
  await contract.waitForDeployment();
  await cacheGone();
  return contract;
}

/** ethers answers a repeated question from its cache for 250 ms; whoever asks again after a block waits that long. */
const cacheGone = () => new Promise((resolve) => setTimeout(resolve, 260));

/** Sends, waits for the block, answers the receipt. */
async function mined(sending) {
  const receipt = await (await sending).wait();
  await cacheGone();
  return receipt;
}

async function rejection(promise) {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  return assert.fail('was not rejected');
}

test('network and fees', async () => {
  assert.equal((await provider.getNetwork()).chainId, 31337n);
  const fees = await provider.getFeeData();
  assert.equal(fees.gasPrice ?? 0n, freeGas ? 0n : 2_000_000_000n); // ethers makes null of 0
  assert.equal(fees.maxPriorityFeePerGas ?? 0n, freeGas ? 0n : 1_000_000_000n);
});

test('deploy ERC-20, send, call', async () => {
  token = await deploy('Token', owner, 'Coral', 'CRL', parseEther('1000'));
  const receipt = await token.deploymentTransaction().wait();
  assert.equal(receipt.status, 1);
  assert.equal(receipt.contractAddress, await token.getAddress());
  assert.equal(await provider.getCode(token), compiled.Token.runtime);
  const sent = await mined(token.transfer(other.address, parseEther('7')));
  assert.equal(sent.status, 1);
  assert.equal(sent.type, freeGas ? 0 : 2); // without a price ethers sends the old kind
  assert.equal(await token.balanceOf(other.address), parseEther('7'));
  assert.equal(await token.symbol(), 'CRL');
});

test('past events', async () => {
  const transfers = await token.queryFilter(token.filters.Transfer(owner.address, other.address));
  assert.equal(transfers.length, 1);
  assert.equal(transfers[0].args.value, parseEther('7'));
  assert.equal((await token.queryFilter('Transfer', 0, 'latest')).length, 2);
});

test('live events over polling and WebSocket', async () => {
  const socket = new WebSocketProvider(ws);
  try {
    const heads = new Promise((resolve) => socket.once('block', resolve));
    const overSocket = new Promise((resolve) => token.connect(socket).once('Transfer', (from, to, value) =>
      resolve(value)));
    const overPolling = new Promise((resolve) => token.once('Transfer', (from, to, value) => resolve(value)));
    await socket.getBlockNumber(); // subscriptions are sent in order, so they stand now
    await provider.getBlockNumber();
    // when the polling client's filter stands, nobody is told: it may miss the first
    const seen = await untilKept(Promise.all([overSocket, overPolling]), 60,
      () => mined(token.transfer(other.address, 5n)));
    assert.deepEqual(seen, [5n, 5n]);
    assert.ok(await heads > 0);
  } finally {
    await socket.destroy();
  }
});

test('ERC-721: mint, owner, only the owner may', async () => {
  const badge = await deploy('Badge', owner);
  await mined(badge.mint(other.address));
  assert.equal(await badge.ownerOf(1n), other.address);
  const error = await rejection(badge.connect(other).mint(other.address));
  assert.ok(isError(error, 'CALL_EXCEPTION'));
  const decoded = badge.interface.parseError(error.data);
  assert.equal(decoded.name, 'OwnableUnauthorizedAccount');
  assert.deepEqual([...decoded.args], [other.address]);
});

test('revert reason, custom error, panic, bare revert', async () => {
  const probe = await deploy('Probe', owner);
  const reason = await rejection(probe.withReason(true));
  assert.equal(reason.code, 'CALL_EXCEPTION');
  assert.equal(reason.reason, 'the reason');
  const custom = await rejection(probe.withCustomError.staticCall(3));
  assert.equal(custom.revert.name, 'TooLow');
  assert.deepEqual([...custom.revert.args], [3n, 10n]);
  const panic = await rejection(probe.withPanic.staticCall(0));
  assert.equal(panic.revert.name, 'Panic');
  assert.equal(Number(panic.revert.args[0]), 0x12);
  const silent = await rejection(probe.silently());
  assert.equal(silent.code, 'CALL_EXCEPTION');
  assert.equal(silent.data, '0x');

  const failed = await rejection(probe.withReason(true, { gasLimit: 100_000 }).then((tx) => tx.wait()));
  assert.equal(failed.code, 'CALL_EXCEPTION');
  assert.equal(failed.receipt.status, 0);
  await cacheGone();
  assert.equal(await probe.kept(0), 0n);
});

test('block environment', async () => {
  const probe = await deploy('Probe', owner);
  const head = await provider.getBlock('latest');
  const [number, time, chain, parent, fee] = await probe.block_({ blockTag: head.number });
  assert.equal(number, BigInt(head.number));
  assert.equal(time, BigInt(head.timestamp));
  assert.equal(chain, 31337n);
  assert.equal(parent, head.parentHash);
  assert.ok(fee === 0n || fee === head.baseFeePerGas);
});

test('several transactions at once keep their order', async () => {
  const probe = await deploy('Probe', owner);
  const nonce = await provider.getTransactionCount(owner.address, 'pending');
  const sent = [];
  for (let i = 0; i < 10; i++) {
    sent.push(await probe.keep(1, i, `number ${i}`, { nonce: nonce + i }));
  }
  const receipts = await Promise.all(sent.map((tx) => tx.wait()));
  assert.ok(receipts.every((receipt) => receipt.status === 1));
  assert.equal(await probe.kept(1), 9n);
});

test('plain transfer and exact balances', { skip: freeGas && 'nobody owns anything' }, async () => {
  const before = await provider.getBalance(owner.address);
  const receipt = await mined(owner.sendTransaction({ to: '0x00000000000000000000000000000000000a7011', value: 5n }));
  assert.equal(receipt.gasUsed, 21_000n);
  assert.equal(before - await provider.getBalance(owner.address), 5n + receipt.gasUsed * receipt.gasPrice);
});

test('messages: personal and typed data recover', async () => {
  const { verifyTypedData, verifyMessage } = await import('ethers');
  const domain = { name: 'Coral', version: '1', chainId: 31337, verifyingContract: await token.getAddress() };
  const types = { Vote: [{ name: 'for', type: 'address' }] };
  const value = { for: other.address };
  assert.equal(verifyTypedData(domain, types, value, await owner.signTypedData(domain, types, value)), owner.address);
  assert.equal(verifyMessage('hello', await owner.signMessage('hello')), owner.address);
});

test('reads agree: block, transaction, receipt, logs', async () => {
  const receipt = await mined(token.transfer(other.address, 1n));
  const block = await provider.getBlock(receipt.blockNumber, true);
  assert.equal(block.hash, receipt.blockHash);
  assert.ok(block.prefetchedTransactions.some((tx) => tx.hash === receipt.hash));
  const tx = await provider.getTransaction(receipt.hash);
  assert.equal(tx.from, owner.address);
  assert.equal(tx.blockNumber, receipt.blockNumber);
  const logs = await provider.getLogs({ blockHash: receipt.blockHash });
  assert.equal(logs.filter((log) => log.transactionHash === receipt.hash).length, 1);
  assert.equal(await provider.getTransactionReceipt(`0x${'11'.repeat(32)}`), null);
});
