package org.rankscope.ui.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.rankscope.model.HeadSpec;

class WindowWordsTest {
    @Test
    void theBoxIsNamedInPlaceOfTheField() {
        assertEquals(
                "'label' is 'x', expected one of a, b; tick 'New head for these labels' to learn these labels",
                WindowWords.of("'label' is 'x', expected one of a, b; name the classes in 'data.labels', or "
                        + HeadSpec.HOW_TO_ASK_FOR_FRESH + " to learn these labels"));
    }

    @Test
    void theLengthIsCalledAsItsFieldIs() {
        assertEquals("longer than 'length'.", WindowWords.of("longer than sequence_length."));
        assertEquals("field 'length' is 96", WindowWords.of("field 'sequence_length' is 96"));
    }

    @Test
    void otherSentencesStayAsTheyAre() {
        assertEquals("notes.txt: no such file.", WindowWords.of("notes.txt: no such file."));
    }
}
