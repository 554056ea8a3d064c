// Starts Atoll from its distribution and stops it again: everything in one process, or each part in its own.
import { execFile, spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const START_SECONDS = 90;
const STOP_SECONDS = 15;

/** A process of ours: its output goes to a file, its end is awaited. */
class Part {
  constructor(name, file, args, log) {
    this.name = name;
    this.log = log;
    const out = openSync(log, 'a');
    this.process = spawn(file, args, { stdio: ['ignore', out, out] });
    closeSync(out);
    this.exit = new Promise((resolve) => {
      this.process.once('exit', (code, signal) => resolve({ code, signal }));
      this.process.once('error', (error) => resolve({ code: -1, signal: String(error) }));
    });
    this.from = this.output().length;
  }

  output() {
    return readFileSync(this.log, 'utf8');
  }

  /** Waits until what it prints matches. */
  async says(pattern) {
    let ended;
    this.exit.then((end) => { ended = end; });
    const end = Date.now() + START_SECONDS * 1000;
    while (Date.now() < end) {
      const found = this.output().slice(this.from).match(pattern);
      if (found) return found;
      if (ended) throw new Error(`${this.name} ended with ${ended.code ?? ended.signal}:\n${this.output()}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`${this.name} did not say ${pattern} within ${START_SECONDS} s:\n${this.output()}`);
  }

  kill() {
    this.process.kill('SIGKILL');
    return this.exit;
  }

  async stop() {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    this.process.kill('SIGTERM');
    const late = Symbol('late');
    const timer = new Promise((resolve) => setTimeout(resolve, STOP_SECONDS * 1000, late).unref());
    if (await Promise.race([this.exit, timer]) === late) {
      await this.kill();
      throw new Error(`${this.name} had to be killed: SIGTERM did not end it within ${STOP_SECONDS} s`);
    }
  }
}

/** What the two ways of running have in common: rpc, and the logs of every process. */
class Node {
  parts = [];

  constructor() {
    this.dir = mkdtempSync(join(tmpdir(), 'atoll-e2e-'));
  }

  start(atoll, name, ...args) {
    const part = new Part(name, atoll, args, join(this.dir, `${name}.log`));
    this.parts.push(part);
    return part;
  }

  /** Log by process name. */
  logs() {
    return Object.fromEntries(this.parts.map((part) => [part.name, part.output()]));
  }

  /** Stops all, last started first, and deletes the folder. */
  async stop() {
    try {
      for (const part of this.parts.reverse()) await part.stop();
    } finally {
      for (const part of this.parts) await part.kill();
      rmSync(this.dir, { recursive: true, force: true });
    }
  }
}

/** `atoll dev`: validator, processors and gateway in one process. */
export async function startDev(atoll, ...options) {
  const node = new Node();
  try {
    const part = node.start(atoll, 'dev', 'dev', '--port', '0', '--json', ...options);
    const [, json] = await part.says(/^(\{"schema":"atoll.dev\/1".*\})$/m);
    node.rpc = JSON.parse(json).rpc;
    node.readyMillis = JSON.parse(json).readyMillis;
    return node;
  } catch (failure) {
    await node.stop();
    throw failure;
  }
}

/** `atoll validator`, `atoll processor seth` and `atoll gateway`, connected by sockets. */
export async function startSeparate(atoll) {
  const node = new Node();
  try {
    const home = join(node.dir, 'node');
    await promisify(execFile)(atoll, ['init', '--dir', home]);
    node.startProcessor = async () => {
      node.processor = node.start(atoll, 'processor', 'processor', 'seth', '--connect', join(home, 'run', 'processor.sock'));
      await node.processor.says(/^processor seth serves/m);
    };
    await node.start(atoll, 'validator', 'validator', '--dir', home).says(/^validator ready/m);
    const gateway = node.start(atoll, 'gateway', 'gateway', '--connect', join(home, 'run', 'client.sock'), '--port', '0');
    await Promise.all([node.startProcessor(), gateway.says(/^gateway ready +(\S+)$/m).then(([, rpc]) => { node.rpc = rpc; })]);
    return node;
  } catch (failure) {
    await node.stop();
    throw failure;
  }
}
