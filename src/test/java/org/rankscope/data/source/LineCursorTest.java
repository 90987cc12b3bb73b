package org.rankscope.data.source;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineCursorTest {
    @TempDir
    private Path folder;

    /** Windows smaller than a line, and such that end anywhere in it, even between the bytes of a character. */
    @ParameterizedTest
    @CsvSource({"UTF-8, 1", "UTF-8, 7", "UTF-8, 64", "UTF-16LE, 1", "UTF-16LE, 7", "UTF-16BE, 6", "UTF-16BE, 64"})
    void theSizeOfTheWindowDoesNotMatter(String charset, int window) throws IOException {
        List<String> expected = IntStream.range(0, 60)
                .mapToObj(i -> "\u00fc\ud83d\ude00x".repeat(i % 7))
                .toList();
        Path file = Files.write(
                folder.resolve("a.txt"), ("\ufeff" + String.join("\r\n", expected)).getBytes(Charset.forName(charset)));
        try (TextFile text = TextFile.open(file)) {
            LineCursor lines = text.lines(text.start(), 1, window);
            List<String> found = new ArrayList<>();
            for (Optional<LineCursor.Line> line = lines.next(); line.isPresent(); line = lines.next()) {
                found.add(line.get().text());
                assertEquals(found.size(), line.get().number());
                assertEquals(
                        line,
                        text.lines(line.get().position(), found.size(), window).next());
            }
            assertEquals(expected, found);
        }
    }
}
