// Compiles the contracts of this folder into the resources that hold their creation code. Usage, in a folder where
// `npm install solc@0.8.30` was run:
//   NODE_PATH=node_modules node path/to/compile.js path/to/bench
const fs = require('fs');
const path = require('path');
const solc = require('solc');

const RESOURCES = {BenchToken: 'load', TokenLoop: 'evm', SwapLoop: 'evm'};

const bench = process.argv[2];
const sources = Object.fromEntries(['BenchToken.sol', 'BenchKernels.sol'].map((name) =>
  [name, {content: fs.readFileSync(path.join(bench, 'src/main/solidity', name), 'utf8')}]));
const output = JSON.parse(solc.compile(JSON.stringify({
  language: 'Solidity',
  sources,
  settings: {
    optimizer: {enabled: true, runs: 200},
    evmVersion: 'paris',
    metadata: {bytecodeHash: 'none', appendCBOR: false},
    outputSelection: {'*': {'*': ['evm.bytecode.object']}},
  },
})));
for (const message of output.errors ?? []) {
  console.error(message.formattedMessage);
}
for (const contracts of Object.values(output.contracts)) {
  for (const [name, contract] of Object.entries(contracts)) {
    if (RESOURCES[name]) {
      const file = path.join(bench, 'src/main/resources/org/atoll/bench', RESOURCES[name], `${name}.hex`);
      fs.mkdirSync(path.dirname(file), {recursive: true});
      fs.writeFileSync(file, contract.evm.bytecode.object + '\n');
    }
  }
}
