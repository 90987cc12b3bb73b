package org.rankscope.ui.setup;

/**
 * What an adapter on some target modules would be.
 *
 * @param summary for a person: {@code 10 modules · 5,120 parameters a rank}
 * @param largestRank the smallest min(in, out) of the modules: above it a larger rank adds nothing
 */
public record AdapterFacts(String summary, int largestRank) {}
