@NullMarked
package org.atoll.validator.ethereum;

import org.jspecify.annotations.NullMarked;
