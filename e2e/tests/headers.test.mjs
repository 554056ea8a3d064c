// A client that has only the JSON recomputes every hash and root, and proves state against a header.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { Wallet, keccak256 } from 'ethers';
import { compileAll } from '../lib/solc.mjs';
import { call, freeGas, key, owners, until } from '../lib/env.mjs';
import { blockSize, bloom, headerHash, listRoot, receiptBytes, transactionBytes, verifyProof } from '../lib/ethereum.mjs';
import { dynamic } from '../lib/transactions.mjs';

const BLOCKS = 120;
const KEPT = 40;
const secret = key(owners.headers[0]);
const { address } = new Wallet(secret);
const hex = (n) => `0x${n.toString(16)}`;

let height;
let token;

/** One transaction of each type there is; answers the next nonce. */
async function otherTypes(nonce) {
  const wallet = new Wallet(secret);
  const common = { chainId: 31337, to: token, gasLimit: 100_000, data: '0x' };
  const list = [{ address: token, storageKeys: [`0x${'00'.repeat(32)}`, `0x${'01'.repeat(32)}`] }];
  const authorization = wallet.authorizeSync({ chainId: 31337, address: token, nonce: nonce + 5 });
  const all = [
    { type: 0, gasPrice: 2_000_000_000 },
    { type: 1, gasPrice: 2_000_000_000, accessList: list },
    { type: 4, maxFeePerGas: 2_000_000_000, maxPriorityFeePerGas: 1, accessList: list, authorizationList: [authorization] },
  ];
  for (const one of all) {
    await mined(await call('eth_sendRawTransaction', await wallet.signTransaction({ ...common, ...one, nonce: nonce++ })));
  }
  return nonce;
}

async function mined(hash) {
  return until(`receipt of ${hash}`, 20, () => call('eth_getTransactionReceipt', hash));
}

before(async () => {
  let nonce = Number(await call('eth_getTransactionCount', address, 'latest'));
  const { bytecode } = compileAll().Probe;
  const created = await call('eth_sendRawTransaction', dynamic(secret, { nonce: nonce++, to: '0x', data: bytecode,
    gas: 3_000_000n }));
  token = (await mined(created)).contractAddress;
  nonce = await otherTypes(nonce);
  for (let i = 0; i < KEPT || Number(await call('eth_blockNumber')) < BLOCKS; i++) {
    const keep = `0xdb538c5a${hex(nonce).slice(2).padStart(64, '0')}${'1'.padStart(64, '0')}${'60'.padStart(64, '0')}`
      + '0'.repeat(64); // keep(nonce, 1, "")
    await mined(await call('eth_sendRawTransaction', dynamic(secret, { nonce: nonce++, to: token, data: keep,
      gas: 100_000n })));
  }
  height = Number(await call('eth_blockNumber'));
});

test(`header hash, parent, roots, bloom and size of every block`, { timeout: 120_000 }, async () => {
  let parent = `0x${'00'.repeat(32)}`;
  const types = new Set();
  for (let n = 0; n <= height; n++) {
    const block = await call('eth_getBlockByNumber', hex(n), true);
    assert.equal(headerHash(block), block.hash, `hash of block ${n}`);
    assert.equal(block.parentHash, parent, `parent of block ${n}`);
    const receipts = await call('eth_getBlockReceipts', hex(n));
    assert.equal(receipts.length, block.transactions.length);
    const raw = block.transactions.map(transactionBytes);
    raw.forEach((bytes, i) => assert.equal(keccak256(bytes), block.transactions[i].hash));
    assert.equal(await listRoot(raw), block.transactionsRoot, `transactions of block ${n}`);
    assert.equal(await listRoot(receipts.map(receiptBytes)), block.receiptsRoot, `receipts of block ${n}`);
    receipts.forEach((receipt) => assert.equal(bloom(receipt.logs), receipt.logsBloom));
    assert.equal(bloom(receipts.flatMap((receipt) => receipt.logs)), block.logsBloom, `bloom of block ${n}`);
    assert.equal(BigInt(receipts.at(-1)?.cumulativeGasUsed ?? 0), BigInt(block.gasUsed), `gas of block ${n}`);
    assert.equal(Number(block.size), blockSize(block), `size of block ${n}`);
    block.transactions.forEach((tx) => types.add(Number(tx.type)));
    parent = block.hash;
  }
  assert.ok(height >= 100);
  assert.deepEqual([...types].sort(), [0, 1, 2, 4]);
});

test('the same block by hash', async () => {
  const block = await call('eth_getBlockByNumber', 'latest', true);
  assert.deepEqual(await call('eth_getBlockByHash', block.hash, true), block);
});

test('state is proven by the header alone', async () => {
  const last = Number(await call('eth_getTransactionCount', address, 'latest')) - 1;
  const absent = '0x00000000000000000000000000000000deadbeef';
  for (const at of [height, height - 1, height - 30]) {
    const { stateRoot } = await call('eth_getBlockByNumber', hex(at), false);
    const account = await call('eth_getProof', address, [], hex(at));
    const proven = await verifyProof(stateRoot, account);
    assert.ok(proven.exists || freeGas);
    assert.equal(proven.nonce, BigInt(await call('eth_getTransactionCount', address, hex(at))));
    assert.equal(proven.balance, BigInt(await call('eth_getBalance', address, hex(at))));

    const slots = [storageSlot(last), storageSlot(last - 35), hex(7777)];
    const contract = await call('eth_getProof', token, slots, hex(at));
    const held = await verifyProof(stateRoot, contract);
    assert.equal(held.codeHash, keccak256(await call('eth_getCode', token, hex(at))));
    for (const slot of slots) {
      assert.equal(held.slots[slot], BigInt(await call('eth_getStorageAt', token, slot, hex(at))), `slot ${slot} at ${at}`);
      assert.equal(held.slots[slot], slot === hex(7777) || (slot === slots[0] && at < height) ? 0n : 1n);
      assert.equal(held.slots[slot], BigInt(contract.storageProof.find((one) => one.key === slot).value));
    }
    assert.ok(!(await verifyProof(stateRoot, await call('eth_getProof', absent, [hex(0)], hex(at)))).exists);
  }
});

test('a proof does not fit another root', async () => {
  const proof = await call('eth_getProof', address, [], hex(height));
  const { stateRoot } = await call('eth_getBlockByNumber', '0x0', false);
  await assert.rejects(verifyProof(stateRoot, proof));
});

/** Where Probe keeps kept[n]. */
function storageSlot(n) {
  return keccak256(`0x${hex(n).slice(2).padStart(64, '0')}${'0'.repeat(64)}`);
}
