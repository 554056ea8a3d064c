package org.atoll.sdk.engine;

import org.atoll.sdk.crypto.PublicKey;
import org.atoll.sdk.value.Bytes;

/**
 * @param anchor the last final block
 * @param chainTag names the chain: SHA-256 over chain id and genesis; 32 bytes
 * @param params the engine's parameters, from the chain's schedule
 * @param own this node's key
 * @param snapshot of an earlier life of this engine, or empty
 */
public record InitContext(Header anchor, Bytes chainTag, Bytes params, PublicKey own, Bytes snapshot) {}
