@NullMarked
package org.atoll.seth.precompile;

import org.jspecify.annotations.NullMarked;
