package org.rankscope.ui.verdict;

import atlantafx.base.controls.Popover;
import java.util.Locale;
import java.util.stream.Stream;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.BooleanBinding;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.scene.AccessibleRole;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.scene.text.Text;
import javafx.scene.text.TextFlow;
import org.kordamp.ikonli.javafx.FontIcon;
import org.kordamp.ikonli.material2.Material2AL;
import org.kordamp.ikonli.material2.Material2MZ;
import org.rankscope.ui.verdict.VerdictCard.Tone;

/**
 * The verdict card: headline, word, reason, facts; on request a line to change the rule, and what the verdict rests on.
 */
public final class VerdictView extends VBox {
    private final VerdictViewModel viewModel;
    private final FontIcon icon = new FontIcon();
    private final Label word = new Label();
    private final Label over = new Label();
    private final Label headline = new Label();
    private final VBox left = new VBox(over, headline, word);
    private final Text title = new Text();
    private final Text reason = new Text();
    private final Hyperlink extend = new Hyperlink("Add larger ranks");
    private final Hyperlink compare = new Hyperlink("Compare");
    private final Hyperlink adjust = new Hyperlink("Change rule");
    private final Label warnings = new Label();
    private final HBox facts = new HBox();
    private final RuleView rule;
    private final Popover details = new Popover();
    /** Whether the line of the rule is open. */
    private final BooleanProperty adjusting = new SimpleBooleanProperty();

    public VerdictView(VerdictViewModel viewModel) {
        this.viewModel = viewModel;
        rule = new RuleView(viewModel.rule());
        createLayout();
        bind();
    }

    private void createLayout() {
        setId("verdict-card");
        getStyleClass().addAll("card", "verdict-card");
        setAccessibleRole(AccessibleRole.TEXT);
        word.setGraphic(icon);
        word.getStyleClass().add("verdict-word");
        word.setId("verdict-word");
        word.setMinWidth(Region.USE_PREF_SIZE);
        headline.getStyleClass().add("verdict-headline");
        headline.setId("verdict-headline");
        headline.setMinWidth(Region.USE_PREF_SIZE);
        over.getStyleClass().add("verdict-over");
        over.setId("verdict-over");
        over.setMinWidth(Region.USE_PREF_SIZE);
        left.getStyleClass().add("verdict-left");
        left.setAlignment(Pos.CENTER_LEFT);
        left.setMinWidth(Region.USE_PREF_SIZE);
        title.getStyleClass().add("verdict-title");
        title.setId("verdict-title");
        reason.getStyleClass().add("verdict-reason");
        reason.setId("verdict-reason");
        TextFlow sentence = new TextFlow(title, new Text(" "), reason);
        sentence.getStyleClass().add("verdict-sentence");
        warnings.getStyleClass().add("verdict-warning");
        warnings.setGraphic(new FontIcon(Material2MZ.WARNING));
        warnings.setId("verdict-warning");
        warnings.setMinWidth(0);
        extend.setId("verdict-extend");
        extend.setMinWidth(Region.USE_PREF_SIZE);
        adjust.setId("verdict-adjust");
        adjust.setMinWidth(Region.USE_PREF_SIZE);
        compare.setId("verdict-compare");
        compare.setMinWidth(Region.USE_PREF_SIZE);
        HBox below = new HBox(compare, adjust, extend, warnings);
        below.getStyleClass().add("verdict-below");
        below.setAlignment(Pos.CENTER_LEFT);
        below.managedProperty().bind(below.visibleProperty());
        below.visibleProperty()
                .bind(warnings.visibleProperty().or(extend.visibleProperty()).or(adjust.visibleProperty()));
        VBox middle = new VBox(sentence, below);
        middle.getStyleClass().add("verdict-middle");
        middle.setAlignment(Pos.CENTER_LEFT);
        middle.setMinWidth(0);
        HBox.setHgrow(middle, Priority.ALWAYS);
        facts.getStyleClass().add("verdict-facts");
        facts.setAlignment(Pos.CENTER_RIGHT);
        facts.setMinWidth(Region.USE_PREF_SIZE);
        HBox answer = new HBox(left, middle, facts);
        answer.getStyleClass().add("verdict-answer");
        answer.setAlignment(Pos.CENTER_LEFT);
        getChildren().setAll(answer, rule);
        details.setArrowLocation(Popover.ArrowLocation.TOP_LEFT);
        details.setDetachable(false);
        details.setHeaderAlwaysVisible(false);
        details.setAnimated(false);
    }

    private void bind() {
        Stream.of(over, headline, warnings, extend, adjust, compare, rule)
                .forEach(node -> node.managedProperty().bind(node.visibleProperty()));
        extend.visibleProperty().bind(viewModel.extendableProperty());
        extend.setOnAction(event -> viewModel.addLargerRanks());
        BooleanBinding judged = Bindings.createBooleanBinding(
                () -> viewModel.tableProperty().get().isPresent(), viewModel.tableProperty());
        adjust.visibleProperty().bind(judged);
        compare.visibleProperty().bind(judged);
        rule.visibleProperty().bind(adjusting.and(judged));
        adjust.textProperty().bind(Bindings.when(adjusting).then("Close rule").otherwise("Change rule"));
        adjust.setOnAction(event -> adjusting.set(!adjusting.get()));
        compare.setOnAction(event -> showDetails());
        viewModel.tableProperty().addListener((observable, old, now) -> {
            if (details.isShowing()) {
                now.ifPresentOrElse(table -> details.setContentNode(new VerdictDetails(table)), details::hide);
            }
        });
        viewModel.cardProperty().addListener((observable, old, now) -> show(now));
        show(viewModel.cardProperty().get());
    }

    private void showDetails() {
        if (details.isShowing()) {
            details.hide();
        } else {
            viewModel.tableProperty().get().ifPresent(table -> {
                details.setContentNode(new VerdictDetails(table));
                details.show(compare);
            });
        }
    }

    private void show(VerdictCard card) {
        for (Tone tone : Tone.values()) {
            pseudoClassStateChanged(
                    PseudoClass.getPseudoClass(tone.name().toLowerCase(Locale.ROOT)), tone == card.tone());
        }
        icon.setIconCode(
                switch (card.tone()) {
                    case WAITING -> Material2AL.HOURGLASS_EMPTY;
                    case COMPARISON -> Material2AL.COMPARE_ARROWS;
                    case CHOOSE -> Material2AL.CHECK_CIRCLE;
                    case FLAT -> Material2MZ.TRENDING_FLAT;
                    case EXTEND -> Material2AL.ARROW_FORWARD;
                    case NOISY -> Material2AL.HELP_OUTLINE;
                    case PROBLEM -> Material2AL.ERROR_OUTLINE;
                });
        word.setText(card.word());
        over.setText(card.over());
        over.setVisible(!card.over().isEmpty());
        headline.setText(card.headline());
        headline.setVisible(!card.headline().isEmpty());
        title.setText(card.title());
        reason.setText(card.reason());
        warnings.setVisible(!card.warnings().isEmpty());
        warnings.setText(
                card.warnings().isEmpty()
                        ? ""
                        : (card.warnings().size() > 1
                                        ? "1 of " + card.warnings().size() + ": "
                                        : "")
                                + card.warnings().get(0));
        warnings.setTooltip(card.warnings().isEmpty() ? null : new Tooltip(String.join("\n", card.warnings())));
        facts.getChildren().setAll(card.facts().stream().map(VerdictView::fact).toList());
        setAccessibleText("Verdict, " + card.word() + ": " + card.over() + " " + card.headline() + " " + card.title()
                + " " + card.reason());
    }

    private static VBox fact(VerdictCard.Fact fact) {
        Label value = new Label(fact.value());
        value.getStyleClass().add("fact-value");
        Label label = new Label(fact.label());
        label.getStyleClass().add("fact-label");
        VBox box = new VBox(value, label);
        box.setAlignment(Pos.CENTER_RIGHT);
        return box;
    }
}
