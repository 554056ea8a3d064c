@NullMarked
package org.atoll.seth.query;

import org.jspecify.annotations.NullMarked;
