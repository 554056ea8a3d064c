@NullMarked
package org.atoll.validator.settings;

import org.jspecify.annotations.NullMarked;
