@NullMarked
package org.atoll.validator.store;

import org.jspecify.annotations.NullMarked;
