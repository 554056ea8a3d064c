// What the runner tells the suites, and accounts every suite has to itself.
import { HDNodeWallet, Mnemonic } from 'ethers';

const phrase = Mnemonic.fromPhrase('test test test test test test test test test test test junk');

function required(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: start the suites with run.mjs`);
  return value;
}

/** URL of the node's JSON-RPC. */
export const rpc = required('ATOLL_RPC');
/** The same node's WebSocket. */
export const ws = rpc.replace('http', 'ws');
/** Whether the chain charges no gas; then nobody owns anything. */
export const freeGas = process.env.ATOLL_FREE_GAS === '1';

/** Whether the node is one for development, which takes what other chains refuse. */
export const development = process.env.ATOLL_DEVELOPMENT === '1';

/** Key of the n-th funded account. Suites run side by side, so each has its own accounts. */
export function key(n) {
  return HDNodeWallet.fromMnemonic(phrase, `m/44'/60'/0'/0/${n}`).privateKey;
}

/** Which accounts belong to which suite. */
export const owners = { ethers: [0, 1], viem: [2, 3], hardhat: [4, 5], foundry: [6], errors: [7], headers: [8], restart: [9] };

const raw = async (body, headers = { 'content-type': 'application/json' }) =>
  fetch(rpc, { method: 'POST', headers, body });

/** Sends a body as it is; answers { status, text, json } where json is absent if it is none. */
export async function post(body, headers) {
  const response = await raw(body, headers);
  const text = await response.text();
  let json;
  try {
    json = JSON.parse(text);
  } catch {
    json = undefined; // the caller looks at status and text
  }
  return { status: response.status, text, json };
}

/** Calls a method; answers the whole JSON-RPC response. */
export async function ask(method, ...params) {
  const { status, text, json } = await post(JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }));
  if (json === undefined) throw new Error(`${method}: HTTP ${status} ${text}`);
  return json;
}

/** Calls a method; answers its result. */
export async function call(method, ...params) {
  const answer = await ask(method, ...params);
  if (answer.error) throw new Error(`${method}: ${JSON.stringify(answer.error)}`);
  return answer.result;
}

/** Waits until a function answers something. */
export async function until(what, seconds, probe) {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const found = await probe();
    if (found) return found;
    if (Date.now() > end) throw new Error(`${what}: not within ${seconds} s`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Does something again and again until a promise is kept; answers what it came to. */
export async function untilKept(promise, seconds, action) {
  let settled = false;
  const kept = promise.finally(() => { settled = true; });
  kept.catch(() => {}); // whoever awaits it below hears of it
  const end = Date.now() + seconds * 1000;
  while (!settled) {
    if (Date.now() > end) throw new Error(`not within ${seconds} s`);
    await action();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return kept;
}
