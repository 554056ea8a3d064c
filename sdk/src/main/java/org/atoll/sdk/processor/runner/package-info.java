@NullMarked
package org.atoll.sdk.processor.runner;

import org.jspecify.annotations.NullMarked;
