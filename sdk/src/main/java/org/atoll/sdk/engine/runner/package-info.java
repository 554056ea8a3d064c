@NullMarked
package org.atoll.sdk.engine.runner;

import org.jspecify.annotations.NullMarked;
