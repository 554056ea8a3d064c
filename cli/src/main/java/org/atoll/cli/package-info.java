@NullMarked
package org.atoll.cli;

import org.jspecify.annotations.NullMarked;
