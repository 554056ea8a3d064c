/** What a node tells operators: health and metrics over HTTP. */
@NullMarked
package org.atoll.cli.ops;

import org.jspecify.annotations.NullMarked;
