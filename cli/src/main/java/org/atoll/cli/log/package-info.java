/** Where log lines go and what they look like (operations.md §5). */
@NullMarked
package org.atoll.cli.log;

import org.jspecify.annotations.NullMarked;
