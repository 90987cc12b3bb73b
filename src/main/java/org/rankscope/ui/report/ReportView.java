package org.rankscope.ui.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import javafx.beans.binding.Bindings;
import javafx.event.EventHandler;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.scene.text.Text;
import javafx.scene.text.TextFlow;
import org.jfree.chart.JFreeChart;
import org.kordamp.ikonli.Ikon;
import org.kordamp.ikonli.javafx.FontIcon;
import org.kordamp.ikonli.material2.Material2AL;
import org.kordamp.ikonli.material2.Material2MZ;
import org.rankscope.data.DataReport;
import org.rankscope.ui.chart.ChartPane;
import org.rankscope.ui.chart.Hotspot;
import org.rankscope.ui.text.TaskWords;
import org.rankscope.ui.text.WindowWords;
import org.rankscope.ui.theme.Appearance;
import org.rankscope.ui.theme.ChartColors;

/** The page of the data: it lies over the study, while the fields beside it can be changed and the page follows them. */
public final class ReportView extends VBox {
    private final ReportViewModel viewModel;
    private final Appearance appearance;
    private final VBox content = new VBox();
    private final Label teaching = new Label();
    private final Label subtitle = new Label();
    private final Button close = new Button("Back to the study", new FontIcon(Material2AL.ARROW_BACK));

    private final EventHandler<KeyEvent> closing = this::closeOnEscape;

    public ReportView(ReportViewModel viewModel, Appearance appearance) {
        this.viewModel = viewModel;
        this.appearance = appearance;
        createLayout();
        bind();
    }

    private void createLayout() {
        setId("report");
        getStyleClass().addAll("right", "report");
        Label title = new Label("Data report");
        title.getStyleClass().add("report-title");
        title.setMinWidth(Region.USE_PREF_SIZE);
        subtitle.getStyleClass().add("card-subtitle");
        subtitle.setId("report-subtitle");
        Region gap = new Region();
        HBox.setHgrow(gap, Priority.ALWAYS);
        close.setId("report-close");
        close.setTooltip(new Tooltip("Escape"));
        close.setMinWidth(Region.USE_PREF_SIZE);
        close.setOnAction(event -> viewModel.openProperty().set(false));
        HBox header = new HBox(title, subtitle, gap, close);
        header.getStyleClass().add("report-header");
        header.setAlignment(Pos.CENTER_LEFT);
        content.getStyleClass().add("report-content");
        ScrollPane scroll = new ScrollPane(content);
        scroll.setFitToWidth(true);
        scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        scroll.getStyleClass().add("report-scroll");
        teaching.getStyleClass().add("teaching");
        teaching.setId("report-message");
        teaching.setWrapText(true);
        teaching.setMaxWidth(460);
        teaching.setMouseTransparent(true);
        StackPane body = new StackPane(scroll, teaching);
        VBox.setVgrow(body, Priority.ALWAYS);
        getChildren().setAll(header, body);
    }

    private void bind() {
        visibleProperty().bind(viewModel.openProperty());
        managedProperty().bind(visibleProperty());
        // Whatever has the focus: the fields beside the page can be changed while it is open.
        sceneProperty().addListener((observable, old, now) -> {
            if (old != null) {
                old.removeEventHandler(KeyEvent.KEY_PRESSED, closing);
            }
            if (now != null) {
                now.addEventHandler(KeyEvent.KEY_PRESSED, closing);
            }
        });
        visibleProperty().addListener((observable, old, now) -> {
            if (now) {
                close.requestFocus();
            }
        });
        teaching.textProperty().bind(viewModel.messageProperty());
        teaching.visibleProperty()
                .bind(Bindings.createBooleanBinding(
                        () -> viewModel.findingsProperty().get().isEmpty(), viewModel.findingsProperty()));
        viewModel.findingsProperty().addListener((observable, old, now) -> show());
        appearance.colorsProperty().addListener((observable, old, now) -> show());
    }

    private void closeOnEscape(KeyEvent event) {
        if (event.getCode() == KeyCode.ESCAPE && isVisible()) {
            viewModel.openProperty().set(false);
            event.consume();
        }
    }

    private void show() {
        content.getChildren().clear();
        subtitle.setText("");
        viewModel.findingsProperty().get().ifPresent(this::fill);
    }

    private void fill(DataFindings found) {
        DataReport data = found.data();
        subtitle.setText(TaskWords.title(found.task()) + (data.exact() ? "" : " · lengths and examples of a sample"));
        content.getChildren().add(facts(found));
        List<Node> charts = charts(found, appearance.colorsProperty().get());
        HBox row = new HBox();
        row.getStyleClass().add("report-charts");
        charts.forEach(chart -> {
            HBox.setHgrow(chart, Priority.ALWAYS);
            row.getChildren().add(chart);
        });
        content.getChildren().add(row);
        if (!data.examples().isEmpty()) {
            content.getChildren().add(ExamplesView.of(data.examples()));
        }
        VBox details = new VBox();
        details.getStyleClass().add("report-details");
        found.notes().forEach(note -> details.getChildren().add(line(WindowWords.of(note), Material2MZ.WARNING)));
        data.skipped().forEach(skipped -> details.getChildren()
                .add(line(WindowWords.of(sentence(skipped)), Material2MZ.WARNING)));
        if (data.duplicatesAcross() > 0) {
            details.getChildren()
                    .add(line(
                            String.format(
                                    Locale.ROOT,
                                    "%,d rows for validation stand in the training file as well: the loss on them says little.",
                                    data.duplicatesAcross()),
                            Material2MZ.WARNING));
        }
        data.columns().forEach(column -> details.getChildren().add(line(column, Material2AL.INFO)));
        content.getChildren().add(card("What was found", "", details));
    }

    private static HBox facts(DataFindings found) {
        DataReport data = found.data();
        String example = TaskWords.example(found.task());
        long leftOut =
                data.skipped().stream().mapToLong(DataReport.Skipped::rows).sum();
        HBox facts = new HBox(
                fact("report-train", data.rows().train(), example + "s to train on"),
                fact("report-validation", data.rows().validation(), evaluated(data)),
                fact("report-skipped", leftOut, "left out"),
                fact("report-duplicates", data.duplicates(), "duplicates"),
                fact("report-items", data.predictedItems(), items(found) + " to learn from"));
        facts.getStyleClass().addAll("card", "report-facts");
        return facts;
    }

    private static String evaluated(DataReport data) {
        return data.rows().evaluated() < data.rows().validation()
                ? String.format(
                        Locale.ROOT, "held out, %,d evaluated", data.rows().evaluated())
                : "held out";
    }

    private static String items(DataFindings found) {
        return switch (found.task()) {
            case CAUSAL_LM, SEQ2SEQ_LM -> "tokens";
            case TOKEN_CLASSIFICATION -> "words";
            case SEQUENCE_CLASSIFICATION -> "labels";
            case IMAGE_CLASSIFICATION -> "labels";
            case SEGMENTATION, DENOISING -> "pixels";
            case CONTRASTIVE -> "pairs";
        };
    }

    private static VBox fact(String id, long value, String name) {
        Label number = new Label(String.format(Locale.ROOT, "%,d", value));
        number.setId(id);
        number.getStyleClass().add("fact-value");
        Label label = new Label(name);
        label.getStyleClass().add("fact-label");
        return new VBox(number, label);
    }

    private static List<Node> charts(DataFindings found, ChartColors colors) {
        DataReport data = found.data();
        List<Node> charts = new ArrayList<>();
        if (data.lengths() != null && TaskWords.hasLength(found.task())) {
            String text = String.format(
                    Locale.ROOT,
                    "median %,d, 95 %% up to %,d, longest %,d",
                    data.lengths().median(),
                    data.lengths().percentile95(),
                    data.lengths().longest());
            charts.add(chart(
                    "report-lengths",
                    "Lengths",
                    text,
                    LengthChart.of(data.lengths(), found.sequenceLength(), colors),
                    LengthChart.hotspots(data.lengths()),
                    "Lengths in tokens: " + text + ", " + LengthChart.sentence(data.lengths(), found.sequenceLength())
                            + "."));
        }
        if (!data.classes().isEmpty()) {
            String text = ClassChart.sentence(data.classes());
            charts.add(chart(
                    "report-classes",
                    "Classes",
                    text,
                    ClassChart.of(data.classes(), colors),
                    List.of(),
                    "Classes: " + ClassChart.spoken(data.classes()) + "."));
        }
        if (!found.parameters().isEmpty()) {
            charts.add(chart(
                    "report-capacity",
                    "Adapter",
                    "parameters by rank, line: what there is to learn from",
                    CapacityChart.of(found.parameters(), data.predictedItems(), colors),
                    List.of(),
                    "Parameters by rank: "
                            + found.parameters().entrySet().stream()
                                    .map(entry -> "rank " + entry.getKey() + " " + entry.getValue())
                                    .collect(Collectors.joining(", "))
                            + "; " + data.predictedItems() + " " + items(found) + " to learn from."));
        }
        return charts;
    }

    private static VBox chart(
            String id, String title, String subtitle, JFreeChart chart, List<Hotspot> spots, String spoken) {
        ChartPane pane = new ChartPane(id);
        pane.show(chart, spots, spoken);
        VBox.setVgrow(pane, Priority.ALWAYS);
        VBox card = card(title, subtitle, pane);
        card.getStyleClass().add("report-chart");
        return card;
    }

    private static VBox card(String title, String subtitle, Node body) {
        Label name = new Label(title);
        name.getStyleClass().add("card-title");
        name.setMinWidth(Region.USE_PREF_SIZE);
        Label more = new Label(subtitle);
        more.getStyleClass().add("card-subtitle");
        more.setTooltip(subtitle.isEmpty() ? null : new Tooltip(subtitle));
        HBox header = new HBox(name, more);
        header.getStyleClass().add("card-header");
        header.setAlignment(Pos.CENTER_LEFT);
        VBox card = new VBox(header, body);
        card.getStyleClass().add("card");
        return card;
    }

    private static String sentence(DataReport.Skipped skipped) {
        String rows = skipped.first().stream().map(String::valueOf).collect(Collectors.joining(", "));
        String more = skipped.rows() > skipped.first().size() ? ", …" : "";
        return String.format(Locale.ROOT, "%,d left out: %s", skipped.rows(), skipped.reason())
                + (rows.isEmpty() ? "." : " (" + (skipped.rows() == 1 ? "row " : "rows ") + rows + more + ").");
    }

    private static HBox line(String sentence, Ikon icon) {
        TextFlow text = new TextFlow(new Text(sentence));
        HBox.setHgrow(text, Priority.ALWAYS);
        HBox line = new HBox(new FontIcon(icon), text);
        line.getStyleClass().add(icon == Material2MZ.WARNING ? "report-warning" : "report-line");
        return line;
    }
}
