@NullMarked
package org.atoll.seth.state;

import org.jspecify.annotations.NullMarked;
