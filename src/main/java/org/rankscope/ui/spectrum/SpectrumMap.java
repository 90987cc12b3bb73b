package org.rankscope.ui.spectrum;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.rankscope.insight.AdapterSpectrum;
import org.rankscope.insight.AdapterSpectrum.Module;
import org.rankscope.ui.chart.HeatMap;

/** Layer by module: the effective rank of each, and in its tip the singular values. */
final class SpectrumMap {
    private static final int SHOWN_VALUES = 8;

    private final List<Module> modules;

    SpectrumMap(AdapterSpectrum spectrum) {
        modules = spectrum.modules();
    }

    HeatMap map() {
        List<Integer> layers =
                new ArrayList<>(modules.stream().map(Module::layer).collect(Collectors.toCollection(TreeSet::new)));
        List<String> kinds =
                new ArrayList<>(modules.stream().map(Module::kind).distinct().toList());
        Collections.reverse(kinds);
        double most = modules.stream().mapToDouble(Module::effectiveRank).max().orElse(1);
        return new HeatMap(
                "layer",
                "",
                layers.stream()
                        .map(layer -> layer < 0 ? "none" : String.valueOf(layer))
                        .toList(),
                kinds,
                modules.stream()
                        .map(module -> cell(module, layers.indexOf(module.layer()), kinds.indexOf(module.kind())))
                        .toList(),
                HeatMap.Scale.ofAmounts(0, most, "%.1f"),
                OptionalInt.empty(),
                OptionalInt.empty());
    }

    /** What all modules come to, in one sentence. */
    String sentence() {
        return "r = " + rank() + " trained, " + number(mean()) + " used on average over " + modules.size()
                + (modules.size() == 1 ? " module." : " modules.");
    }

    private String rank() {
        int least = modules.stream().mapToInt(Module::rank).min().orElse(0);
        int most = modules.stream().mapToInt(Module::rank).max().orElse(0);
        return least == most ? String.valueOf(most) : least + " to " + most;
    }

    private double mean() {
        return modules.stream().mapToDouble(Module::effectiveRank).average().orElse(0);
    }

    private static HeatMap.Cell cell(Module module, int column, int row) {
        String number = number(module.effectiveRank());
        return new HeatMap.Cell(
                column, row, module.effectiveRank(), number, "", false, Optional.empty(), tip(module, number));
    }

    private static String tip(Module module, String number) {
        String values = module.singularValues().stream()
                .limit(SHOWN_VALUES)
                .map(value -> String.format(Locale.ROOT, "%.3g", value))
                .collect(Collectors.joining("  "));
        return module.module() + "\neffective rank " + number + " of " + module.rank() + "; 90 % of the energy in "
                + module.rank90() + "\nsingular values  " + values
                + (module.singularValues().size() > SHOWN_VALUES ? "  …" : "");
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
