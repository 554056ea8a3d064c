package org.atoll.simulator.core.metrics;

/** A block as the metrics know it. */
record Block(long key, long parent, long height, int producer, long createdMicros, int transactions, int bytes) {}
