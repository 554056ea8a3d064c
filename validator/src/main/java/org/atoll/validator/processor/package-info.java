@NullMarked
package org.atoll.validator.processor;

import org.jspecify.annotations.NullMarked;
