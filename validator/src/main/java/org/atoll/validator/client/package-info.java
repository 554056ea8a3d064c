@NullMarked
package org.atoll.validator.client;

import org.jspecify.annotations.NullMarked;
