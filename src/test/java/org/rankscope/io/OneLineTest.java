package org.rankscope.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class OneLineTest {
    @Test
    void lineBreaksAndControlCharactersBecomeSpaces() {
        assertEquals("'a b  c'", OneLine.quoted("a\nb\r\u0000c"));
    }

    @Test
    void longNamesAreCut() {
        String cut = OneLine.of("x".repeat(10_000));
        assertTrue(cut.endsWith("...") && cut.length() < 200, cut);
    }

    @Test
    void longListsSayHowManyMoreThereAre() {
        assertEquals("'a', 'b' and 2 more", OneLine.listed(List.of("a", "b", "c", "d"), 2));
        assertEquals("'a', 'b'", OneLine.listed(List.of("a", "b"), 2));
    }
}
