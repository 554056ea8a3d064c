// What Hardhat's own sample project does, with its matchers.
const { expect } = require('chai');
const { ethers, network } = require('hardhat');

describe('Hardhat', () => {
  let token;
  let owner;
  let other;

  before(async () => {
    [owner, other] = await ethers.getSigners();
    token = await ethers.deployContract('Token', ['Coral', 'CRL', ethers.parseEther('1000')]);
    await token.waitForDeployment();
  });

  it('deploys an ERC-20 and calls it', async () => {
    expect(await token.name()).to.equal('Coral');
    expect(await token.balanceOf(owner.address)).to.equal(ethers.parseEther('1000'));
  });

  it('sends, with events and balances', async () => {
    await expect(token.transfer(other.address, 7n)).to.emit(token, 'Transfer').withArgs(owner.address, other.address, 7n);
    await expect(token.transfer(other.address, 5n)).to.changeTokenBalances(token, [owner, other], [-5n, 5n]);
    const events = await token.queryFilter('Transfer');
    expect(events.map((event) => event.args.value)).to.deep.equal([ethers.parseEther('1000'), 7n, 5n]);
  });

  it('mints an ERC-721, which only its owner may', async () => {
    const badge = await (await ethers.getContractFactory('Badge')).deploy();
    await (await badge.mint(other.address)).wait();
    expect(await badge.ownerOf(1n)).to.equal(other.address);
    await expect(badge.connect(other).mint(other.address)).to.be
      .revertedWithCustomError(badge, 'OwnableUnauthorizedAccount').withArgs(other.address);
  });

  it('shows why a transaction reverts', async () => {
    const probe = await ethers.deployContract('Probe');
    await expect(probe.withReason(true)).to.be.revertedWith('the reason');
    await expect(probe.withCustomError(3)).to.be.revertedWithCustomError(probe, 'TooLow').withArgs(3n, 10n);
    await expect(probe.withPanic(0)).to.be.revertedWithPanic(0x12);
    await expect(probe.silently()).to.be.revertedWithoutReason(ethers);
  });

  it('speaks to the chain it was told to', async () => {
    expect(Number(await network.provider.send('eth_chainId'))).to.equal(31337);
  });
});
