#!/usr/bin/env node
// Runs the suites against a node of the built distribution:
//   node run.mjs [path to bin/atoll] [dev] [separate] [free]
// dev: all in one process; separate: validator, processor and gateway each in their own, the processor killed on the
// way; free: a chain without gas, where nobody owns anything. Without a mode: all three.
import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startDev, startSeparate } from './lib/node.mjs';
import { compileAll } from './lib/solc.mjs';

const SUITE_SECONDS = 180;
const home = fileURLToPath(new URL('.', import.meta.url));
const args = process.argv.slice(2);
const modes = { dev: runDev, separate: runSeparate, free: runFree };
const chosen = args.filter((arg) => arg in modes);
const atoll = resolve(args.find((arg) => !(arg in modes)) ?? `${home}/../cli/target/dist/bin/atoll`);

const started = Date.now();
const results = [];
const seconds = (since) => ((Date.now() - since) / 1000).toFixed(1);

/** Runs one suite; its output is shown if it fails. */
function suite(mode, name, env) {
  const begin = Date.now();
  return new Promise((done) => {
    const child = spawn(process.execPath, ['--test-reporter=spec', `tests/${name}.test.mjs`], { cwd: home,
      env: { ...process.env, NODE_TEST_CONTEXT: undefined, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    const timer = setTimeout(() => child.kill('SIGKILL'), SUITE_SECONDS * 1000);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => { output += data; });
    child.once('exit', (code, signal) => {
      clearTimeout(timer);
      const tests = Number(output.match(/^ℹ pass (\d+)$/m)?.[1] ?? 0);
      const ok = code === 0 && tests > 0;
      results.push({ mode, name, ok, tests });
      console.log(`${ok ? 'ok    ' : 'FAILED'} ${mode} ${name}: ${tests} passed, ${seconds(begin)} s`);
      if (signal) console.log(`${output}\nended by ${signal}; suites have ${SUITE_SECONDS} s`);
      else if (!ok) console.log(output.slice(Math.max(0, output.indexOf('✖ failing tests:'))));
      done(ok);
    });
  });
}

/** Runs suites two at a time. */
async function suites(mode, names, env) {
  const waiting = [...names];
  const lane = async () => {
    while (waiting.length > 0) await suite(mode, waiting.shift(), env);
  };
  await Promise.all([lane(), lane()]);
}

/** Something that is no suite but passes or fails like one. */
async function check(mode, name, action) {
  const begin = Date.now();
  try {
    await action();
    results.push({ mode, name, ok: true, tests: 1 });
    console.log(`ok     ${mode} ${name}: ${seconds(begin)} s`);
  } catch (failure) {
    results.push({ mode, name, ok: false, tests: 0 });
    console.log(`FAILED ${mode} ${name}: ${failure.stack}`);
  }
}

/** Nothing a client does may put a stack trace or an error into a log. */
function logsAreClean(logs) {
  for (const [name, log] of Object.entries(logs)) {
    const bad = log.split('\n').filter((line) => /^\s+at \S+\(.*\)$|\b\w+(\.\w+)+(Exception|Error)\b|\bERROR\b/.test(line));
    if (bad.length > 0) throw new Error(`log of ${name}:\n${log}`);
  }
}

async function use(mode, start, action) {
  const begin = Date.now();
  let node;
  await check(mode, 'start', async () => { node = await start(); });
  if (!node) return;
  try {
    await action(node, { ATOLL_RPC: node.rpc, ATOLL_FREE_GAS: mode === 'free' ? '1' : '0',
      ATOLL_DEVELOPMENT: mode === 'separate' ? '0' : '1' });
    await check(mode, 'logs', async () => logsAreClean(node.logs()));
  } finally {
    await check(mode, 'stop', () => node.stop());
    console.log(`       ${mode} took ${seconds(begin)} s`);
  }
}

const tools = ['foundry', 'hardhat', 'ethers', 'viem'];
const alone = ['errors', 'pool', 'headers']; // they look at the whole chain, or need many blocks

async function runDev() {
  await use('dev', () => startDev(atoll), async (node, env) => {
    await suites('dev', tools, env);
    for (const name of alone) await suite('dev', name, env);
  });
}

async function runFree() {
  await use('free', () => startDev(atoll, '--fees', 'zero', '--accounts', '0'), async (node, env) => {
    await suites('free', tools, env);
    for (const name of alone) await suite('free', name, env);
  });
}

async function runSeparate() {
  await use('separate', () => startSeparate(atoll), async (node, env) => {
    await suites('separate', tools.slice(0, 2), env);
    process.env.ATOLL_RPC = node.rpc;
    const { killProcessor } = await import('./lib/restart.mjs');
    await check('separate', 'processor killed and started again', () => killProcessor(node));
    await suites('separate', tools.slice(2), env);
    for (const name of alone) await suite('separate', name, env);
  });
}

accessSync(atoll, constants.X_OK);
compileAll(); // once for all suites
for (const mode of chosen.length > 0 ? chosen : Object.keys(modes)) await modes[mode]();

const failed = results.filter((result) => !result.ok);
const tests = results.reduce((sum, result) => sum + result.tests, 0);
console.log(`\n${tests} tests passed in ${results.length - failed.length} of ${results.length} suites, ${seconds(started)} s`);
for (const { mode, name } of failed) console.log(`FAILED ${mode} ${name}`);
process.exitCode = failed.length > 0 ? 1 : 0;
