@NullMarked
package org.atoll.cli.command;

import org.jspecify.annotations.NullMarked;
