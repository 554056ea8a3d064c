/** Certificates of the processes that talk to validators over TCP. */
@NullMarked
package org.atoll.cli.tls;

import org.jspecify.annotations.NullMarked;
