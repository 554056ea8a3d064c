/** Networks of several nodes on one machine. */
@NullMarked
package org.atoll.cli.network;

import org.jspecify.annotations.NullMarked;
