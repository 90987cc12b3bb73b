package org.rankscope.insight;

import java.util.List;

/**
 * What one rule says about a table, for a report that puts several side by side.
 *
 * @param rule its name
 * @param words what it picks
 * @param rank its choice, or null where it finds none
 * @param value mean at its choice; null where it finds none
 * @param allowed the ranks that it would accept, of which it picks one: those within its band, or the Pareto front
 */
public record RuleOpinion(String rule, String words, Integer rank, Double value, List<Integer> allowed) {
    public RuleOpinion {
        allowed = allowed == null ? List.of() : List.copyOf(allowed);
    }
}
