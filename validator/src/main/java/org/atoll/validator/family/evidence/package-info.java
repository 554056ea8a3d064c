/** System family {@code evidence}: who contradicted himself is on chain. */
@NullMarked
package org.atoll.validator.family.evidence;

import org.jspecify.annotations.NullMarked;
