package org.rankscope.ui.memory;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.value.ObservableValue;
import org.rankscope.ui.study.CostEstimate;
import org.rankscope.ui.study.MemoryForecast;
import org.rankscope.ui.study.StudyViewModel;

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

    /** One bar a rank, by rank. */
    ReadOnlyObjectProperty<List<MemoryBar>> barsProperty() {
        return bars.getReadOnlyProperty();
    }

    /** What is free now, where a planned rank needs more of it; empty where all fit. */
    ReadOnlyObjectProperty<OptionalLong> freeBytesProperty() {
        return freeBytes.getReadOnlyProperty();
    }

    private void refresh() {
        freeBytes.set(planned.getValue()
                .filter(estimate -> study.board().isEmpty() && !estimate.unfit().isEmpty())
                .map(CostEstimate::freeBytes)
                .orElse(OptionalLong.empty()));

        Map<Integer, MemoryForecast> forecast = study.forecast().isEmpty()
                ? planned.getValue().map(CostEstimate::memory).orElse(Map.of())
                : study.forecast();
        if (study.board().isEmpty()) {
            bars.set(forecast.keySet().stream()
                    .sorted()
                    .map(rank -> new MemoryBar(rank, Optional.of(forecast.get(rank)), 0))
                    .toList());
        } else {
            bars.set(study.board().ranks().stream()
                    .map(rank -> new MemoryBar(
                            rank.rank(), Optional.ofNullable(forecast.get(rank.rank())), rank.peakMemoryBytes()))
                    .toList());
        }
    }
}
