package org.rankscope.search;

/** A run that a strategy wants. */
public record Proposal(Setting setting, long seed) {}
