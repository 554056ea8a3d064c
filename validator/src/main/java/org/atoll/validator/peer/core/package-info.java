@NullMarked
package org.atoll.validator.peer.core;

import org.jspecify.annotations.NullMarked;
