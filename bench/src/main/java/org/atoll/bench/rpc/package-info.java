/** A small, cheap JSON-RPC client: what it costs must not hide what the server costs. */
@NullMarked
package org.atoll.bench.rpc;

import org.jspecify.annotations.NullMarked;
