// Compiles BenchToken.sol into BenchToken.hex. Usage, in a folder where `npm install solc@0.8.30` was run:
//   NODE_PATH=node_modules node path/to/compile.js path/to/bench
const fs = require('fs');
const path = require('path');
const solc = require('solc');

const bench = process.argv[2];
const content = fs.readFileSync(path.join(bench, 'src/main/solidity/BenchToken.sol'), 'utf8');
const output = JSON.parse(solc.compile(JSON.stringify({
  language: 'Solidity',
  sources: {'BenchToken.sol': {content}},
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
const code = output.contracts['BenchToken.sol'].BenchToken.evm.bytecode.object;
fs.writeFileSync(path.join(bench, 'src/main/resources/org/atoll/bench/load/BenchToken.hex'), code + '\n');
