@NullMarked
package org.atoll.seth.word;

import org.jspecify.annotations.NullMarked;
