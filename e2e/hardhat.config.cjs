// Hardhat with its defaults; the compiler is npm's, so that nothing is downloaded.
require('@nomicfoundation/hardhat-ethers');
require('@nomicfoundation/hardhat-chai-matchers');
const { TASK_COMPILE_SOLIDITY_GET_SOLC_BUILD } = require('hardhat/builtin-tasks/task-names');
const { subtask } = require('hardhat/config');

const version = '0.8.37';
const atoll = { url: process.env.ATOLL_RPC ?? 'http://127.0.0.1:8545' };
if (process.env.ATOLL_KEYS) atoll.accounts = process.env.ATOLL_KEYS.split(',');

subtask(TASK_COMPILE_SOLIDITY_GET_SOLC_BUILD, () => ({
  compilerPath: require.resolve('solc/soljson.js'),
  isSolcJs: true,
  version,
  longVersion: require('solc').version(),
}));

module.exports = {
  solidity: { version, settings: { evmVersion: 'cancun' } }, // OpenZeppelin's strings need it
  defaultNetwork: 'atoll',
  networks: { atoll },
  paths: { tests: 'hardhat/test', artifacts: 'hardhat/artifacts', cache: 'hardhat/cache' },
};
