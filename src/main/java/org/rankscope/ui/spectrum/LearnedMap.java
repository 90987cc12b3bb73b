package org.rankscope.ui.spectrum;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.rankscope.insight.LearnedRanks;
import org.rankscope.insight.LearnedRanks.Module;
import org.rankscope.ui.chart.HeatMap;

/** Block by module: the rank that is left of each. */
final class LearnedMap {
    private LearnedMap() {}

    static HeatMap of(LearnedRanks ranks) {
        List<Module> modules = ranks.modules();
        List<Integer> layers =
                new ArrayList<>(modules.stream().map(Module::layer).collect(Collectors.toCollection(TreeSet::new)));
        List<String> kinds =
                new ArrayList<>(modules.stream().map(Module::kind).distinct().toList());
        Collections.reverse(kinds);
        return new HeatMap(
                "layer",
                "",
                layers.stream()
                        .map(layer -> layer < 0 ? "none" : String.valueOf(layer))
                        .toList(),
                kinds,
                modules.stream()
                        .map(module -> new HeatMap.Cell(
                                layers.indexOf(module.layer()),
                                kinds.indexOf(module.kind()),
                                module.rank(),
                                String.valueOf(module.rank()),
                                "",
                                false,
                                Optional.empty(),
                                module.name() + "\nrank " + module.rank()))
                        .toList(),
                HeatMap.Scale.ofAmounts(
                        0, modules.stream().mapToInt(Module::rank).max().orElse(1), "%.0f"),
                OptionalInt.empty(),
                OptionalInt.empty());
    }
}
