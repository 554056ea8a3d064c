@NullMarked
package org.atoll.validator.mempool.core;

import org.jspecify.annotations.NullMarked;
