package org.rankscope.ui.verdict;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.BooleanBinding;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.rankscope.insight.MethodNames;
import org.rankscope.insight.RankResult;
import org.rankscope.insight.ReferencePoints;
import org.rankscope.insight.Verdict;
import org.rankscope.peft.AdapterConfig.Method;
import org.rankscope.study.Failure;
import org.rankscope.study.TrialState;
import org.rankscope.ui.study.StudyState;
import org.rankscope.ui.study.StudyViewModel;
import org.rankscope.ui.study.VariantSummary;
import org.rankscope.ui.text.MethodWords;
import org.rankscope.ui.text.Quantities;
import org.rankscope.ui.verdict.VerdictCard.Fact;
import org.rankscope.ui.verdict.VerdictCard.Tone;

/** Words the verdict card. FX thread. */
public final class VerdictViewModel {
    private static final int RANKS_TO_ADD = 2;

    private final StudyViewModel study;
    private final IntConsumer extendRanks;
    private final ReadOnlyObjectWrapper<VerdictCard> card = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<Optional<VerdictTable>> table = new ReadOnlyObjectWrapper<>(Optional.empty());
    private final RuleViewModel rule;
    private final BooleanBinding extendable;

    /** @param extendRanks adds that many larger ranks to the settings */
    public VerdictViewModel(StudyViewModel study, IntConsumer extendRanks) {
        this.study = study;
        this.extendRanks = extendRanks;
        rule = new RuleViewModel(study.board());
        study.board().resultsRevision().addListener((observable, old, now) -> refresh());
        study.stateProperty().addListener((observable, old, now) -> refresh());
        study.noticeProperty().addListener((observable, old, now) -> refresh());
        refresh();
        extendable = Bindings.createBooleanBinding(
                () -> card.get().tone() == Tone.EXTEND && !study.state().isBusy(), card, study.stateProperty());
    }

    // What is shown

    ReadOnlyObjectProperty<VerdictCard> cardProperty() {
        return card.getReadOnlyProperty();
    }

    /** What the answer rests on; empty while there is none. */
    ReadOnlyObjectProperty<Optional<VerdictTable>> tableProperty() {
        return table.getReadOnlyProperty();
    }

    RuleViewModel rule() {
        return rule;
    }

    /** Whether larger ranks are advised and can be set now. */
    BooleanBinding extendableProperty() {
        return extendable;
    }

    // What can be asked

    void addLargerRanks() {
        extendRanks.accept(RANKS_TO_ADD);
    }

    private void refresh() {
        table.set(study.board()
                .answer()
                .filter(answer -> !answer.ranks().isEmpty())
                .map(answer -> VerdictTable.of(answer, study.board().advised().flatMap(VariantSummary::capacity))));
        Optional<Verdict> verdict = study.board().verdictProperty().get();
        String notice = study.noticeProperty().get();
        if (!notice.isEmpty()) {
            card.set(new VerdictCard(
                    Tone.PROBLEM, Tone.PROBLEM.word(), "", "", "That did not work.", notice, List.of(), List.of()));
        } else if (study.board().answer().isPresent()) {
            card.set(answer(study.board().answer().get()));
        } else if (verdict.isPresent()) {
            card.set(card(
                    "No bend so far.",
                    (namesMethods(verdict.get())
                                    ? MethodNames.title(verdict.get().method()) + " at rank "
                                    : "Rank ")
                            + verdict.get().rank()
                            + " is the best of those measured; larger ones are "
                            + (study.state().isBusy() ? "still to come." : "not finished.")));
        } else {
            card.set(waiting());
        }
    }

    private VerdictCard answer(Verdict verdict) {
        Tone tone =
                switch (verdict.kind()) {
                    case CHOOSE -> Tone.CHOOSE;
                    case FLAT -> Tone.FLAT;
                    case EXTEND -> Tone.EXTEND;
                    case NOISY -> Tone.NOISY;
                };
        String headline =
                switch (verdict.kind()) {
                    case CHOOSE, FLAT -> "r = " + verdict.rank();
                    case EXTEND -> "r ≥ " + verdict.rank();
                    case NOISY -> "r = ?";
                };
        boolean several = namesMethods(verdict);
        String advised = study.board()
                .advised()
                .map(one -> MethodWords.title(one.variant().method()))
                .orElse(verdict.method());
        String title =
                switch (verdict.kind()) {
                    case CHOOSE -> (several ? advised + " at rank " : "Rank ") + verdict.rank() + " is enough.";
                    case FLAT -> several ? "Neither method nor rank matters here." : "Rank does not matter here.";
                    case EXTEND -> "The range is too short.";
                    case NOISY -> "Too noisy to tell.";
                };
        String said = verdict.reason();
        String reason = withoutPrefix(
                withoutPrefix(ReasonParts.of(said).why(), title),
                advised + " at r = " + verdict.rank() + " is enough.");
        return new VerdictCard(
                tone,
                tone.word()
                        + (isByAnotherRule() ? ", by your rule" : "")
                        + (study.state().isBusy() ? ", so far" : ""),
                several && verdict.kind() != Verdict.Kind.NOISY ? advised : "",
                headline,
                title,
                reason + stillToCome(),
                tone == Tone.NOISY
                        ? List.of()
                        : study.board().advised().map(VerdictViewModel::facts).orElse(List.of()),
                verdict.warnings());
    }

    /** Whether ranks of several methods were judged. */
    private static boolean namesMethods(Verdict verdict) {
        return verdict.ranks().stream().map(RankResult::method).distinct().count() > 1;
    }

    /** A rule that can't be applied leaves the study's own verdict on the card. */
    private boolean isByAnotherRule() {
        return study.board().isJudgedAnew()
                && study.board().objectionProperty().get().isEmpty();
    }

    /** The reason's own words may begin as the title does. */
    private static String withoutPrefix(String reason, String title) {
        return reason.startsWith(title) ? reason.substring(title.length()).strip() : reason;
    }

    private String stillToCome() {
        int open = study.board().unfinishedCells();
        if (open == 0) {
            return "";
        }
        String about = study.board().isExtentExact() ? " " : " About ";
        String what = open == 1 ? " One trial is" : about + open + " trials are";
        return what + (study.state() == StudyState.RUNNING ? " still to come." : " not finished.");
    }

    private static List<Fact> facts(VariantSummary rank) {
        List<Fact> facts = new ArrayList<>();
        rank.metric()
                .ifPresent(mean -> facts.add(
                        new Fact(mean.metric().text(mean.value()), mean.metric().title())));
        if (rank.parameters() > 0) {
            facts.add(new Fact(Quantities.count(rank.parameters()), "parameters"));
        }
        if (rank.adapterBytes() > 0) {
            facts.add(new Fact(Quantities.fileSize(rank.adapterBytes()), "adapter"));
        }
        if (rank.peakMemoryBytes() > 0) {
            facts.add(new Fact(Quantities.memory(rank.peakMemoryBytes()), "peak"));
        }
        return facts;
    }

    private VerdictCard waiting() {
        List<Method> methods = study.board().methods();
        String what = methods.size() > 1 ? " methods and ranks" : " ranks";
        long done = study.board().variants().stream()
                .filter(VariantSummary::hasLoss)
                .count();
        long failed = study.board().variants().stream()
                .filter(rank -> rank.state() == TrialState.FAILED)
                .count();
        long all = study.board().variants().size();
        if (!methods.isEmpty() && failed < all && methods.stream().noneMatch(Method::hasTrainedRanks)) {
            return comparison(methods);
        }
        return switch (study.state()) {
            case IDLE, FAILED ->
                card(
                        "What rank is enough?",
                        "Run trains an adapter at each rank and names the smallest one that is as good as the best, "
                                + "or says that rank does not matter here.");
            case STARTING -> card("Getting ready.", "The study is being checked and its first worker started.");
            case RUNNING ->
                card(
                        "Waiting for results.",
                        done == 0
                                ? "The first of " + all + what + " is being trained."
                                : done + " of " + all + what + " measured; a verdict needs at least two ranks.");
            case CANCELLING -> card("Cancelling.", "Workers are being stopped; what is finished stays.");
            case STOPPED -> card("Stopped before a verdict.", "Resume goes on where it stopped; nothing is run twice.");
            case DONE ->
                card(
                        "No verdict.",
                        failed == 0
                                ? "There are too few results to compare."
                                : failed + " of " + all + what + " failed: " + firstFailure());
        };
    }

    /** There is no rank to wait for. */
    private VerdictCard comparison(List<Method> methods) {
        String why = ReferencePoints.nothingToJudge(
                methods.stream().map(Method::json).toList());
        return new VerdictCard(
                Tone.COMPARISON,
                Tone.COMPARISON.word(),
                "",
                "",
                "No verdict on the rank.",
                why + stillToCome(),
                List.of(),
                List.of());
    }

    private String firstFailure() {
        return study.board().variants().stream()
                .flatMap(rank -> rank.failure().stream())
                .map(Failure::message)
                .findFirst()
                .orElse("");
    }

    private static VerdictCard card(String title, String text) {
        return new VerdictCard(Tone.WAITING, Tone.WAITING.word(), "", "", title, text, List.of(), List.of());
    }
}
