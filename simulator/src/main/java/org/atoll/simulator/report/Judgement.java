package org.atoll.simulator.report;

/**
 * An expectation and what became of it.
 *
 * @param value the mean over the seeds, or what was not measured
 */
public record Judgement(String metric, String band, String scope, String value, boolean met, String detail) {}
