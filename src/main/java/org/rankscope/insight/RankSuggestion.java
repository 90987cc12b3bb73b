package org.rankscope.insight;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.rankscope.peft.CutUpdate;

/**
 * Ranks by module that keep more of an adapter's update than one rank everywhere, at no more parameters. Steps of rank are
 * taken in the order of the energy that each adds for a parameter, σ² / (in + out), as long as the budget lasts: the greedy
 * rule for the knapsack problem (Dantzig 1957). Each module gets its first step in any case. Where steps of different prices
 * leave the greedy rule behind the uniform rank, that is what is suggested.
 *
 * <p>Energy is what a cut keeps of ‖ΔW‖²_F; how much of it the loss needs is another question, which a cut that is evaluated
 * answers.
 *
 * @param rank the uniform rank whose parameters are the budget
 * @param budget its parameters
 * @param parameters those of the suggestion
 * @param uniformEnergy share of the energy that the uniform rank keeps
 * @param suggestedEnergy share that the suggestion keeps
 * @param ranks one for each module
 */
public record RankSuggestion(
        int rank,
        long budget,
        long parameters,
        @JsonProperty("uniform_energy") double uniformEnergy,
        @JsonProperty("suggested_energy") double suggestedEnergy,
        Map<String, Integer> ranks) {

    /** For the budget of {@code rank} in every module; of a module that has less, all it has. */
    public static RankSuggestion of(List<CutUpdate> updates, int rank) {
        Map<String, Integer> uniform = new LinkedHashMap<>();
        updates.forEach(cut -> uniform.put(cut.update().module(), cut.rankAt(rank)));
        long budget = parameters(updates, uniform);
        Map<String, Integer> greedy = greedy(updates, budget);
        double total = updates.stream()
                .mapToDouble(cut -> energy(cut, cut.update().rank()))
                .sum();
        double ofUniform = energy(updates, uniform);
        double ofGreedy = energy(updates, greedy);
        Map<String, Integer> ranks = ofGreedy > ofUniform ? greedy : uniform;
        return new RankSuggestion(
                rank,
                budget,
                parameters(updates, ranks),
                total > 0 ? ofUniform / total : 1,
                total > 0 ? Math.max(ofGreedy, ofUniform) / total : 1,
                ranks);
    }

    /** A step of rank that is still to be had. */
    private record Step(CutUpdate cut, int index, double density) {
        static Step of(CutUpdate cut, int index) {
            return new Step(
                    cut, index, cut.gains()[index] / (cut.step() * cut.update().parametersPerRank()));
        }

        long price() {
            return cut.step() * cut.update().parametersPerRank();
        }
    }

    private static Map<String, Integer> greedy(List<CutUpdate> updates, long budget) {
        Map<String, Integer> ranks = new LinkedHashMap<>();
        PriorityQueue<Step> steps = new PriorityQueue<>(Comparator.comparingDouble(Step::density)
                .reversed()
                .thenComparing(step -> step.cut().update().module()));
        long left = budget;
        for (CutUpdate cut : updates) {
            ranks.put(cut.update().module(), cut.step());
            left -= cut.step() * cut.update().parametersPerRank();
            addNext(steps, cut, 1);
        }
        while (!steps.isEmpty()) {
            Step step = steps.remove();
            if (step.price() <= left && step.density() > 0) {
                left -= step.price();
                ranks.merge(step.cut().update().module(), step.cut().step(), Integer::sum);
                addNext(steps, step.cut(), step.index() + 1);
            }
        }
        return ranks;
    }

    private static void addNext(PriorityQueue<Step> steps, CutUpdate cut, int index) {
        if (index < cut.gains().length) {
            steps.add(Step.of(cut, index));
        }
    }

    private static long parameters(List<CutUpdate> updates, Map<String, Integer> ranks) {
        return updates.stream()
                .mapToLong(
                        cut -> ranks.get(cut.update().module()) * cut.update().parametersPerRank())
                .sum();
    }

    private static double energy(List<CutUpdate> updates, Map<String, Integer> ranks) {
        return updates.stream()
                .mapToDouble(cut -> energy(cut, ranks.get(cut.update().module())))
                .sum();
    }

    private static double energy(CutUpdate cut, int rank) {
        double[] gains = cut.gains();
        double sum = 0;
        for (int i = 0; i < rank / cut.step(); i++) {
            sum += gains[i];
        }
        return sum;
    }
}
