package org.rankscope.ui.memory;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.ToLongFunction;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.value.ObservableValue;
import org.rankscope.ui.study.CostEstimate;
import org.rankscope.ui.study.MemoryForecast;
import org.rankscope.ui.study.StudyViewModel;
import org.rankscope.ui.study.Variant;
import org.rankscope.ui.study.VariantSummary;
import org.rankscope.ui.text.MethodWords;

/** Memory of the study on the page, or before one of the study that the settings make. FX thread. */
public final class MemoryViewModel {
    private final StudyViewModel study;
    private final ObservableValue<Optional<CostEstimate>> planned;
    private final ReadOnlyObjectWrapper<OptionalLong> freeBytes = new ReadOnlyObjectWrapper<>(OptionalLong.empty());
    private final ReadOnlyObjectWrapper<List<MemoryBar>> bars = new ReadOnlyObjectWrapper<>(List.of());

    /** @param planned the estimate of the settings */
    public MemoryViewModel(StudyViewModel study, ObservableValue<Optional<CostEstimate>> planned) {
        this.study = study;
        this.planned = planned;
        study.board().resultsRevision().addListener((observable, old, now) -> refresh());
        planned.addListener((observable, old, now) -> refresh());
        refresh();
    }

    /** One bar a rank; of several methods one a method, at its largest capacity. */
    ReadOnlyObjectProperty<List<MemoryBar>> barsProperty() {
        return bars.getReadOnlyProperty();
    }

    /** What is free now, where something that is planned needs more of it; empty where all fit. */
    ReadOnlyObjectProperty<OptionalLong> freeBytesProperty() {
        return freeBytes.getReadOnlyProperty();
    }

    private void refresh() {
        freeBytes.set(planned.getValue()
                .filter(estimate -> study.board().isEmpty() && !estimate.unfit().isEmpty())
                .map(CostEstimate::freeBytes)
                .orElse(OptionalLong.empty()));

        Map<Variant, MemoryForecast> forecast = study.forecast().isEmpty()
                ? planned.getValue().map(CostEstimate::memory).orElse(Map.of())
                : study.forecast();
        if (study.board().isEmpty()) {
            bars.set(bars(List.copyOf(forecast.keySet()), forecast, variant -> 0));
        } else {
            bars.set(bars(
                    study.board().variants().stream()
                            .map(VariantSummary::variant)
                            .toList(),
                    forecast,
                    variant -> study.board()
                            .variant(variant)
                            .map(VariantSummary::peakMemoryBytes)
                            .orElse(0L)));
        }
    }

    private static List<MemoryBar> bars(
            List<Variant> variants, Map<Variant, MemoryForecast> forecast, ToLongFunction<Variant> measured) {
        boolean several = variants.stream()
                        .filter(variant -> !variant.isReference())
                        .map(Variant::method)
                        .distinct()
                        .count()
                > 1;
        return variants.stream()
                .filter(variant -> !several || isLargest(variant, variants))
                .map(variant -> new MemoryBar(
                        several || variant.capacity() == 0
                                ? MethodWords.word(variant.method())
                                : String.valueOf(variant.capacity()),
                        Optional.ofNullable(forecast.get(variant)),
                        measured.applyAsLong(variant)))
                .toList();
    }

    private static boolean isLargest(Variant variant, List<Variant> variants) {
        return variants.stream()
                .noneMatch(other -> other.method() == variant.method() && other.capacity() > variant.capacity());
    }
}
