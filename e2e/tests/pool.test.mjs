// What the pool refuses once it holds something, and failures that go into a block.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Wallet } from 'ethers';
import { ask, call, development, freeGas, key, owners, until } from '../lib/env.mjs';
import { deploying, dynamic, unprotected } from '../lib/transactions.mjs';

const secret = key(owners.errors[0]);
const { address } = new Wallet(secret);
const next = async () => Number(await call('eth_getTransactionCount', address, 'latest'));
const send = (raw) => ask('eth_sendRawTransaction', raw);

async function mined(raw) {
  const hash = await call('eth_sendRawTransaction', raw);
  return until(`receipt of ${hash}`, 20, () => call('eth_getTransactionReceipt', hash));
}

test('the same transaction again, and another in its place', async () => {
  const nonce = await next();
  const waiting = dynamic(secret, { nonce: nonce + 1 });
  const hash = await call('eth_sendRawTransaction', waiting);
  const head = (await call('eth_getBlockByNumber', 'latest', false)).hash;
  assert.deepEqual((await send(waiting)).error, { code: -32000, message: 'already known' });
  if (!freeGas) {
    assert.deepEqual((await send(dynamic(secret, { nonce: nonce + 1, value: 1n }))).error,
      { code: -32000, message: 'replacement transaction underpriced' });
  }
  assert.equal((await call('eth_getTransactionByHash', hash)).blockHash, null);
  assert.equal((await call('eth_getBlockByNumber', 'latest', false)).hash, head);

  const faster = await call('eth_sendRawTransaction',
    dynamic(secret, { nonce: nonce + 1, cap: 4_000_000_000n, tip: 2_000_000_000n }));
  assert.equal(await call('eth_getTransactionByHash', hash), null, 'the replaced one is gone');
  await mined(dynamic(secret, { nonce })); // fills the gap
  const receipt = await until('the replacement', 20, () => call('eth_getTransactionReceipt', faster));
  assert.equal(receipt.status, '0x1');
  assert.deepEqual((await send(dynamic(secret, { nonce }))).error,
    { code: -32000, message: `nonce too low: next nonce ${nonce + 2}, tx nonce ${nonce}` });
});

test('a transaction without chain id on a development chain', { skip: !development && 'refused there' }, async () => {
  const receipt = await mined(unprotected(secret, await next()));
  assert.equal(receipt.status, '0x1');
  assert.equal((await call('eth_getTransactionByHash', receipt.transactionHash)).chainId, undefined);
});

test('code too large fails in its block and leaves nothing', async () => {
  const receipt = await mined(dynamic(secret, { nonce: await next(), to: '0x', data: deploying(24_577),
    gas: 8_000_000n }));
  assert.equal(receipt.status, '0x0');
  assert.equal(receipt.gasUsed, '0x7a1200');
  assert.equal(await call('eth_getCode', receipt.contractAddress, 'latest'), '0x');
});

test('a transaction that runs out of gas pays and spends its nonce', async () => {
  const nonce = await next();
  const receipt = await mined(dynamic(secret, { nonce, to: '0x', data: '0x5b5f56', gas: 100_000n }));
  assert.equal(receipt.status, '0x0');
  assert.equal(receipt.gasUsed, '0x186a0');
  assert.deepEqual(receipt.logs, []);
  assert.equal(await next(), nonce + 1);
});
