package org.rankscope.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class UnitsTest {
    @Test
    void bytesAreBinaryUnits() {
        assertEquals("1023 B", Units.bytes(1023));
        assertEquals("1.00 KiB", Units.bytes(1024));
        assertEquals("28.5 MiB", Units.bytes(29_884_416));
        assertEquals("512 MiB", Units.bytes(512L << 20));
        assertEquals("2.00 GiB", Units.bytes(2L << 30));
    }

    @Test
    void durationsNeverShowSixtySeconds() {
        assertEquals("999 ms", Units.duration(999));
        assertEquals("4.2 s", Units.duration(4_210));
        assertEquals("1 min 00 s", Units.duration(59_960));
        assertEquals("3 min 20 s", Units.duration(200_000));
        assertEquals("1 h 00 min", Units.duration(3_599_900));
        assertEquals("2 h 05 min", Units.duration(7_500_000));
    }

    @Test
    void learningRatesArePlain() {
        assertEquals("0.0003", Units.plain(3e-4));
        assertEquals("10", Units.plain(10));
    }
}
