package org.rankscope.ui.verdict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.rankscope.insight.Verdict;
import org.rankscope.insight.VerdictOptions;
import org.rankscope.insight.VerdictOptions.RuleChoice;
import org.rankscope.ui.study.BoardOf;
import org.rankscope.ui.study.StudyBoard;
import org.rankscope.ui.study.SyntheticStudy;

class RuleViewModelTest {
    private final StudyBoard board = new StudyBoard();
    private final RuleViewModel rule = new RuleViewModel(board);

    @BeforeEach
    void showAStudyThatBendsAtEight() {
        BoardOf.finished(
                board,
                SyntheticStudy.choose(),
                SyntheticStudy.spec(List.of(1, 2, 4, 8, 16, 32), List.of(3e-3), List.of(0L), 20));
        assertEquals(8, verdict().rank());
    }

    private Verdict verdict() {
        return board.verdictProperty().get().orElseThrow();
    }

    @Test
    void theSliderJudgesAtOnceAndResetGoesBack() {
        Verdict own = verdict();
        rule.percentProperty().set(3.4);
        assertEquals(4, verdict().rank());
        assertEquals("smallest rank within 3.4 % of the best", verdict().rule());
        assertEquals("3.4 %", rule.toleranceProperty().get());
        assertTrue(board.isJudgedAnew());
        rule.reset();
        assertEquals(own, verdict());
        assertEquals(1, rule.percentProperty().get());
        assertFalse(rule.changedProperty().get());
    }

    @Test
    void theToleranceGoesInTenthsOfAPercent() {
        rule.percentProperty().set(2.34567);
        assertEquals(0.023, board.optionsProperty().get().tolerance(), 1e-12);
    }

    @Test
    void aBudgetLeavesOutWhatIsTooLarge() {
        rule.adapterProperty().set("100 kB");
        assertEquals(4, verdict().rank());
        assertTrue(verdict().reason().contains("budget"), verdict().reason());
    }

    @Test
    void aBudgetThatCantBeReadIsSaidAndTheLastVerdictStays() {
        rule.memoryProperty().set("six");
        assertEquals(
                "Memory under: expected a size with a unit, such as 20MB or 1.5GiB, found 'six' (units: b, gb, gib, kb,"
                        + " kib, mb, mib, tb, tib).",
                rule.problemProperty().get());
        assertEquals(8, verdict().rank());
        rule.memoryProperty().set("");
        assertEquals("", rule.problemProperty().get());
    }

    @Test
    void aBudgetThatNothingFitsIsSaidAndTheStudysVerdictStays() {
        rule.adapterProperty().set("1 kB");
        assertTrue(
                rule.problemProperty().get().startsWith("No rank is within the budget"),
                rule.problemProperty().get());
        assertEquals(8, verdict().rank());
    }

    @Test
    void aRuleThatCantBeAppliedSaysWhy() {
        BoardOf.finished(
                board, SyntheticStudy.choose(), SyntheticStudy.spec(List.of(1, 8), List.of(3e-3), List.of(0L), 20));
        rule.ruleProperty().set(RuleChoice.KNEEDLE);
        assertTrue(
                rule.problemProperty().get().contains("needs at least 3 ranks"),
                rule.problemProperty().get());
    }

    @Test
    void anotherStudyIsJudgedAsStudiesAre() {
        rule.ruleProperty().set(RuleChoice.PARETO);
        rule.adapterProperty().set("100 kB");
        board.clear();
        assertEquals(VerdictOptions.DEFAULT, board.optionsProperty().get());
        assertEquals(RuleChoice.AUTOMATIC, rule.ruleProperty().get());
        assertEquals("", rule.adapterProperty().get());
    }
}
