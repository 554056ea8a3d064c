// Compiles with the solc of npm: no download, the same compiler for every suite.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const home = fileURLToPath(new URL('..', import.meta.url));

function imported(path) {
  for (const root of [home, join(home, 'node_modules')]) {
    try {
      return { contents: readFileSync(join(root, path), 'utf8') };
    } catch (missing) {
      if (missing.code !== 'ENOENT') throw missing;
    }
  }
  return { error: `no file ${path}` };
}

/** Answers standard JSON input, reading imports from this folder and from npm packages. */
export function standardJson(input) {
  const solc = require('solc');
  return JSON.parse(solc.compile(JSON.stringify(input), { import: imported }));
}

/**
 * The contracts of contracts/ by name: { abi, bytecode, runtime }. Compiler settings are solc's defaults. What was
 * compiled is kept until a contract or a package changes.
 */
export function compileAll() {
  const files = readdirSync(join(home, 'contracts')).filter((name) => name.endsWith('.sol'));
  const digest = createHash('sha256').update(readFileSync(join(home, 'package-lock.json')));
  for (const name of files) digest.update(readFileSync(join(home, 'contracts', name)));
  const kept = join(home, 'node_modules', '.cache', `contracts-${digest.digest('hex').slice(0, 16)}.json`);
  try {
    return JSON.parse(readFileSync(kept, 'utf8'));
  } catch (missing) {
    if (missing.code !== 'ENOENT') throw missing;
  }
  const contracts = compile(files);
  mkdirSync(join(kept, '..'), { recursive: true });
  writeFileSync(`${kept}.${process.pid}`, JSON.stringify(contracts));
  renameSync(`${kept}.${process.pid}`, kept);
  return contracts;
}

function compile(files) {
  const output = standardJson({
    language: 'Solidity',
    sources: Object.fromEntries(files.map((name) => [`contracts/${name}`,
      { content: readFileSync(join(home, 'contracts', name), 'utf8') }])),
    settings: { outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object', 'evm.deployedBytecode.object'] } } },
  });
  const errors = (output.errors ?? []).filter((e) => e.severity === 'error');
  if (errors.length > 0) throw new Error(errors.map((e) => e.formattedMessage).join('\n'));
  const contracts = {};
  for (const name of files) {
    for (const [contract, made] of Object.entries(output.contracts[`contracts/${name}`])) {
      contracts[contract] = {
        abi: made.abi,
        bytecode: `0x${made.evm.bytecode.object}`,
        runtime: `0x${made.evm.deployedBytecode.object}`,
      };
    }
  }
  return contracts;
}
