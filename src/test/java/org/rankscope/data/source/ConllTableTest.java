package org.rankscope.data.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.rankscope.data.source.Rows.assertRefused;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConllTableTest {
    @TempDir
    private Path folder;

    @Test
    void sentencesAreWordsAndTheirTags() throws IOException {
        Rows rows = Rows.of(
                write(
                        "a.txt",
                        "-DOCSTART- -X- O O\r\n\r\nEU NNP I-NP B-ORG\r\n# SYM O O\r\n \r\n\r\n-DOCSTART- -X- O O\r\nU.N. NNP I-NP S-ORG"));
        assertEquals(List.of("tokens", "tags"), rows.columns());
        assertEquals(
                List.of(
                        "3: {tokens=[\"EU\",\"#\"], tags=[\"B-ORG\",\"O\"]}",
                        "8: {tokens=[\"U.N.\"], tags=[\"S-ORG\"]}"),
                rows.values());
    }

    @Test
    void aSentenceWithARaggedLineIsSkippedWhole() throws IOException {
        Rows rows = Rows.of(write("a.conll", "a\tDET\nb\tNOUN\n\nc\nd\tX\n\ne f\tVERB\n"));
        assertEquals(
                List.of("1: {tokens=[\"a\",\"b\"], tags=[\"DET\",\"NOUN\"]}", "7: {tokens=[\"e f\"], tags=[\"VERB\"]}"),
                rows.values());
        assertEquals(List.of("4: has a word with 1 cell, expected 2"), rows.skipped());
    }

    @Test
    void proseIsNotTakenForIt() throws IOException {
        assertFalse(Tables.isRunningText(write("b.txt", "a O\nb B-X\n")));
        for (String text : List.of("I saw O\nyou did too\n", "O\nO\n", "a b\nc d\n")) {
            Path prose = write("a.txt", text);
            assertRefused(() -> Tables.open(prose), prose, "is running text");
        }
        Path words = write("a.conll", "word\nother\n");
        assertRefused(() -> Tables.open(words), words, "its first line has no tag");
    }

    private Path write(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }
}
