// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {Badge} from "../contracts/Badge.sol";
import {Token} from "../contracts/Token.sol";

interface Vm {
    function startBroadcast() external;
    function stopBroadcast() external;
}

/// Deploys and uses both tokens in one go: forge sends what lies between start and stop.
contract Deploy {
    Vm private constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));
    bool public constant IS_SCRIPT = true;

    function run() external returns (Token token, Badge badge) {
        vm.startBroadcast();
        token = new Token("Script", "SCR", 100);
        token.transfer(address(0xA7011), 40);
        badge = new Badge();
        badge.mint(address(0xA7011));
        vm.stopBroadcast();
    }
}
