@NullMarked
package org.atoll.cli.join;

import org.jspecify.annotations.NullMarked;
