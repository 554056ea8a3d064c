#!/usr/bin/env node
// The solc of npm behind the command line forge expects of a native one: --version, --standard-json. It may read
// what --allow-paths and --base-path name, like the real one.
const { readFileSync } = require('node:fs');
const { join, resolve } = require('node:path');

const args = process.argv.slice(2);
const after = (name) => args.flatMap((arg, i) => (arg === name ? [args[i + 1]] : []));

if (args.includes('--version')) {
  const { version } = require('solc/package.json'); // loading the compiler itself takes a second, and cast asks too
  console.log(`solc, the solidity compiler commandline interface\nVersion: ${version}`);
} else if (args.includes('--standard-json')) {
  const solc = require('solc');
  const roots = [...after('--base-path'), ...after('--include-path'), '.'];
  const read = (path) => {
    for (const root of roots) {
      try {
        return { contents: readFileSync(resolve(join(root, path)), 'utf8') };
      } catch (missing) {
        if (missing.code !== 'ENOENT') throw missing;
      }
    }
    return { error: `no file ${path}` };
  };
  process.stdout.write(solc.compile(readFileSync(0, 'utf8'), { import: read }));
} else {
  console.error('solc: only --version and --standard-json');
  process.exitCode = 1;
}
