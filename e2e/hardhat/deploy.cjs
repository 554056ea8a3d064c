const { ethers } = require('hardhat');

async function main() {
  const [owner] = await ethers.getSigners();
  const token = await ethers.deployContract('Token', ['Script', 'SCR', 42n]);
  await token.waitForDeployment();
  console.log(`Token at ${await token.getAddress()} holds ${await token.balanceOf(owner.address)}`);
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
