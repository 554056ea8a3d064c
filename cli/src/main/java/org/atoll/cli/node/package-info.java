@NullMarked
package org.atoll.cli.node;

import org.jspecify.annotations.NullMarked;
