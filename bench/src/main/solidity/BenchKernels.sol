// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import "BenchToken.sol";

/// Called with nothing, transfers a token until the gas is gone.
contract TokenLoop is BenchToken {
    constructor() BenchToken(2 ** 100) {
        _update(address(0), address(this), 2 ** 100);
    }

    fallback() external {
        for (uint160 i = 1; ; i++) {
            this.transfer(address(0x1000 + (i & 15)), 1);
        }
    }
}

/// A pool of two tokens with the constant-product rule and a fee of 0.3 %: reserves in one slot, optimistic transfer,
/// balances read back from the tokens.
contract Pool {
    BenchToken private immutable _first;
    BenchToken private immutable _second;
    uint112 private _reserve0;
    uint112 private _reserve1;
    uint32 private _lastTime;
    uint256 private _unlocked = 1;

    event Sync(uint112 reserve0, uint112 reserve1);
    event Swap(address indexed sender, uint256 in0, uint256 in1, uint256 out0, uint256 out1, address indexed to);

    error Locked();
    error InsufficientOutput();
    error InsufficientInput();
    error ProductShrinks();

    constructor(BenchToken first, BenchToken second) {
        _first = first;
        _second = second;
    }

    function reserves() external view returns (uint112, uint112, uint32) {
        return (_reserve0, _reserve1, _lastTime);
    }

    function sync() public {
        _update(_first.balanceOf(address(this)), _second.balanceOf(address(this)));
    }

    function swap(uint256 out0, uint256 out1, address to) external {
        if (_unlocked != 1) {
            revert Locked();
        }
        _unlocked = 2;
        if ((out0 == 0 && out1 == 0) || out0 >= _reserve0 || out1 >= _reserve1) {
            revert InsufficientOutput();
        }
        if (out0 > 0) {
            _first.transfer(to, out0);
        }
        if (out1 > 0) {
            _second.transfer(to, out1);
        }
        uint256 balance0 = _first.balanceOf(address(this));
        uint256 balance1 = _second.balanceOf(address(this));
        uint256 in0 = balance0 > _reserve0 - out0 ? balance0 - (_reserve0 - out0) : 0;
        uint256 in1 = balance1 > _reserve1 - out1 ? balance1 - (_reserve1 - out1) : 0;
        if (in0 == 0 && in1 == 0) {
            revert InsufficientInput();
        }
        if ((balance0 * 1000 - in0 * 3) * (balance1 * 1000 - in1 * 3)
            < uint256(_reserve0) * uint256(_reserve1) * 1000 ** 2) {
            revert ProductShrinks();
        }
        _update(balance0, balance1);
        emit Swap(msg.sender, in0, in1, out0, out1, to);
        _unlocked = 1;
    }

    function _update(uint256 balance0, uint256 balance1) private {
        _reserve0 = uint112(balance0);
        _reserve1 = uint112(balance1);
        _lastTime = uint32(block.timestamp);
        emit Sync(uint112(balance0), uint112(balance1));
    }
}

/// Called with nothing, swaps back and forth until the gas is gone.
contract SwapLoop {
    BenchToken private immutable _first = new BenchToken(2 ** 100);
    BenchToken private immutable _second = new BenchToken(2 ** 100);
    Pool private immutable _pool;

    constructor() {
        _pool = new Pool(_first, _second);
        _first.transfer(address(_pool), 2 ** 90);
        _second.transfer(address(_pool), 2 ** 90);
        _pool.sync();
    }

    fallback() external {
        while (true) {
            (uint256 reserve0, uint256 reserve1,) = _pool.reserves();
            _first.transfer(address(_pool), 1e9);
            _pool.swap(0, _out(1e9, reserve0, reserve1), address(this));
            (reserve0, reserve1,) = _pool.reserves();
            _second.transfer(address(_pool), 1e9);
            _pool.swap(_out(1e9, reserve1, reserve0), 0, address(this));
        }
    }

    function _out(uint256 input, uint256 reserveIn, uint256 reserveOut) private pure returns (uint256) {
        uint256 afterFee = input * 997;
        return afterFee * reserveOut / (reserveIn * 1000 + afterFee);
    }
}
