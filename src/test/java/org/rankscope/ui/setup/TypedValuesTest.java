package org.rankscope.ui.setup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rankscope.io.RequestException;
import org.rankscope.peft.TargetSpec;
import org.rankscope.study.AlphaPolicy;

class TypedValuesTest {
    @Test
    void ranksAreSortedAndCountedOnce() {
        assertEquals(List.of(1, 4, 8), RankList.parse("8, 1 4;8"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"0, 4|Rank 0", "-2|Rank -2", "4, eight|'eight'", "5000|Rank 5000", " |No rank"})
    void aWrongRankIsNamed(String text, String named) {
        RequestException wrong = assertThrows(RequestException.class, () -> RankList.parse(text == null ? "" : text));
        assertTrue(wrong.getMessage().contains(named), wrong.getMessage());
    }

    @ParameterizedTest
    @CsvSource({"1,0,0", "2,1,1", "3,1,2", "8,3,3", "4096,8,8"})
    void theSliderStandsAroundARank(int rank, int below, int above) {
        assertEquals(below, RankList.exponentBelow(rank));
        assertEquals(above, RankList.exponentAbove(rank));
    }

    @Test
    void learningRatesKeepTheirOrder() {
        assertEquals(Rates.of(List.of(3e-3, 1e-3)), LearningRates.parse("3e-3, 0.001, 1e-3"));
    }

    @Test
    void learningRatesMayBeSearched() {
        assertEquals(new Rates(true, List.of()), LearningRates.parse("tune"));
        assertEquals(new Rates(true, List.of(3e-3)), LearningRates.parse("Tune from 3e-3"));
        assertEquals(new Rates(true, List.of(3e-3)), LearningRates.parse("tune 0.003"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-0.1", "1", "NaN", "much", ""})
    void aWrongDropoutIsRefused(String text) {
        assertThrows(RequestException.class, () -> Dropout.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1e-3", "11", "NaN", "fast", "", "tune from fast", "tuned"})
    void aWrongLearningRateIsRefused(String text) {
        assertThrows(RequestException.class, () -> LearningRates.parse(text));
    }

    @Test
    void oneSeedNumberIsACountAndAListIsThoseSeeds() {
        assertEquals(List.of(0L, 1L, 2L), Seeds.parse("3"));
        assertEquals(List.of(5L, 7L), Seeds.parse("7, 5"));
        assertEquals("3", Seeds.format(List.of(0L, 1L, 2L)));
        assertEquals("5, 7", Seeds.format(List.of(5L, 7L)));
    }

    @ParameterizedTest
    @CsvSource({"2r,RATIO,2", "r,RANK,1", "16,FIXED,16", "8√r,SQRT,8", "4 sqrt(r),SQRT,4", "1.5 r,RATIO,1.5"})
    void alphaIsReadAsItIsWritten(String text, AlphaPolicy.Kind kind, double value) {
        assertEquals(new AlphaPolicy(kind, value), AlphaText.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "0", "r2", "1.2.3r", "99999"})
    void aWrongAlphaIsRefused(String text) {
        assertThrows(RequestException.class, () -> AlphaText.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2r", "r", "16", "8√r"})
    void alphaIsWrittenAsItIsRead(String text) {
        assertEquals(text, AlphaText.format(AlphaText.parse(text)));
    }

    @Test
    void targetsAreNamesOrAnExpression() {
        assertEquals(TargetSpec.list(List.of("q_proj", "up_proj")), TargetPreset.parse("q_proj, up_proj"));
        assertEquals(TargetSpec.pattern(".*mlp.*"), TargetPreset.parse("/.*mlp.*/"));
        assertEquals(
                TargetPreset.ALL_LINEAR,
                TargetPreset.of(TargetSpec.pattern(TargetSpec.ALL_LINEAR), TargetPreset.USUAL));
    }

    @ParameterizedTest
    @CsvSource({"abc,not a whole number", "0,expected 1 to 9", "10,expected 1 to 9", "2.5,not a whole number"})
    void aWrongNumberSaysWhatWasExpected(String text, String expected) {
        RequestException wrong = assertThrows(RequestException.class, () -> WholeNumber.parse(text, "Steps", 1, 9));
        assertTrue(wrong.getMessage().contains(expected), wrong.getMessage());
    }
}
