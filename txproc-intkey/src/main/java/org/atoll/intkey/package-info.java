@NullMarked
package org.atoll.intkey;

import org.jspecify.annotations.NullMarked;
