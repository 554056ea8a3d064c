@NullMarked
package org.atoll.sdk.account;

import org.jspecify.annotations.NullMarked;
