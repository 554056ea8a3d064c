/** Outside clients against a node. */
@org.jspecify.annotations.NullMarked
package org.atoll.cli.client;
