@NullMarked
package org.atoll.validator.execution;

import org.jspecify.annotations.NullMarked;
