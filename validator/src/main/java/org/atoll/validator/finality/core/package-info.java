/**
 * Which blocks can never be undone: votes, certificates and evidence, the state machine that casts and counts them, and
 * the guards that keep a key from contradicting itself. No I/O, no clock.
 */
@NullMarked
package org.atoll.validator.finality.core;

import org.jspecify.annotations.NullMarked;
