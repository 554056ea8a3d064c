// Ethereum's encodings from JSON-RPC's JSON alone, on npm's RLP and trie: what a light client computes.
import { MerklePatriciaTrie, createMPT, verifyMPTWithMerkleProof } from '@ethereumjs/mpt';
import { RLP } from '@ethereumjs/rlp';
import { bytesToHex, concatBytes, hexToBytes } from '@ethereumjs/util';
import { keccak256 } from 'ethers';

/** A quantity as RLP wants it: big-endian without leading zeros. */
const number = (hex) => {
  const digits = BigInt(hex).toString(16);
  return digits === '0' ? new Uint8Array() : hexToBytes(`0x${digits.length % 2 ? '0' : ''}${digits}`);
};
const bytes = (hex) => hexToBytes(hex);
const hash = (data) => keccak256(data);

/** Keccak of the header of a block as eth_getBlockByNumber shows it. */
export function headerHash(block) {
  return hash(RLP.encode(headerFields(block)));
}

function headerFields(block) {
  const always = [bytes(block.parentHash), bytes(block.sha3Uncles), bytes(block.miner), bytes(block.stateRoot),
    bytes(block.transactionsRoot), bytes(block.receiptsRoot), bytes(block.logsBloom), number(block.difficulty),
    number(block.number), number(block.gasLimit), number(block.gasUsed), number(block.timestamp),
    bytes(block.extraData), bytes(block.mixHash), bytes(block.nonce)];
  const forked = [['baseFeePerGas', number], ['withdrawalsRoot', bytes], ['blobGasUsed', number],
    ['excessBlobGas', number], ['parentBeaconBlockRoot', bytes], ['requestsHash', bytes]];
  return [...always, ...forked.filter(([name]) => name in block).map(([name, read]) => read(block[name]))];
}

const accessList = (tx) => tx.accessList.map((one) => [bytes(one.address), one.storageKeys.map(bytes)]);

/** EIP-2718 bytes of a transaction as eth_getBlockByNumber shows it. */
export function transactionBytes(tx) {
  const type = Number(tx.type);
  const to = tx.to === null ? new Uint8Array() : bytes(tx.to);
  const signature = [number(tx.yParity ?? tx.v), number(tx.r), number(tx.s)];
  const rest = [number(tx.gas), to, number(tx.value), bytes(tx.input)];
  switch (type) {
    case 0:
      return RLP.encode([number(tx.nonce), number(tx.gasPrice), ...rest, number(tx.v), number(tx.r), number(tx.s)]);
    case 1:
      return typed(1, [number(tx.chainId), number(tx.nonce), number(tx.gasPrice), ...rest, accessList(tx), ...signature]);
    case 2:
    case 4:
      return typed(type, [number(tx.chainId), number(tx.nonce), number(tx.maxPriorityFeePerGas),
        number(tx.maxFeePerGas), ...rest, accessList(tx), ...(type === 4 ? [authorizations(tx)] : []), ...signature]);
    default:
      throw new Error(`transaction type ${type}`);
  }
}

const authorizations = (tx) => tx.authorizationList.map((one) => [number(one.chainId), bytes(one.address),
  number(one.nonce), number(one.yParity), number(one.r), number(one.s)]);

const typed = (type, fields) => concatBytes(Uint8Array.of(type), RLP.encode(fields));

/** Consensus bytes of a receipt. */
export function receiptBytes(receipt) {
  const fields = [number(receipt.status), number(receipt.cumulativeGasUsed), bytes(receipt.logsBloom),
    receipt.logs.map((log) => [bytes(log.address), log.topics.map(bytes), bytes(log.data)])];
  const type = Number(receipt.type);
  return type === 0 ? RLP.encode(fields) : typed(type, fields);
}

/** Bloom filter of logs, 256 bytes. */
export function bloom(logs) {
  const bits = new Uint8Array(256);
  const add = (item) => {
    const digest = bytes(hash(item));
    for (const at of [0, 2, 4]) {
      const bit = ((digest[at] << 8) | digest[at + 1]) & 2047;
      bits[255 - (bit >> 3)] |= 1 << (bit & 7);
    }
  };
  for (const log of logs) [log.address, ...log.topics].forEach(add);
  return bytesToHex(bits);
}

/** Root of the trie of a list. */
export async function listRoot(values) {
  const trie = new MerklePatriciaTrie();
  for (const [index, value] of values.entries()) await trie.put(RLP.encode(index), value);
  return bytesToHex(trie.root());
}

/** Length of the block's RLP, as the member `size` has it. */
export function blockSize(block) {
  const transactions = block.transactions.map((tx) => (Number(tx.type) === 0 ? RLP.decode(transactionBytes(tx))
    : transactionBytes(tx)));
  return RLP.encode([headerFields(block), transactions, [], []]).length;
}

const proven = async (root, key, proof) => {
  const trie = await createMPT({ useKeyHashing: true });
  return verifyMPTWithMerkleProof(trie, bytes(root), bytes(key), proof.map(bytes));
};

/**
 * Checks eth_getProof's answer against a state root alone; throws if it proves something else or nothing.
 * Answers { nonce, balance, codeHash, slots } as proven.
 */
export async function verifyProof(stateRoot, answer) {
  const leaf = await proven(stateRoot, answer.address, answer.accountProof);
  const [nonce, balance, storageHash, codeHash] = leaf === null ? [] : RLP.decode(leaf).map((field) => bytesToHex(field));
  const quantity = (hex) => (hex === undefined || hex === '0x' ? 0n : BigInt(hex));
  const slots = {};
  for (const { key, proof } of answer.storageProof) {
    if (leaf === null) continue;
    const padded = `0x${BigInt(key).toString(16).padStart(64, '0')}`;
    const empty = storageHash === EMPTY_ROOT;
    const value = empty ? null : await proven(storageHash, padded, proof);
    slots[key] = value === null ? 0n : quantity(bytesToHex(RLP.decode(value)));
  }
  return { exists: leaf !== null, nonce: quantity(nonce), balance: quantity(balance), storageHash, codeHash, slots };
}

export const EMPTY_ROOT = '0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421';
