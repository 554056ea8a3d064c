// forge and cast as their users run them.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { Wallet } from 'ethers';
import { key, owners, rpc } from '../lib/env.mjs';
import { foundry, run } from '../lib/run.mjs';

const secret = key(owners.foundry[0]);
const { address } = new Wallet(secret);
const friend = '0x00000000000000000000000000000000000a7011';
const target = ['--rpc-url', rpc];
const signer = [...target, '--private-key', secret];
const forge = (...args) => run(foundry('forge'), args);
const cast = async (...args) => (await run(foundry('cast'), args)).stdout.trim();
const contract = (name) => `contracts/${name}.sol:${name}`;

async function create(name, ...args) {
  const { stdout } = await forge('create', contract(name), ...signer, '--broadcast', '--json',
    ...(args.length > 0 ? ['--constructor-args', ...args] : []));
  return JSON.parse(stdout.slice(stdout.indexOf('{'))).deployedTo;
}

async function failing(...args) {
  try {
    await cast(...args);
  } catch (error) {
    return error.message;
  }
  return assert.fail('did not fail');
}

before(() => {
  assert.ok(foundry('forge') && foundry('cast'), 'there is no forge and cast for this machine: npm has them for linux-amd64, '
    + 'elsewhere foundryup installs them');
  return forge('build');
});

let token;

test('forge create: ERC-20', async () => {
  token = await create('Token', 'Coral', 'CRL', '1000');
  assert.equal(await cast('call', token, 'symbol()(string)', ...target), '"CRL"');
  assert.equal(await cast('call', token, 'balanceOf(address)(uint256)', address, ...target), '1000');
});

test('cast send, receipt, logs', async () => {
  const receipt = JSON.parse(await cast('send', token, 'transfer(address,uint256)', friend, '7', ...signer, '--json'));
  assert.equal(receipt.status, '0x1');
  assert.equal(receipt.logs.length, 1);
  assert.equal(await cast('call', token, 'balanceOf(address)(uint256)', friend, ...target), '7');
  const again = JSON.parse(await cast('receipt', receipt.transactionHash, ...target, '--json'));
  assert.equal(again.blockHash, receipt.blockHash);
  const logs = JSON.parse(await cast('logs', 'Transfer(address indexed,address indexed,uint256)', '--address', token,
    '--from-block', '0', ...target, '--json'));
  assert.equal(logs.length, 2);
  const sent = JSON.parse(await cast('tx', receipt.transactionHash, ...target, '--json'));
  assert.equal(sent.from.toLowerCase(), address.toLowerCase());
});

test('cast send with --legacy, --async, value only', async () => {
  await cast('send', token, 'transfer(address,uint256)', friend, '1', ...signer, '--legacy');
  const hash = await cast('send', token, 'transfer(address,uint256)', friend, '2', ...signer, '--async');
  assert.equal(JSON.parse(await cast('receipt', hash, ...target, '--json')).status, '0x1');
  assert.equal(await cast('call', token, 'balanceOf(address)(uint256)', friend, ...target), '10');
});

test('ERC-721 and a custom error', async () => {
  const badge = await create('Badge');
  await cast('send', badge, 'mint(address)', friend, ...signer);
  const owner = await cast('call', badge, 'ownerOf(uint256)(address)', '1', ...target);
  assert.equal(owner.toLowerCase(), friend);
  const message = await failing('call', badge, 'mint(address)', friend, '--from', friend, ...target);
  assert.match(message, /OwnableUnauthorizedAccount|0x118cdaa7/);
});

test('revert reasons', async () => {
  const probe = await create('Probe');
  assert.match(await failing('send', probe, 'withReason(bool)', 'true', ...signer), /execution reverted: the reason/);
  assert.match(await failing('call', probe, 'withCustomError(uint256)', '3', ...target), /TooLow\(3, 10\)|0x7e4b4593/);
  assert.match(await failing('estimate', probe, 'withPanic(uint256)', '0', ...target), /division or modulo by zero|0x12/);
});

test('forge script --broadcast', async () => {
  const { stdout } = await forge('script', 'foundry/Deploy.s.sol', ...signer, '--broadcast');
  assert.match(stdout, /ONCHAIN EXECUTION COMPLETE & SUCCESSFUL/);
  const made = stdout.match(/token: contract Token (0x[0-9a-fA-F]{40})/)[1];
  assert.equal(await cast('call', made, 'balanceOf(address)(uint256)', friend, ...target), '40');
});

test('cast reads the chain', async () => {
  assert.equal(await cast('chain-id', ...target), '31337');
  assert.ok(Number(await cast('block-number', ...target)) > 0);
  const block = JSON.parse(await cast('block', 'latest', ...target, '--json'));
  assert.match(block.hash, /^0x[0-9a-f]{64}$/);
  assert.match(await cast('code', token, ...target), /^0x60/);
  assert.match(await cast('storage', token, '2', ...target), /^0x0+3e8$/);
  assert.ok(Number(await cast('nonce', address, ...target)) > 0);
  assert.ok(await cast('gas-price', ...target));
  assert.match(await cast('client', ...target), /^Atoll/i);
  assert.ok(JSON.parse(await cast('proof', token, '2', ...target)).accountProof.length > 0);
});
