package org.rankscope.ui.verdict;

import java.util.Locale;
import java.util.stream.Stream;
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

/** The verdict card: headline, word, reason, facts. */
public final class VerdictView extends HBox {
    private final VerdictViewModel viewModel;
    private final FontIcon icon = new FontIcon();
    private final Label word = new Label();
    private final Label headline = new Label();
    private final VBox left = new VBox(headline, word);
    private final Text title = new Text();
    private final Text reason = new Text();
    private final Hyperlink extend = new Hyperlink("Add larger ranks");
    private final Label warnings = new Label();
    private final HBox facts = new HBox();

    public VerdictView(VerdictViewModel viewModel) {
        this.viewModel = viewModel;
        createLayout();
        bind();
    }

    private void createLayout() {
        setId("verdict-card");
        getStyleClass().addAll("card", "verdict-card");
        setAlignment(Pos.CENTER_LEFT);
        setAccessibleRole(AccessibleRole.TEXT);
        word.setGraphic(icon);
        word.getStyleClass().add("verdict-word");
        word.setId("verdict-word");
        word.setMinWidth(Region.USE_PREF_SIZE);
        headline.getStyleClass().add("verdict-headline");
        headline.setId("verdict-headline");
        headline.setMinWidth(Region.USE_PREF_SIZE);
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
        HBox below = new HBox(extend, warnings);
        below.getStyleClass().add("verdict-below");
        below.setAlignment(Pos.CENTER_LEFT);
        below.managedProperty().bind(below.visibleProperty());
        below.visibleProperty().bind(warnings.visibleProperty().or(extend.visibleProperty()));
        VBox middle = new VBox(sentence, below);
        middle.getStyleClass().add("verdict-middle");
        middle.setAlignment(Pos.CENTER_LEFT);
        middle.setMinWidth(0);
        HBox.setHgrow(middle, Priority.ALWAYS);
        facts.getStyleClass().add("verdict-facts");
        facts.setAlignment(Pos.CENTER_RIGHT);
        facts.setMinWidth(Region.USE_PREF_SIZE);
        getChildren().setAll(left, middle, facts);
    }

    private void bind() {
        Stream.of(headline, warnings, extend)
                .forEach(node -> node.managedProperty().bind(node.visibleProperty()));
        extend.visibleProperty().bind(viewModel.extendableProperty());
        extend.setOnAction(event -> viewModel.addLargerRanks());
        viewModel.cardProperty().addListener((observable, old, now) -> show(now));
        show(viewModel.cardProperty().get());
    }

    private void show(VerdictCard card) {
        for (Tone tone : Tone.values()) {
            pseudoClassStateChanged(
                    PseudoClass.getPseudoClass(tone.name().toLowerCase(Locale.ROOT)), tone == card.tone());
        }
        icon.setIconCode(
                switch (card.tone()) {
                    case WAITING -> Material2AL.HOURGLASS_EMPTY;
                    case CHOOSE -> Material2AL.CHECK_CIRCLE;
                    case FLAT -> Material2MZ.TRENDING_FLAT;
                    case EXTEND -> Material2AL.ARROW_FORWARD;
                    case NOISY -> Material2AL.HELP_OUTLINE;
                    case PROBLEM -> Material2AL.ERROR_OUTLINE;
                });
        word.setText(card.word());
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
        setAccessibleText(
                "Verdict, " + card.word() + ": " + card.headline() + " " + card.title() + " " + card.reason());
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
