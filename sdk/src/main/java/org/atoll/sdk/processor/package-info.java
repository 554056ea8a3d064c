@NullMarked
package org.atoll.sdk.processor;

import org.jspecify.annotations.NullMarked;
