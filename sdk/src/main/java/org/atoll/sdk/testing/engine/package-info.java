/** What an engine must stand before a validator may run it. Not for production. */
@NullMarked
package org.atoll.sdk.testing.engine;

import org.jspecify.annotations.NullMarked;
