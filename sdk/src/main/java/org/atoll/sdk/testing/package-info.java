/** What the tests of all modules share. Not for production. */
@NullMarked
package org.atoll.sdk.testing;

import org.jspecify.annotations.NullMarked;
