#!/usr/bin/env node
// Writes the bytecode the Java tests deploy: cli/src/test/resources/contracts/*.bin.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { compileAll } from '../lib/solc.mjs';

export const fixtures = ['Token', 'Badge', 'Probe'];
export const fixture = (name) =>
  fileURLToPath(new URL(`../../cli/src/test/resources/contracts/${name}.bin`, import.meta.url));

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const contracts = compileAll();
  for (const name of fixtures) writeFileSync(fixture(name), `${contracts[name].bytecode.slice(2)}\n`);
}
