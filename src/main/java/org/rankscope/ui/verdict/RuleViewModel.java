package org.rankscope.ui.verdict;

import javafx.beans.binding.Bindings;
import javafx.beans.binding.BooleanBinding;
import javafx.beans.binding.StringBinding;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleDoubleProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.rankscope.insight.Budget;
import org.rankscope.insight.VerdictOptions;
import org.rankscope.insight.VerdictOptions.RuleChoice;
import org.rankscope.io.AmountUnits;
import org.rankscope.io.RequestException;
import org.rankscope.ui.study.StudyBoard;
import org.rankscope.ui.text.Quantities;

/** The rule, the tolerance and the budget that the page is judged by: changing one judges the page anew. FX thread. */
public final class RuleViewModel {
    static final double LEAST_PERCENT = 0.1;
    static final double MOST_PERCENT = 5;
    /** Steps of the tolerance, a percent. */
    private static final double STEPS = 10;

    private final StudyBoard board;
    private final ObjectProperty<RuleChoice> rule = new SimpleObjectProperty<>();
    private final DoubleProperty percent = new SimpleDoubleProperty();
    private final StringProperty adapter = new SimpleStringProperty("");
    private final StringProperty memory = new SimpleStringProperty("");
    private final StringProperty wrong = new SimpleStringProperty("");
    private final StringBinding tolerance;
    private final StringBinding problem;
    private final BooleanBinding changed;
    private boolean following;

    public RuleViewModel(StudyBoard board) {
        this.board = board;
        tolerance = Bindings.createStringBinding(() -> Quantities.percent(rounded()), percent);
        problem = Bindings.createStringBinding(
                () -> wrong.get().isEmpty() ? board.objectionProperty().get() : wrong.get(),
                wrong,
                board.objectionProperty());
        changed = Bindings.createBooleanBinding(
                () -> board.isJudgedAnew() || !wrong.get().isEmpty(), board.optionsProperty(), wrong);
        board.optionsProperty().addListener((observable, old, now) -> follow(now));
        follow(board.optionsProperty().get());
        rule.addListener((observable, old, now) -> judge());
        percent.addListener((observable, old, now) -> judge());
        adapter.addListener((observable, old, now) -> judge());
        memory.addListener((observable, old, now) -> judge());
    }

    // What is shown

    ObjectProperty<RuleChoice> ruleProperty() {
        return rule;
    }

    /** The tolerance in percent, from {@link #LEAST_PERCENT} to {@link #MOST_PERCENT}. */
    DoubleProperty percentProperty() {
        return percent;
    }

    StringBinding toleranceProperty() {
        return tolerance;
    }

    /** The most that an adapter may take on disk, as typed; empty: no limit. */
    StringProperty adapterProperty() {
        return adapter;
    }

    /** The most memory that training may take, likewise. */
    StringProperty memoryProperty() {
        return memory;
    }

    /** Why the page could not be judged like this; empty if it was. */
    StringBinding problemProperty() {
        return problem;
    }

    /** Whether the page may show another verdict than the study's own. */
    BooleanBinding changedProperty() {
        return changed;
    }

    static String name(RuleChoice choice) {
        return switch (choice) {
            case AUTOMATIC -> "Automatic";
            case ONE_STANDARD_ERROR -> "One standard error";
            case TOLERANCE -> "Within tolerance";
            case KNEEDLE -> "Knee (Kneedle)";
            case PARETO -> "Pareto";
        };
    }

    // What can be asked

    /** Back to the study's own verdict. */
    void reset() {
        follow(VerdictOptions.DEFAULT);
        board.optionsProperty().set(VerdictOptions.DEFAULT);
    }

    private void follow(VerdictOptions options) {
        if (following) {
            return;
        }
        following = true;
        rule.set(options.rule());
        percent.set(options.tolerance() * 100);
        if (options.budget().isNone()) {
            adapter.set("");
            memory.set("");
            wrong.set("");
        }
        following = false;
    }

    private void judge() {
        if (following) {
            return;
        }
        following = true;
        try {
            Budget budget = new Budget(null, limit(adapter, "Adapter under"), limit(memory, "Memory under"), null);
            wrong.set("");
            board.optionsProperty()
                    .set(VerdictOptions.DEFAULT
                            .withRule(rule.get())
                            .withTolerance(rounded())
                            .withBudget(budget));
        } catch (RequestException e) {
            wrong.set(e.getMessage());
        } finally {
            following = false;
        }
    }

    /** The tolerance as a share, on the steps of the slider. */
    private double rounded() {
        return Math.round(percent.get() * STEPS) / (STEPS * 100);
    }

    private static Long limit(StringProperty field, String name) {
        if (field.get() == null || field.get().isBlank()) {
            return null;
        }
        try {
            return AmountUnits.BYTES.read(field.get());
        } catch (RequestException e) {
            throw new RequestException(name + ": " + e.getMessage() + ".", e);
        }
    }
}
