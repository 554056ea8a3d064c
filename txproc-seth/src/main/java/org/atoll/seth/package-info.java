@NullMarked
package org.atoll.seth;

import org.jspecify.annotations.NullMarked;
