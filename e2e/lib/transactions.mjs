// Transactions made by hand, so that each can be wrong in one way.
import { SigningKey, concat, encodeRlp, getBytes, keccak256, toBeArray, toBeHex } from 'ethers';

const CURVE = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

const quantity = (value) => (value === 0n || value === 0 ? '0x' : toBeHex(value));

/** The fields of a transaction of type 2 with defaults that would do. */
export function fields(changes = {}) {
  return { chainId: 31337n, nonce: 0, tip: 1_000_000_000n, cap: 2_000_000_000n, gas: 21_000n,
    to: '0x00000000000000000000000000000000000a7011', value: 0n, data: '0x', ...changes };
}

const body = (tx) => [quantity(tx.chainId), quantity(tx.nonce), quantity(tx.tip), quantity(tx.cap), quantity(tx.gas), tx.to,
  quantity(tx.value), tx.data, []];

/** Type 2, signed; then r, s and y parity as `spoil` has them. */
export function dynamic(privateKey, changes, spoil = (signature) => signature) {
  const unsigned = body(fields(changes));
  const signature = new SigningKey(privateKey).sign(keccak256(concat(['0x02', encodeRlp(unsigned)])));
  const { parity, r, s } = spoil({ parity: signature.yParity, r: BigInt(signature.r), s: BigInt(signature.s) });
  return concat(['0x02', encodeRlp([...unsigned, quantity(parity), quantity(r), quantity(s)])]);
}


/** The other of the two signatures that recover to the same key: EIP-2 forbids it. */
export const highS = ({ parity, r, s }) => ({ parity: 1 - parity, r, s: CURVE - s });
export const zeroR = ({ parity, s }) => ({ parity, r: 0n, s });
export const hugeR = ({ parity, s }) => ({ parity, r: CURVE, s });

/** A legacy transaction without chain id, as before EIP-155. */
export function unprotected(privateKey, nonce) {
  const tx = fields({ nonce });
  const unsigned = [quantity(nonce), quantity(tx.cap), quantity(tx.gas), tx.to, '0x', '0x'];
  const signature = new SigningKey(privateKey).sign(keccak256(encodeRlp(unsigned)));
  return encodeRlp([...unsigned, quantity(27 + signature.yParity), toBeArray(signature.r), toBeArray(signature.s)]);
}

/** A blob transaction, EIP-4844. */
export function blob(privateKey, nonce) {
  const unsigned = [...body(fields({ nonce })), '0x01', [concat(['0x01', new Uint8Array(31)])]];
  const signature = new SigningKey(privateKey).sign(keccak256(concat(['0x03', encodeRlp(unsigned)])));
  return concat(['0x03', encodeRlp([...unsigned, quantity(signature.yParity), toBeArray(signature.r),
    toBeArray(signature.s)])]);
}

/** Set code, EIP-7702, with an empty authorization list. */
export function emptyAuthorizations(privateKey, nonce) {
  const unsigned = [...body(fields({ nonce, gas: 100_000n })), []];
  const signature = new SigningKey(privateKey).sign(keccak256(concat(['0x04', encodeRlp(unsigned)])));
  return concat(['0x04', encodeRlp([...unsigned, quantity(signature.yParity), toBeArray(signature.r),
    toBeArray(signature.s)])]);
}

/** A signed transaction whose nonce is written with a leading zero byte. */
export function leadingZero(privateKey, nonce) {
  const unsigned = body(fields({ nonce }));
  unsigned[1] = concat(['0x00', toBeHex(nonce + 1)]);
  const signature = new SigningKey(privateKey).sign(keccak256(concat(['0x02', encodeRlp(unsigned)])));
  return concat(['0x02', encodeRlp([...unsigned, quantity(signature.yParity), toBeArray(signature.r),
    toBeArray(signature.s)])]);
}

/** Init code that deploys `size` zero bytes. */
export function deploying(size) {
  return concat(['0x62', toBeHex(size, 3), '0x5ff3']); // PUSH3 size PUSH0 RETURN
}

export const zeros = (size) => getBytes(`0x${'00'.repeat(size)}`);
