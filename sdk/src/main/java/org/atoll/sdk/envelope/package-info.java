@NullMarked
package org.atoll.sdk.envelope;

import org.jspecify.annotations.NullMarked;
