package org.rankscope.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rankscope.peft.StepRule;

/** The numbers that the host computes for each step, by name: what the optimiser takes, and a method's own. */
record StepScalars(AdamW optimizer, LearningGroups groups, Optional<StepRule> rule) {
    private static final String RULE = "rule/";

    List<String> names() {
        List<String> names = new ArrayList<>(optimizer.scalars(groups));
        ownNames().forEach(name -> names.add(RULE + name));
        return names;
    }

    /** Those that are the method's, under its names. */
    <V> Map<String, V> own(Map<String, V> all) {
        Map<String, V> own = new LinkedHashMap<>();
        ownNames().forEach(name -> own.put(name, all.get(RULE + name)));
        return own;
    }

    /** In the order of {@link #names}, at {@code step} of {@code steps}, counted from 0. */
    List<Double> at(int step, int steps, double learningRate) {
        List<Double> values = new ArrayList<>(optimizer.scalars(groups, step + 1, learningRate));
        rule.ifPresent(one -> {
            for (double value : one.scalars(step, steps)) {
                values.add(value);
            }
        });
        return values;
    }

    private List<String> ownNames() {
        return rule.map(StepRule::scalars).orElse(List.of());
    }
}
