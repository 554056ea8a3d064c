// Bad input of every kind: exact code and message, nothing changed, nothing but a line in the log.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { request } from 'node:http';
import { Wallet, concat, getBytes, hexlify, toBeHex } from 'ethers';
import { ask, call, development, freeGas, key, owners, post, rpc, until } from '../lib/env.mjs';
import { blob, deploying, dynamic, emptyAuthorizations, highS, hugeR, leadingZero, unprotected, zeroR, zeros }
  from '../lib/transactions.mjs';

const secret = key(owners.errors[0]);
const { address } = new Wallet(secret);
const pauper = `0x${'07'.repeat(32)}`;
const zeroAddress = `0x${'00'.repeat(20)}`;
const nowhere = `0x${'ee'.repeat(32)}`;

let nonce;
let stateBefore;

/** What bad input must not change. */
async function state() {
  const head = await call('eth_getBlockByNumber', 'latest', false);
  return { hash: head.hash, stateRoot: head.stateRoot, pool: await call('txpool_status') };
}

before(async () => {
  nonce = Number(await call('eth_getTransactionCount', address, 'latest'));
  const first = await call('eth_sendRawTransaction', dynamic(secret, { nonce: nonce++ })); // so that a nonce is spent
  await until('a first transaction', 20, () => call('eth_getTransactionReceipt', first));
  stateBefore = await state();
});

after(async () => {
  assert.deepEqual(await state(), stateBefore, 'bad input changed the state or the pool');
});

function same(error, code, message, data) {
  assert.equal(error?.code, code, JSON.stringify(error));
  if (message instanceof RegExp) assert.match(error.message, message);
  else assert.equal(error.message, message);
  if (data === undefined) assert.ok(!('data' in error), `unexpected data in ${JSON.stringify(error)}`);
  else if (typeof data === 'string') assert.equal(error.data, data);
  else {
    for (const [name, value] of Object.entries(data)) assert.deepEqual(error.data?.[name], value, JSON.stringify(error));
    assert.ok(typeof error.data.hint === 'string');
  }
}

async function refused(method, params, code, message, data) {
  same((await ask(method, ...params)).error, code, message, data);
}

describe('texts that are no requests', () => {
  const cases = [
    ['malformed JSON', '{"jsonrpc":"2.0","id":1,', -32700, 'parse error', null],
    ['no text at all', '', -32700, 'parse error', null],
    ['not UTF-8', Buffer.from([0x22, 0xff, 0xfe, 0x22]), -32700, 'parse error', null],
    ['nested 10 000 deep', '['.repeat(10_000), -32700, 'parse error', null],
    ['nested 100 deep', `${'['.repeat(100)}${']'.repeat(100)}`, -32700, 'parse error', null],
    ['two values', '{} {}', -32700, 'parse error', null],
    ['a number', '5', -32600, 'invalid request', null],
    ['an empty object', '{}', -32600, 'invalid request', null],
    ['an empty batch', '[]', -32600, 'invalid request', null],
    ['no method', '{"jsonrpc":"2.0","id":7}', -32600, 'invalid request', 7],
    ['method is a number', '{"jsonrpc":"2.0","id":7,"method":5}', -32600, 'invalid request', 7],
    ['version 1', '{"jsonrpc":"1.0","id":7,"method":"eth_chainId"}', -32600, 'invalid request', 7],
    ['params is text', '{"jsonrpc":"2.0","id":7,"method":"eth_chainId","params":"x"}', -32602, 'non-array args', 7],
  ];
  for (const [name, text, code, message, id] of cases) {
    test(name, async () => {
      const { status, json } = await post(text);
      assert.equal(status, 200);
      assert.equal(json.jsonrpc, '2.0');
      assert.deepEqual(json.id, id);
      same(json.error, code, message);
    });
  }

  test('a batch of 10 000', async () => {
    const one = { jsonrpc: '2.0', id: 1, method: 'eth_chainId' };
    const { status, json } = await post(JSON.stringify(Array(10_000).fill(one)));
    assert.equal(status, 200);
    same(json.error, -32005, 'batch is too long: at most 100 requests', { code: 'LIMIT' });
  });

  test('a batch of good and bad', async () => {
    const { json } = await post('[{"jsonrpc":"2.0","id":1,"method":"eth_chainId"}, 5, '
      + '{"jsonrpc":"2.0","id":3,"method":"no_such"}]');
    assert.equal(json.length, 3);
    assert.equal(json.find((one) => one.id === 1).result, '0x7a69');
    same(json.find((one) => one.id === null).error, -32600, 'invalid request');
    same(json.find((one) => one.id === 3).error, -32601, 'the method no_such does not exist/is not available');
  });
});

describe('HTTP', () => {
  test('a body over 5 MiB', async () => {
    const { status } = await post(`"${'x'.repeat(5 * 2 ** 20)}"`);
    assert.equal(status, 413);
  });

  test('another content type', async () => {
    assert.equal((await post('{}', { 'content-type': 'text/plain' })).status, 415);
  });

  test('another method, another path', async () => {
    assert.equal((await fetch(rpc, { method: 'PUT', body: '{}' })).status, 405);
    assert.equal((await fetch(`${rpc}/nowhere`)).status, 404);
  });

  test('a page of another site', async () => {
    assert.equal((await post('{}', { 'content-type': 'application/json', origin: 'https://evil.example' })).status, 403);
  });

  test('a host name that is not ours', async () => {
    const url = new URL(rpc);
    const status = await new Promise((resolve, reject) => {
      request({ host: url.hostname, port: url.port, method: 'POST', headers: { host: 'evil.example',
        'content-type': 'application/json' } }, (response) => resolve(response.resume().statusCode))
        .on('error', reject).end('{}');
    });
    assert.equal(status, 403);
  });
});

describe('parameters', () => {
  const cases = [
    ['eth_getBalance', [], -32602, 'missing value for required argument 0'],
    ['eth_getBalance', [5, 'latest'], -32602, 'invalid argument 0: expected a string, got a number'],
    ['eth_getBalance', ['0x12', 'latest'], -32602, 'invalid argument 0: hex string has length 2, want 40 for an address'],
    ['eth_getBalance', [`0x${'zz'.repeat(20)}`, 'latest'], -32602, 'invalid argument 0: invalid hex string'],
    ['eth_getBalance', [address, '0x01'], -32602, 'invalid argument 1: hex number with leading zero digits'],
    ['eth_getBalance', [address, 'newest'], -32602, 'invalid argument 1: hex string without 0x prefix'],
    ['eth_getBalance', [address, 'latest', 1], -32602, 'too many arguments, want at most 2'],
    ['eth_getBalance', [address, '0xffffff'], -32000, 'header not found'],
    ['eth_getBalance', [address, { blockHash: nowhere }], -32000, 'header not found'],
    ['eth_getStorageAt', [address, '0xzz', 'latest'], -32602, 'invalid hex in storage key: "0xzz"'],
    ['eth_getBlockByHash', ['0x00', false], -32602, 'invalid argument 0: hex string has length 2, want 64 for a hash'],
    ['eth_getBlockByNumber', ['latest', 'yes'], -32602, 'invalid argument 1: expected a boolean, got a string'],
    ['eth_call', [[], 'latest'], -32602, 'invalid argument 0: expected an object, got an array'],
    ['eth_sendRawTransaction', [7], -32602, 'invalid argument 0: expected a string, got a number'],
    ['eth_sendRawTransaction', ['0x123'], -32602, 'invalid argument 0: hex string of odd length'],
    ['eth_getLogs', [{ fromBlock: '0x2', toBlock: '0x1' }], -32602, 'invalid block range params'],
    ['eth_getLogs', [{ fromBlock: '0x0', toBlock: '0xffffff' }], -32602, 'block range extends beyond current head block'],
    ['eth_getFilterChanges', ['0x1234'], -32000, 'filter not found'],
    ['no_such', [], -32601, 'the method no_such does not exist/is not available'],
    ['anvil_nodeInfo', [], -32601, 'the method anvil_nodeInfo does not exist/is not available'],
    ['personal_unlockAccount', [address, ''], -32601, 'the method personal_unlockAccount does not exist/is not available'],
  ];
  for (const [method, params, code, message] of cases) {
    test(`${method} ${JSON.stringify(params).slice(0, 60)}`, () => refused(method, params, code, message));
  }

  test('unknown things are null', async () => {
    assert.equal(await call('eth_getTransactionByHash', nowhere), null);
    assert.equal(await call('eth_getTransactionReceipt', nowhere), null);
    assert.equal(await call('eth_getBlockByHash', nowhere, false), null);
    assert.equal(await call('eth_getBlockByNumber', '0xffffff', false), null);
  });
});

describe('raw transactions', () => {
  const send = (raw) => ask('eth_sendRawTransaction', hexlify(raw));
  const refusedRaw = async (raw, code, message, data) => same((await send(raw)).error, code, message, data);
  const cases = {
    'no bytes': () => ['0x', -32602, 'invalid raw transaction: transaction is empty'],
    'not RLP': () => ['0xdeadbeef', -32602, /^invalid raw transaction: /],
    'cut off': () => [hexlify(getBytes(dynamic(secret, { nonce })).slice(0, -1)), -32602, /^invalid raw transaction: /],
    'bytes left over': () => [concat([dynamic(secret, { nonce }), '0x00']), -32602,
      'invalid raw transaction: 1 bytes left over'],
    'leading zeros': () => [leadingZero(secret, nonce), -32602, 'invalid raw transaction: nonce has leading zeros'],
    'type that does not exist': () => [concat(['0x05', '0xc0']), -32000, 'transaction type not supported'],
    'blobs': () => [blob(secret, nonce), -32000, 'transaction type not supported: this chain carries no blobs'],
    'set code with no authorization': () => [emptyAuthorizations(secret, nonce), -32000,
      'EIP-7702 transaction with empty auth list'],
    'over 128 KiB': () => [dynamic(secret, { nonce, data: zeros(131_072), gas: 2n ** 24n }), -32000, 'oversized data'],
    'other chain': () => [dynamic(secret, { nonce, chainId: 1n }), -32000,
      'invalid chain id for signer: have 1 want 31337'],
    'r is 0': () => [dynamic(secret, { nonce }, zeroR), -32000, 'invalid sender'],
    'r is the order of the curve': () => [dynamic(secret, { nonce }, hugeR), -32000, 'invalid sender'],
    'high s': () => [dynamic(secret, { nonce }, highS), -32000, 'invalid sender'],
    'nonce too low': () => [dynamic(secret, { nonce: nonce - 1 }), -32000,
      `nonce too low: next nonce ${nonce}, tx nonce ${nonce - 1}`],
    'nonce too high': () => [dynamic(secret, { nonce: nonce + 5_000 }), -32005,
      `nonce too high: next ${nonce}, tx ${nonce + 5_000}`, { code: 'NONCE_GAP' }],
    'greatest nonce': () => [dynamic(secret, { nonce: 2n ** 64n - 1n }), -32000, 'nonce has max value'],
    'gas over the block': () => [dynamic(secret, { nonce, gas: 500_000_001n }), -32000, 'exceeds block gas limit'],
    'gas of 2^64 - 1': () => [dynamic(secret, { nonce, gas: 2n ** 64n - 1n }), -32000, 'exceeds block gas limit'],
    'gas over a transaction': () => [dynamic(secret, { nonce, gas: 16_777_217n }), -32000,
      'transaction gas limit too high (cap: 16777216, tx: 16777217)'],
    'too little gas': () => [dynamic(secret, { nonce, gas: 20_999n }), -32000,
      'intrinsic gas too low: gas 20999, minimum needed 21000'],
    'too little gas for its data': () => [dynamic(secret, { nonce, gas: 21_100n, data: '0x010203040506070809' }),
      -32000, 'intrinsic gas too low: gas 21100, minimum needed 21144'],
    'init code too long': () => [dynamic(secret, { nonce, to: '0x', data: zeros(49_153), gas: 10_000_000n }), -32000,
      'max initcode size exceeded: code size 49153, limit 49152'],
    'tip over the fee': () => [dynamic(secret, { nonce, tip: 3_000_000_000n }), -32000, 'max priority fee per gas '
      + 'higher than max fee per gas: maxPriorityFeePerGas: 3000000000, maxFeePerGas: 2000000000'],
    'value over the balance': () => [dynamic(pauper, { value: 1n, tip: 0n, cap: freeGas ? 0n : 1_000_000_000n }), -32000,
      new RegExp('^insufficient funds for gas \\* price \\+ value: address 0x[0-9a-fA-F]{40} have 0 want '
        + `${freeGas ? '1' : '21000000000001'}$`)],
  };
  for (const [name, one] of Object.entries(cases)) {
    test(name, () => refusedRaw(...one()));
  }

  test('no chain', { skip: development && 'development chains take it: web3j sends it' }, () => refusedRaw(
    unprotected(secret, nonce), -32000, 'only replay-protected (EIP-155) transactions allowed over RPC'));

  test('fee under the base fee', { skip: freeGas && 'gas is free' }, () => refusedRaw(
    dynamic(secret, { nonce, cap: 999_999_999n, tip: 0n }), -32000,
    'max fee per gas less than block base fee: maxFeePerGas: 999999999, baseFee: 1000000000'));
});

describe('execution', () => {
  const run = (code) => ask('eth_call', { data: code, gas: '0x989680' }, 'latest');
  const cases = [
    ['revert without data', '0x5f5ffd', 3, 'execution reverted', '0x'],
    ['revert with a reason', concat(['0x7f08c379a0', zeros(28), '0x5f52', '0x6020600452', '0x6002602452',
      '0x61686960f01b604452', '0x60645ffd']), 3, 'execution reverted: hi',
    concat(['0x08c379a0', toBeHex(32, 32), toBeHex(2, 32), '0x6869', zeros(30)])],
    ['custom error', '0x63deadbeef5f526004601cfd', 3, 'execution reverted', '0xdeadbeef'],
    ['invalid opcode', '0xfe', -32000, 'invalid opcode: opcode 0xfe not defined'],
    ['undefined opcode', '0x0c', -32000, 'invalid opcode: opcode 0xc not defined'],
    ['stack underflow', '0x01', -32000, 'stack underflow (0 <=> 2)'],
    ['bad jump', '0x5f56', -32000, 'invalid jump destination'],
    ['endless loop', '0x5b5f56', -32000, 'out of gas'],
    ['code too long', deploying(24_577), -32000, 'max code size exceeded'],
    ['code begins with ef', '0x60ef5f5360015ff3', -32000, 'invalid code: must not begin with 0xef'],
  ];
  for (const [name, code, number, message, data] of cases) {
    test(name, async () => same((await run(hexlify(code))).error, number, message, data));
  }

  test('writing in a static call', async () => {
    // a contract that static-calls address 0xc0de (which stores) and passes its failure on as 0
    const answer = await call('eth_call', { to: address }, 'latest', {
      [address]: { code: '0x5f5f5f5f61c0de5afa5f5260205ff3' },
      '0x000000000000000000000000000000000000c0de': { code: '0x60015f55' },
    });
    assert.equal(answer, toBeHex(0, 32));
  });

  test('estimate: gas does not suffice', () => refused('eth_estimateGas',
    [{ from: address, to: zeroAddress, gas: '0x5207' }], -32000, 'gas required exceeds allowance (20999)'));

  test('estimate: revert carries its data', () => refused('eth_estimateGas', [{ from: address, data: '0x5f5ffd' }], 3,
    'execution reverted', '0x'));

  test('call: value over the balance', () => refused('eth_call',
    [{ from: zeroAddress.replace(/0$/, '9'), to: address, value: '0xffffffffffffffffffff' }, 'latest'], -32000,
    /^insufficient funds for gas \* price \+ value: address 0x0{39}9 have 0 want 1208925819614629174706175$/));
});
