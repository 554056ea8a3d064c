@NullMarked
package org.atoll.sdk.engine;

import org.jspecify.annotations.NullMarked;
