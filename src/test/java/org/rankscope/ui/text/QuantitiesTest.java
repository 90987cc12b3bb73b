package org.rankscope.ui.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantitiesTest {
    @Test
    void lossesHaveFourFiguresAndErrorsAreNeverShownAsNothing() {
        assertEquals("2.153", Quantities.loss(2.1526));
        assertEquals("0.5564", Quantities.loss(0.55637));
        assertEquals("0.0061", Quantities.spread(0.00612));
        assertEquals("0.000028", Quantities.spread(0.0000284));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"917|917", "5120|5,120", "49152|49.2 k", "3276800|3.28 M", "1240000000|1.24 B"})
    void countsHaveThreeFigures(long count, String text) {
        assertEquals(text, Quantities.count(count));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"431751168|412 MiB", "10436771840|9.72 GiB", "24696061952|23.0 GiB"})
    void memoryIsBinary(long bytes, String text) {
        assertEquals(text, Quantities.memory(bytes));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"512|512 B", "20480|20.5 kB", "12500000|12.5 MB"})
    void filesAreDecimal(long bytes, String text) {
        assertEquals(text, Quantities.fileSize(bytes));
    }

    @ParameterizedTest
    @CsvSource({"800,0.8 s", "12400,12 s", "134000,2:14", "3729000,1:02:09"})
    void clocksGrowWithTheTime(long millis, String text) {
        assertEquals(text, Quantities.clock(millis));
    }

    @ParameterizedTest
    @CsvSource({"4200,4 s", "22900,25 s", "371000,6 min", "7805000,2 h 10 min"})
    void spokenTimesAreRound(long millis, String text) {
        assertEquals(text, Quantities.spoken(millis));
    }

    @ParameterizedTest
    @CsvSource({"5e-4,5e-4", "0.001,1e-3", "0.01,0.01", "0.00012345,1.23e-4", "2,2"})
    void ratesHaveThreeFigures(double rate, String text) {
        assertEquals(text, Quantities.rate(rate));
    }

    @ParameterizedTest
    @CsvSource({"0.00012345,1.2345e-4", "16,16", "100000,100000", "12.5,12.5"})
    void exactNumbersLoseNothing(double value, String text) {
        assertEquals(text, Quantities.exact(value));
        assertEquals(value, Double.parseDouble(text));
    }
}
