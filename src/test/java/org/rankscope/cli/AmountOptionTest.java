package org.rankscope.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class AmountOptionTest {
    @ParameterizedTest
    @CsvSource({"6GB, 6000000000", "1.5 GiB, 1610612736", "20mb, 20000000", "512KiB, 524288", "10B, 10"})
    void sizes(String text, long bytes) {
        assertEquals(bytes, new AmountOption.Bytes().convert(text));
    }

    @ParameterizedTest
    @CsvSource({"300000, 300000", "300k, 300000", "1.2M, 1200000", "2B, 2000000000"})
    void counts(String text, long count) {
        assertEquals(count, new AmountOption.Count().convert(text));
    }

    @ParameterizedTest
    @CsvSource({"90s, 90000", "10 min, 600000", "2h, 7200000", "250ms, 250", "1d, 86400000"})
    void times(String text, long millis) {
        assertEquals(millis, new AmountOption.Time().convert(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"6", "GB", "-1GB", "0GB", "6XB", "1e3MB", "99999999999TB", ""})
    void sizesThatAreNone(String text) {
        assertThrows(TypeConversionException.class, () -> new AmountOption.Bytes().convert(text));
    }

    @Test
    void aTimeNeedsItsUnit() {
        assertEquals(
                "expected a time with a unit, such as 90s, 10min or 2h, found '10' (units: d, h, min, ms, s)",
                assertThrows(TypeConversionException.class, () -> new AmountOption.Time().convert("10"))
                        .getMessage());
    }
}
