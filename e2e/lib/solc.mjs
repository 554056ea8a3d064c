// Compiles with the solc of npm: no download, the same compiler for every suite.
import { readFileSync, readdirSync } from 'node:fs';
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

/** The contracts of contracts/ by name: { abi, bytecode, runtime }. Compiler settings are solc's defaults. */
export function compileAll() {
  const files = readdirSync(join(home, 'contracts')).filter((name) => name.endsWith('.sol'));
  const output = standardJson({
    language: 'Solidity',
    sources: Object.fromEntries(files.map((name) => [`contracts/${name}`, imported(`contracts/${name}`)].map((x) =>
      x.contents === undefined ? x : { content: x.contents }))),
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
