@NullMarked
package org.atoll.validator;

import org.jspecify.annotations.NullMarked;
