package org.rankscope.ui.main;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import javafx.beans.property.ObjectProperty;
import javafx.scene.control.Menu;
import javafx.scene.control.MenuBar;
import javafx.scene.control.MenuItem;
import javafx.scene.control.RadioMenuItem;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.input.KeyCombination;
import org.jfree.chart.JFreeChart;
import org.rankscope.export.ExportFormat;
import org.rankscope.ui.rankchart.CostAxis;
import org.rankscope.ui.theme.Theme;

/** The menu: File, Study, View, Help. */
final class WindowMenu extends MenuBar {
    private final MainViewModel viewModel;

    /** @param onQuit asks the window to close */
    WindowMenu(
            MainViewModel viewModel,
            ObjectProperty<Theme> theme,
            ObjectProperty<CostAxis> axis,
            Supplier<JFreeChart> chart,
            Runnable onQuit) {
        this.viewModel = viewModel;
        setId("menu");
        getMenus().setAll(file(chart, onQuit), study(), view(theme, axis), help());
    }

    private Menu file(Supplier<JFreeChart> chart, Runnable onQuit) {
        MenuItem fresh = item("menu-new", "_New study", "Shortcut+N", viewModel::newStudy);
        fresh.disableProperty().bind(viewModel.busyProperty());
        MenuItem open = item("menu-open", "_Open study folder …", "Shortcut+O", viewModel::openStudy);
        open.disableProperty().bind(viewModel.busyProperty());
        MenuItem picture =
                item("menu-export-chart", "Export _chart (PNG) …", "Shortcut+E", () -> viewModel.exportChart(chart));
        picture.disableProperty().bind(viewModel.hasStudyProperty().not());
        MenuItem results =
                item("menu-export-results", "Export _results (CSV) …", "Shortcut+Shift+E", viewModel::exportResults);
        results.disableProperty().bind(viewModel.hasStudyProperty().not());
        Menu adapter = exports("menu");
        MenuItem quit = item("menu-quit", "_Quit", "Shortcut+Q", onQuit);
        return menu(
                "_File",
                fresh,
                open,
                new SeparatorMenuItem(),
                adapter,
                picture,
                results,
                new SeparatorMenuItem(),
                quit);
    }

    /** What the adapter of what is selected, or advised, can be exported as. */
    Menu exports(String idPrefix) {
        Menu exports = new Menu("Export _adapter");
        exports.setId(idPrefix + "-export-adapter");
        for (ExportFormat format : ExportFormat.values()) {
            String id = idPrefix + "-export-" + format.json();
            exports.getItems().add(item(id, ExportWords.title(format), null, () -> viewModel.exportAdapter(format)));
        }
        exports.disableProperty().bind(viewModel.hasAdapterProperty().not());
        return exports;
    }

    private Menu study() {
        MenuItem run = item("menu-run", "_Run", "Shortcut+R", viewModel::primary);
        run.textProperty()
                .bind(viewModel.primaryProperty().map(action -> action == PrimaryAction.RESUME ? "_Resume" : "_Run"));
        run.disableProperty()
                .bind(viewModel
                        .busyProperty()
                        .or(viewModel.primaryEnabledProperty().not()));
        MenuItem cancel = item("menu-cancel", "_Cancel", "Shortcut+Period", viewModel::primary);
        cancel.disableProperty().bind(viewModel.primaryProperty().isNotEqualTo(PrimaryAction.CANCEL));
        return menu("_Study", run, cancel);
    }

    private static Menu view(ObjectProperty<Theme> theme, ObjectProperty<CostAxis> axis) {
        Menu themes = new Menu("_Theme");
        themes.getItems().setAll(Choices.items("theme", Theme.values(), Theme::title, theme));
        Menu axes = new Menu("Chart _axis");
        axes.getItems().setAll(Choices.items("menu-axis", CostAxis.values(), CostAxis::title, axis));
        for (int i = 0; i < axes.getItems().size(); i++) {
            axes.getItems().get(i).setAccelerator(KeyCombination.keyCombination("Shortcut+" + (i + 1)));
        }
        return menu("_View", themes, axes);
    }

    private Menu help() {
        return menu(
                "_Help",
                item("menu-verdicts", "What the _verdict means", "F1", viewModel::explainVerdicts),
                item("menu-rules", "How a _rule chooses", null, viewModel::explainRules),
                item("menu-charts", "How to read the _charts", null, viewModel::explainCharts),
                item("menu-searches", "How a study _searches", null, viewModel::explainSearches),
                item("menu-about", "_About Rankscope", null, viewModel::about));
    }

    private static Menu menu(String title, MenuItem... items) {
        Menu menu = new Menu(title);
        menu.getItems().setAll(items);
        return menu;
    }

    private static MenuItem item(String id, String title, String keys, Runnable action) {
        MenuItem item = new MenuItem(title);
        item.setId(id);
        if (keys != null) {
            item.setAccelerator(KeyCombination.keyCombination(keys));
        }
        item.setOnAction(event -> action.run());
        return item;
    }

    /** Menu items of which exactly one is marked. */
    private static final class Choices {
        private Choices() {}

        static <E extends Enum<E>> List<RadioMenuItem> items(
                String id, E[] values, Function<E, String> title, ObjectProperty<E> chosen) {
            List<RadioMenuItem> items = new ArrayList<>();
            for (E value : values) {
                RadioMenuItem item = new RadioMenuItem(title.apply(value));
                item.setId(id + "-" + value.name().toLowerCase());
                item.setSelected(chosen.get() == value);
                item.setOnAction(event -> {
                    item.setSelected(true);
                    chosen.set(value);
                });
                chosen.addListener((observable, old, now) -> item.setSelected(now == value));
                items.add(item);
            }
            return items;
        }
    }
}
