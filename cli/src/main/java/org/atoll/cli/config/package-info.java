/** Settings of a node: what they are called, where they come from, which wins. */
@NullMarked
package org.atoll.cli.config;

import org.jspecify.annotations.NullMarked;
