@NullMarked
package org.atoll.cli.evm;

import org.jspecify.annotations.NullMarked;
