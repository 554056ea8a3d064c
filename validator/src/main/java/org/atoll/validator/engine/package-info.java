/** Where engines run: on a thread of their own, in another process, or in the caller's hands. */
@NullMarked
package org.atoll.validator.engine;

import org.jspecify.annotations.NullMarked;
