package org.rankscope.ui.setup;

import java.util.List;
import javafx.beans.value.ObservableValue;
import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.controlsfx.control.RangeSlider;
import org.kordamp.ikonli.javafx.FontIcon;
import org.kordamp.ikonli.material2.Material2MZ;
import org.rankscope.ui.study.CostEstimate;
import org.rankscope.ui.study.Variant;
import org.rankscope.ui.theme.ChartColors;

/** The ranks: a range of powers of two, the list itself, and a chip a rank in its colour. */
final class RanksField extends VBox {
    private static final PseudoClass UNFIT = PseudoClass.getPseudoClass("unfit");

    private final SetupViewModel viewModel;
    private final RangeSlider slider = new RangeSlider(0, RankList.LARGEST_EXPONENT, 0, 5);
    private final FlowPane chips = new FlowPane();
    private final ObservableValue<ChartColors> colors;
    private boolean following;

    RanksField(SetupViewModel viewModel, ObservableValue<ChartColors> colors) {
        this.viewModel = viewModel;
        this.colors = colors;
        getStyleClass().add("ranks-field");
        Field<List<Integer>> ranks = viewModel.form().ranks;
        slider.setId("rank-range");
        slider.setMajorTickUnit(1);
        slider.setMinorTickCount(0);
        slider.setBlockIncrement(1);
        slider.setSnapToTicks(true);
        slider.setAccessibleText("Range of ranks, in powers of two");
        Label least = new Label("1");
        Label most = new Label(String.valueOf(1 << RankList.LARGEST_EXPONENT));
        least.getStyleClass().add("field-message");
        most.getStyleClass().add("field-message");
        HBox.setHgrow(slider, Priority.ALWAYS);
        HBox range = new HBox(least, slider, most);
        range.getStyleClass().add("rank-range-row");
        range.setAlignment(Pos.CENTER_LEFT);
        chips.setId("rank-chips");
        chips.getStyleClass().add("chips");
        TextField list = new TextField();
        list.setId("ranks");
        list.setAccessibleText("Ranks, separated by commas");
        list.setPromptText("1, 2, 4, 8");
        list.textProperty().bindBidirectional(ranks.textProperty());
        FieldViews.markWrong(list, ranks.messageProperty());
        getChildren().setAll(range, chips, list);
        slider.lowValueProperty().addListener((observable, old, now) -> dragged());
        slider.highValueProperty().addListener((observable, old, now) -> dragged());
        ranks.valueProperty().addListener((observable, old, now) -> follow());
        colors.addListener((observable, old, now) -> follow());
        viewModel.form().methods.addListener((observable, old, now) -> follow());
        viewModel.cost().estimateProperty().addListener((observable, old, now) -> follow());
        follow();
    }

    private void dragged() {
        if (!following) {
            following = true;
            viewModel.setRankRange((int) Math.round(slider.getLowValue()), (int) Math.round(slider.getHighValue()));
            showChips(viewModel.form().ranks.value().orElse(List.of()));
            following = false;
        }
    }

    private void follow() {
        if (following) {
            return;
        }
        following = true;
        viewModel.form().ranks.value().ifPresent(ranks -> {
            int low = RankList.exponentBelow(ranks.get(0));
            int high = RankList.exponentAbove(ranks.get(ranks.size() - 1));
            slider.setLowValue(Math.min(low, slider.getHighValue()));
            slider.setHighValue(high);
            slider.setLowValue(low);
            showChips(ranks);
        });
        following = false;
    }

    private void showChips(List<Integer> ranks) {
        chips.getChildren().clear();
        List<Integer> unfit =
                viewModel.cost().estimateProperty().get().map(CostEstimate::unfit).orElse(List.of()).stream()
                        .map(Variant::capacity)
                        .toList();
        for (int i = 0; i < ranks.size(); i++) {
            int rank = ranks.get(i);
            Button chip = new Button(String.valueOf(rank));
            chip.getStyleClass().add("chip");
            // Colours are those of methods where methods are compared.
            ChartColors now = colors.getValue();
            chip.setStyle("-chip-color: " + ChartColors.hex(viewModel.methods().areSeveral() ? now.axis() : now.rank(i))
                    + ";");
            String words = "Remove rank " + rank;
            if (unfit.contains(rank)) {
                chip.pseudoClassStateChanged(UNFIT, true);
                chip.setGraphic(new FontIcon(Material2MZ.WARNING));
                words += "; it needs more memory than is free. " + CostLine.REMEDY;
            }
            chip.setTooltip(new Tooltip(words));
            chip.setAccessibleText(words);
            chip.setDisable(ranks.size() == 1);
            chip.setOnAction(event -> viewModel.removeRank(rank));
            chips.getChildren().add(chip);
        }
    }
}
