package org.rankscope.ui.memory;

import java.awt.Color;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalLong;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.scene.paint.Paint;
import javafx.scene.shape.Rectangle;
import org.rankscope.ui.chart.ChartPane;
import org.rankscope.ui.chart.Switch;
import org.rankscope.ui.spectrum.LearnedRanksView;
import org.rankscope.ui.spectrum.LearnedRanksViewModel;
import org.rankscope.ui.spectrum.SpectrumView;
import org.rankscope.ui.spectrum.SpectrumViewModel;
import org.rankscope.ui.theme.Appearance;
import org.rankscope.ui.theme.ChartColors;

/** The memory chart with its title and, in the place of a legend, its parts named in their colours; the maps of effective and of learned ranks. */
public final class MemoryView extends VBox {
    private final MemoryViewModel viewModel;
    private final Appearance appearance;
    private final ChartPane chart = new ChartPane("memory-chart");
    private final Switch<MemoryChoice> choice = new Switch<>("resources", MemoryChoice.values(), MemoryChoice::title);
    private final VBox memory = new VBox();
    private final SpectrumView spectrum;
    private final LearnedRanksView learned;
    private final LearnedRanksViewModel learnedModel;
    private final Label title = new Label("Memory");
    private final HBox parts = new HBox();
    private final Label teaching = new Label("Memory by component, and how little of it follows the rank.");

    public MemoryView(
            MemoryViewModel viewModel,
            SpectrumViewModel spectrumModel,
            LearnedRanksViewModel learnedModel,
            Appearance appearance) {
        spectrum = new SpectrumView(spectrumModel, appearance);
        learned = new LearnedRanksView(learnedModel, appearance);
        this.learnedModel = learnedModel;
        this.viewModel = viewModel;
        this.appearance = appearance;
        createLayout();
        bind();
    }

    private void createLayout() {
        getStyleClass().add("card");
        title.getStyleClass().add("card-title");
        title.setMinWidth(Region.USE_PREF_SIZE);
        parts.getStyleClass().add("parts");
        parts.setAlignment(Pos.CENTER_LEFT);
        parts.managedProperty().bind(parts.visibleProperty());
        Region gap = new Region();
        HBox.setHgrow(gap, Priority.ALWAYS);
        HBox header = new HBox(title, gap, choice);
        header.getStyleClass().add("card-header");
        header.setAlignment(Pos.CENTER_LEFT);
        teaching.getStyleClass().add("teaching");
        teaching.setMouseTransparent(true);
        StackPane drawn = new StackPane(chart, teaching);
        VBox.setVgrow(drawn, Priority.ALWAYS);
        memory.getChildren().setAll(parts, drawn);
        StackPane body = new StackPane(memory, spectrum, learned);
        VBox.setVgrow(body, Priority.ALWAYS);
        getChildren().setAll(header, body);
    }

    private void bind() {
        spectrum.visibleProperty().bind(choice.valueProperty().isEqualTo(MemoryChoice.SPECTRUM));
        learned.visibleProperty().bind(choice.valueProperty().isEqualTo(MemoryChoice.RANKS));
        memory.visibleProperty().bind(choice.valueProperty().isEqualTo(MemoryChoice.MEMORY));
        learnedModel.availableProperty().addListener((observable, old, now) -> offer());
        offer();
        choice.valueProperty().addListener((observable, old, now) -> draw());
        viewModel.barsProperty().addListener((observable, old, now) -> draw());
        viewModel.freeBytesProperty().addListener((observable, old, now) -> draw());
        appearance.colorsProperty().addListener((observable, old, now) -> draw());
        draw();
    }

    /** Learned ranks are there where a method chose them. */
    private void offer() {
        boolean learns = learnedModel.availableProperty().get();
        if (!learns && choice.valueProperty().get() == MemoryChoice.RANKS) {
            choice.valueProperty().set(MemoryChoice.MEMORY);
        }
        choice.offer(
                learns ? EnumSet.allOf(MemoryChoice.class) : EnumSet.of(MemoryChoice.MEMORY, MemoryChoice.SPECTRUM));
    }

    private void draw() {
        List<MemoryBar> bars = viewModel.barsProperty().get();
        ChartColors colors = appearance.colorsProperty().get();
        boolean any = bars.stream().anyMatch(bar -> bar.predicted().isPresent() || bar.measuredBytes() > 0);
        title.setText(
                switch (choice.valueProperty().get()) {
                    case MEMORY -> any ? "Memory, " + MemoryChart.unit(bars) : "Memory";
                    case SPECTRUM -> "Effective rank";
                    case RANKS -> "Learned rank";
                });
        teaching.setVisible(!any);
        parts.setVisible(any);
        parts.getChildren().clear();
        if (bars.stream().anyMatch(bar -> bar.predicted().isPresent())) {
            for (MemoryChart.Part part : MemoryChart.Part.values()) {
                parts.getChildren().add(part(part.title(), part.color(colors), 9));
            }
        }
        if (bars.stream().anyMatch(bar -> bar.measuredBytes() > 0)) {
            parts.getChildren().add(part("measured", colors.memory().measured(), 2.5));
        }
        OptionalLong free = viewModel.freeBytesProperty().get();
        if (any && free.isPresent()) {
            parts.getChildren().add(part("free now", colors.memory().measured(), 1));
        }
        chart.show(
                MemoryChart.of(any ? bars : List.of(), free, colors),
                List.of(),
                any
                        ? "Memory by rank, predicted by component"
                                + (bars.stream().anyMatch(bar -> bar.measuredBytes() > 0) ? ", and measured." : ".")
                        : "Memory by rank: nothing yet.");
    }

    private static Label part(String name, Color color, double height) {
        Label label = new Label(name, new Rectangle(9, height, Paint.valueOf(ChartColors.hex(color))));
        label.getStyleClass().add("card-subtitle");
        return label;
    }
}
