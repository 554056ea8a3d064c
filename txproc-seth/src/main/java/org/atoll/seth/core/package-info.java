@NullMarked
package org.atoll.seth.core;

import org.jspecify.annotations.NullMarked;
