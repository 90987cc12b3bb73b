package org.rankscope.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What seqeval's {@code get_entities} gives for the same tags. */
class EntityTest {
    @ParameterizedTest
    @CsvSource({
        "O O O, ''",
        "B-PER I-PER O B-LOC, PER 0-1; LOC 3-3",
        "B-PER B-PER I-PER, PER 0-0; PER 1-2",
        // I- after O begins an entity
        "O I-PER I-PER O, PER 1-2",
        // I- of another type ends one and begins another
        "B-PER I-LOC I-LOC, PER 0-0; LOC 1-2",
        "I-PER I-LOC, PER 0-0; LOC 1-1",
        // an entity may last to the end of the row
        "O B-ORG I-ORG I-ORG, ORG 1-3",
        // IOBES
        "S-PER B-LOC I-LOC E-LOC S-PER, PER 0-0; LOC 1-3; PER 4-4",
        "B-PER E-PER I-PER, PER 0-1; PER 2-2",
        "S-PER E-PER, PER 0-0; PER 1-1",
        "B-PER S-PER I-PER, PER 0-0; PER 1-1; PER 2-2",
        "O E-PER O, PER 1-1",
        // BILOU
        "U-PER B-LOC I-LOC L-LOC, PER 0-0; LOC 1-3",
        // types with hyphens, tags without types, tags without prefixes
        "B-work-of-art I-work-of-art, work-of-art 0-1",
        "B I O B, ' 0-1;  3-3'",
        "PER PER O LOC, PER 0-1; LOC 3-3"
    })
    void entitiesAreReadAsConllevalDoes(String tags, String entities) {
        String found = Entity.of(List.of(tags.split(" "))).stream()
                .map(entity -> entity.type() + " " + entity.start() + "-" + entity.end())
                .collect(Collectors.joining("; "));
        assertEquals(entities, found);
    }
}
