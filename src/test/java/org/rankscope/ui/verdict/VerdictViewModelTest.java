package org.rankscope.ui.verdict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.rankscope.insight.Verdict;
import org.rankscope.insight.VerdictOptions;
import org.rankscope.peft.AdapterConfig.Method;
import org.rankscope.study.StudySpec;
import org.rankscope.study.StudySpecBuilder;
import org.rankscope.study.Trial;
import org.rankscope.study.TrialState;
import org.rankscope.ui.fx.UiQueue;
import org.rankscope.ui.study.BoardOf;
import org.rankscope.ui.study.StudyBoard;
import org.rankscope.ui.study.StudySnapshot;
import org.rankscope.ui.study.StudyViewModel;
import org.rankscope.ui.study.SyntheticStudy;
import org.rankscope.ui.study.UnusedStudies;
import org.rankscope.ui.verdict.VerdictCard.Tone;

class VerdictViewModelTest {
    private final StudyViewModel study = new StudyViewModel(
            new UnusedStudies(), new UiQueue(), Runnable::run, System::nanoTime, spec -> Path.of("s"));
    private final StudyBoard board = study.board();
    private final List<Integer> added = new ArrayList<>();
    private final VerdictViewModel verdict = new VerdictViewModel(study, added::add);

    private void show(SyntheticStudy numbers, int waitingFrom) {
        StudySpec spec = SyntheticStudy.spec(List.of(1, 2, 4, 8, 16, 32), List.of(3e-3), List.of(0L), 20);
        List<Trial> trials = SyntheticStudy.trials(spec).stream()
                .map(trial -> trial.rank() >= waitingFrom
                        ? trial
                        : trial.with(TrialState.COMPLETE, null, numbers.result(trial)))
                .toList();
        board.show(new StudySnapshot(
                Path.of("s"),
                spec,
                trials,
                new HashMap<>(Map.of()),
                numbers.verdict(done(trials)),
                numbers.observations(done(trials)),
                List.of()));
    }

    private static List<Trial> done(List<Trial> trials) {
        return trials.stream().filter(trial -> trial.result() != null).toList();
    }

    @ParameterizedTest
    @EnumSource(Verdict.Kind.class)
    void everyFormHasItsToneAndWord(Verdict.Kind kind) {
        show(new SyntheticStudy(kind, 8, 0.2, 0), 1000);
        VerdictCard card = verdict.cardProperty().get();
        assertEquals(Tone.valueOf(kind.name()), card.tone());
        assertEquals(kind.json(), card.word());
        assertFalse(card.headline().isEmpty());
        assertEquals(kind == Verdict.Kind.NOISY, card.facts().isEmpty());
    }

    @Test
    void beforeARunTheCardTeaches() {
        assertEquals(Tone.WAITING, verdict.cardProperty().get().tone());
        assertEquals("What rank is enough?", verdict.cardProperty().get().title());
    }

    @Test
    void theReasonDoesNotRepeatTheTitle() {
        VerdictCard card = withReason("Rank 8 is enough. Its loss is within 1 % of the best.");
        assertEquals("Rank 8 is enough.", card.title());
        assertEquals("Its loss is within 1 % of the best.", card.reason());
    }

    @Test
    void aRangeThatIsStillBeingTriedIsNotCalledTooShort() {
        show(new SyntheticStudy(Verdict.Kind.EXTEND, 8, 0.2, 0), 8);
        assertEquals(Tone.WAITING, verdict.cardProperty().get().tone());
        assertEquals("No bend so far.", verdict.cardProperty().get().title());
    }

    @Test
    void aSearchThatHasNotComeToItsLargestRankIsNotCalledTooShort() {
        StudySpec spec = SyntheticStudy.spec(List.of(1, 2, 4, 8, 16, 32), List.of(3e-3), List.of(0L), 20);
        SyntheticStudy numbers = new SyntheticStudy(Verdict.Kind.EXTEND, 64, 0.2, 0);
        List<Trial> known = SyntheticStudy.trials(spec).stream()
                .filter(trial -> trial.rank() <= 4)
                .map(trial -> trial.rank() == 1 ? trial : trial.with(TrialState.COMPLETE, null, numbers.result(trial)))
                .toList();
        board.show(new StudySnapshot(
                Path.of("s"),
                spec,
                known,
                Map.of(),
                numbers.verdict(done(known)),
                numbers.observations(done(known)),
                List.of()));
        assertEquals("No bend so far.", verdict.cardProperty().get().title());
    }

    @Test
    void theTableNamesTheTextAgainstTheParametersAndEveryWarning() {
        showJudged();
        VerdictTable table = verdict.tableProperty().get().orElseThrow();
        assertTrue(table.capacity().orElseThrow().startsWith("r = 8: 10,240 training tokens on 40,960 parameters"));
        assertEquals(verdict.cardProperty().get().warnings(), table.warnings());
    }

    @Test
    void withoutAMethodOfSeveralRanksTheCardSaysThatThereIsNoVerdictToWaitFor() {
        StudySpec spec = StudySpecBuilder.builder(SyntheticStudy.spec(List.of(1, 2, 4), List.of(3e-3), List.of(0L), 20))
                .methods(List.of(Method.IA3, Method.FULL))
                .build();
        BoardOf.finished(board, SyntheticStudy.choose(), spec);
        VerdictCard card = verdict.cardProperty().get();
        assertEquals(Tone.COMPARISON, card.tone());
        assertTrue(
                card.reason().startsWith("There is no rank to judge: IA3 and full fine-tuning can be compared"),
                card.reason());
    }

    @Test
    void extendOffersLargerRanks() {
        show(new SyntheticStudy(Verdict.Kind.EXTEND, 64, 0.2, 0), 1000);
        assertTrue(verdict.extendableProperty().get());
        verdict.addLargerRanks();
        assertEquals(List.of(2), added);
    }

    @Test
    void aCardByAnotherRuleSaysSo() {
        showJudged();
        assertEquals("choose", verdict.cardProperty().get().word());
        verdict.rule().percentProperty().set(3.4);
        assertEquals("choose, by your rule", verdict.cardProperty().get().word());
        assertEquals("r = 4", verdict.cardProperty().get().headline());
    }

    @Test
    void aRuleThatCannotBeAppliedLeavesTheStudysOwnVerdict() {
        showJudged();
        verdict.rule().ruleProperty().set(VerdictOptions.RuleChoice.ONE_STANDARD_ERROR);
        assertFalse(verdict.rule().problemProperty().get().isEmpty());
        assertEquals("choose", verdict.cardProperty().get().word());
    }

    @Test
    void theTableHoldsEveryRuleAndEveryRankWithItsCost() {
        showJudged();
        VerdictTable table = verdict.tableProperty().get().orElseThrow();
        assertEquals(
                1,
                table.opinions().stream().filter(VerdictTable.Opinion::decides).count());
        assertTrue(table.opinions().size() >= 4);
        assertEquals(
                List.of("1", "2", "4", "8", "16", "32"),
                table.ranks().stream().map(VerdictTable.Row::rank).toList());
        VerdictTable.Row chosen = table.ranks().stream()
                .filter(VerdictTable.Row::chosen)
                .findFirst()
                .orElseThrow();
        assertEquals("8", chosen.rank());
        assertEquals(
                List.of("41.0 k", "165 kB", "414 MiB", "7.7 s"), chosen.cells().subList(2, 6));
        assertFalse(table.separations().isEmpty());
    }

    private void showJudged() {
        BoardOf.finished(
                board,
                SyntheticStudy.choose(),
                SyntheticStudy.spec(List.of(1, 2, 4, 8, 16, 32), List.of(3e-3), List.of(0L), 20));
    }

    private VerdictCard withReason(String reason) {
        SyntheticStudy numbers = SyntheticStudy.choose();
        StudySpec spec = SyntheticStudy.spec(List.of(1, 8, 32), List.of(3e-3), List.of(0L), 20);
        List<Trial> trials = SyntheticStudy.trials(spec).stream()
                .map(trial -> trial.with(TrialState.COMPLETE, null, numbers.result(trial)))
                .toList();
        Verdict given = numbers.verdict(trials).orElseThrow();
        board.show(new StudySnapshot(
                Path.of("s"),
                spec,
                trials,
                Map.of(),
                Optional.of(new Verdict(
                        given.kind(),
                        given.rank(),
                        given.rule(),
                        given.metric(),
                        given.best(),
                        given.margin(),
                        List.of(),
                        List.of(),
                        reason)),
                List.of(),
                List.of()));
        return verdict.cardProperty().get();
    }
}
