package org.rankscope.insight;

/**
 * What one rule says about a table, for a report that puts several side by side.
 *
 * @param rule its name
 * @param words what it picks
 * @param rank its choice, or null where it finds none
 * @param value mean at its choice; null where it finds none
 */
public record RuleOpinion(String rule, String words, Integer rank, Double value) {}
