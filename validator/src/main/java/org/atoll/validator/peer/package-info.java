@NullMarked
package org.atoll.validator.peer;

import org.jspecify.annotations.NullMarked;
