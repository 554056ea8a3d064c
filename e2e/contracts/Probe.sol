// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

/// Fails in every way a contract can fail, and shows what it is told about the block.
contract Probe {
    error TooLow(uint256 given, uint256 needed);

    event Kept(address indexed by, uint256 indexed slot, string text);

    mapping(uint256 => uint256) public kept;

    function withReason(bool fail) external {
        kept[0]++;
        require(!fail, "the reason");
    }

    function withCustomError(uint256 given) external {
        kept[0]++;
        if (given < 10) revert TooLow(given, 10);
    }

    function withPanic(uint256 divisor) external returns (uint256) {
        kept[0] = 1 / divisor;
        return kept[0];
    }

    function silently() external pure {
        revert();
    }

    function keep(uint256 slot, uint256 value, string calldata text) external payable {
        kept[slot] = value;
        emit Kept(msg.sender, slot, text);
    }

    function block_() external view returns (uint256 number, uint256 time, uint256 chain, bytes32 parent, uint256 fee) {
        return (block.number, block.timestamp, block.chainid, blockhash(block.number - 1), block.basefee);
    }
}
