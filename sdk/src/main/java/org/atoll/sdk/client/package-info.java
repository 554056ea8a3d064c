@NullMarked
package org.atoll.sdk.client;

import org.jspecify.annotations.NullMarked;
