@NullMarked
package org.atoll.validator.engine.core;

import org.jspecify.annotations.NullMarked;
