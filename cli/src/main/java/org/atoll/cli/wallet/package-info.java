@NullMarked
package org.atoll.cli.wallet;

import org.jspecify.annotations.NullMarked;
