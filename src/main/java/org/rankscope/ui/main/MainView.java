package org.rankscope.ui.main;

import java.util.function.Supplier;
import javafx.beans.property.ObjectProperty;
import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.Control;
import javafx.scene.control.Label;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.stage.Window;
import javafx.stage.WindowEvent;
import org.jfree.chart.JFreeChart;
import org.kordamp.ikonli.javafx.FontIcon;
import org.kordamp.ikonli.material2.Material2MZ;
import org.rankscope.ui.rankchart.CostAxis;
import org.rankscope.ui.theme.Theme;

/** Puts the parts of the window in their places. */
public final class MainView extends BorderPane {
    private static final PseudoClass STOPS = PseudoClass.getPseudoClass("stops");

    private final MainViewModel viewModel;
    private final Button primary = new Button();

    /**
     * What the window is made of.
     *
     * @param report lies over the study while it is visible
     * @param chart draws the hero chart for export
     */
    public record Parts(
            Region setup,
            Region cost,
            Region verdict,
            Region rankChart,
            Region curves,
            Region memory,
            Control trials,
            Region progress,
            Region report,
            Supplier<JFreeChart> chart) {}

    public MainView(MainViewModel viewModel, Parts parts, ObjectProperty<Theme> theme, ObjectProperty<CostAxis> axis) {
        this.viewModel = viewModel;
        createLayout(parts, new WindowMenu(viewModel, theme, axis, parts.chart(), this::askToClose));
        bind(parts);
    }

    private void createLayout(Parts parts, WindowMenu menu) {
        getStyleClass().add("main");
        Label title = new Label();
        title.setId("study-title");
        title.getStyleClass().add("quiet");
        title.textProperty().bind(viewModel.titleProperty());
        HBox.setHgrow(menu, Priority.ALWAYS);
        HBox top = new HBox(menu, title);
        top.getStyleClass().add("top");
        top.setAlignment(Pos.CENTER_LEFT);
        setTop(top);
        parts.trials().setContextMenu(new ContextMenu(menu.exports("trials")));

        primary.setId("primary");
        primary.setMaxWidth(Double.MAX_VALUE);
        VBox footer = new VBox(parts.cost(), primary);
        footer.getStyleClass().add("footer");
        VBox left = new VBox(parts.setup(), footer);
        left.getStyleClass().add("left");
        VBox.setVgrow(parts.setup(), Priority.ALWAYS);
        setLeft(left);

        HBox quiet = new HBox(parts.curves(), parts.memory());
        quiet.getStyleClass().add("quiet-charts");
        for (Region chart : new Region[] {parts.curves(), parts.memory()}) {
            HBox.setHgrow(chart, Priority.ALWAYS);
            chart.setPrefWidth(100);
            chart.setMinWidth(0);
        }
        VBox right = new VBox(parts.verdict(), parts.rankChart(), quiet, parts.trials());
        right.getStyleClass().add("right");
        VBox.setVgrow(parts.rankChart(), Priority.ALWAYS);
        parts.verdict().setMinHeight(Region.USE_PREF_SIZE);
        right.visibleProperty().bind(parts.report().visibleProperty().not());
        setCenter(new StackPane(right, parts.report()));
        setBottom(parts.progress());
    }

    private void bind(Parts parts) {
        parts.setup().disableProperty().bind(viewModel.busyProperty());
        primary.disableProperty().bind(viewModel.primaryEnabledProperty().not());
        primary.setOnAction(event -> viewModel.primary());
        viewModel.primaryProperty().addListener((observable, old, now) -> show(now));
        show(viewModel.primaryProperty().get());
        sceneProperty().addListener((observable, old, now) -> primary.requestFocus());
    }

    private void show(PrimaryAction action) {
        primary.setText(action.title());
        boolean stops = action == PrimaryAction.CANCEL || action == PrimaryAction.CANCELLING;
        primary.pseudoClassStateChanged(STOPS, stops);
        // A second Enter does not stop what the first one started.
        primary.setDefaultButton(!stops);
        primary.setGraphic(new FontIcon(stops ? Material2MZ.STOP : Material2MZ.PLAY_ARROW));
    }

    private void askToClose() {
        Window window = getScene().getWindow();
        window.fireEvent(new WindowEvent(window, WindowEvent.WINDOW_CLOSE_REQUEST));
    }
}
