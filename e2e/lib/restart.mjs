// Kills the processor in the middle of a load: what was accepted is executed once, and only the processor is started again.
import assert from 'node:assert/strict';
import { Wallet } from 'ethers';
import { ask, call, key, owners, until } from './env.mjs';
import { dynamic } from './transactions.mjs';

const TRANSFERS = 100;
const KILL_AFTER = 30;
const VALUE = 3n;
const to = '0x00000000000000000000000000000000000c0ffe';

/** @param node from startSeparate */
export async function killProcessor(node) {
  const secret = key(owners.restart[0]);
  const { address } = new Wallet(secret);
  const first = Number(await call('eth_getTransactionCount', address, 'latest'));
  const before = BigInt(await call('eth_getBalance', to, 'latest'));
  const raw = Array.from({ length: TRANSFERS }, (_, i) => dynamic(secret, { nonce: first + i, to, value: VALUE }));

  const accepted = raw.slice(0, KILL_AFTER).map((one) => call('eth_sendRawTransaction', one));
  await Promise.any(accepted);
  await node.processor.kill();
  accepted.push(...raw.slice(KILL_AFTER).map((one) => call('eth_sendRawTransaction', one)));

  const missing = await until('a call that finds no processor', 10, async () =>
    (await ask('eth_call', { to, data: '0x01' }, 'latest')).error);
  assert.equal(missing.code, -32011);
  assert.equal(missing.message, 'the evm processor is not connected');
  assert.equal(missing.data.code, 'NOT_READY');
  assert.ok(Number(await call('eth_blockNumber')) >= 0, 'reads go on');
  const stuck = Number(await call('eth_getTransactionCount', address, 'latest'));
  assert.ok(stuck < first + TRANSFERS, 'the processor was killed too late');

  await node.startProcessor();
  const hashes = await Promise.all(accepted);
  const receipts = [];
  for (const hash of hashes) {
    receipts.push(await until(`receipt ${receipts.length} of ${TRANSFERS}`, 120,
      () => call('eth_getTransactionReceipt', hash)));
  }
  assert.ok(receipts.every((receipt) => receipt.status === '0x1'));
  assert.equal(Number(await call('eth_getTransactionCount', address, 'latest')), first + TRANSFERS);
  assert.equal(BigInt(await call('eth_getBalance', to, 'latest')) - before, BigInt(TRANSFERS) * VALUE);
  assert.equal(await call('eth_call', { to, data: '0x01' }, 'latest'), '0x');
}
