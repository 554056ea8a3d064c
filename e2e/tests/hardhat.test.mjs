// Hardhat as its user runs it: hardhat test, hardhat run.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { key, owners } from '../lib/env.mjs';
import { bin, run } from '../lib/run.mjs';

const keys = owners.hardhat.map(key).join(',');
const hardhat = (...args) => run(bin('hardhat'), args, {
  env: { ATOLL_KEYS: keys, HARDHAT_DISABLE_TELEMETRY_PROMPT: 'true' },
});

test('hardhat compile', async () => {
  await hardhat('compile', '--quiet');
});

test('hardhat test', async () => {
  const { stdout } = await hardhat('test', '--no-compile');
  assert.match(stdout, /5 passing/);
});

test('hardhat run', async () => {
  const { stdout } = await hardhat('run', '--no-compile', 'hardhat/deploy.cjs');
  assert.match(stdout, /^Token at 0x[0-9a-fA-F]{40} holds 42$/m);
});
