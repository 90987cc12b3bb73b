package org.rankscope.data.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.rankscope.data.source.Rows.assertRefused;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTableTest {
    @TempDir
    private Path folder;

    @Test
    void quotedCellsHoldDelimitersQuotesAndLineBreaks() throws IOException {
        Rows rows = Rows.of(write("text,label\r\n\"a, \"\"b\"\"\r\n\r\nc\",1\r\nplain 5\"\" x,2\r\n\"\",3\r\n"));
        assertEquals(List.of("text", "label"), rows.columns());
        assertEquals(
                List.of(
                        "2: {text=\"a, \\\"b\\\"\\n\\nc\", label=\"1\"}",
                        "5: {text=\"plain 5\\\"\\\" x\", label=\"2\"}",
                        "6: {text=\"\", label=\"3\"}"),
                rows.values());
        assertEquals(List.of(), rows.skipped());
    }

    @ParameterizedTest
    @ValueSource(strings = {",", ";", "\t"})
    void theDelimiterIsGuessed(String delimiter) throws IOException {
        String other = delimiter.equals(";") ? "," : ";";
        Rows rows = Rows.of(write("text%1$slabel\nx%2$s y%2$s z%1$sA\nx%2$s y%1$sB\n".formatted(delimiter, other)));
        assertEquals(List.of("text", "label"), rows.columns());
        assertEquals(2, rows.values().size());
        assertEquals(List.of(), rows.skipped());
    }

    @Test
    void raggedRowsAreSkippedWithTheirCounts() throws IOException {
        Rows rows = Rows.of(write("text,label\na,1\nb\nc,2\nd,e,3\nf,4\n"));
        assertEquals(
                List.of("2: {text=\"a\", label=\"1\"}", "4: {text=\"c\", label=\"2\"}", "6: {text=\"f\", label=\"4\"}"),
                rows.values());
        assertEquals(List.of("3: has 1 cell, expected 2", "5: has 3 cells, expected 2"), rows.skipped());
    }

    @Test
    void aFileThatIsMostlyRaggedIsRefused() throws IOException {
        Path file = write("text,label\na,1\nb,b,1\nc,c,1\n");
        assertRefused(() -> Tables.open(file), file, "only 1 of the first 3 rows", "line 3 has 3 cells, expected 2");
    }

    @Test
    void aQuoteThatIsNeverClosedCostsItsLine() throws IOException {
        Rows rows = Rows.of(write("text,label\na,1\n\"b,2\nc,3\nd,4\ne,5\n"));
        assertEquals(List.of("3: has a quote that is not closed"), rows.skipped());
        assertEquals(4, rows.values().size());
    }

    @Test
    void whatAStrayQuoteSwallowedIsGivenBack() throws IOException {
        Rows rows = Rows.of(write("text,label\na,1\n\"b,2\nc,3\n\"d,4\ne,5\nf,6\n\"g\",7\n"));
        assertEquals(
                List.of("3: has text behind a closing quote", "5: has text behind a closing quote"), rows.skipped());
        assertEquals(5, rows.values().size());
    }

    @Test
    void quotesThatAreTextAreLeftAlone() throws IOException {
        Path file = Files.writeString(
                folder.resolve("a.tsv"), "sentence\tlabel\n\"Good\" film\t1\n\"Bad\" one\t0\nso \"so\"\t0\n\"a\tb\n");
        assertEquals(
                List.of(
                        "2: {sentence=\"\\\"Good\\\" film\", label=\"1\"}",
                        "3: {sentence=\"\\\"Bad\\\" one\", label=\"0\"}",
                        "4: {sentence=\"so \\\"so\\\"\", label=\"0\"}",
                        "5: {sentence=\"\\\"a\", label=\"b\"}"),
                Rows.of(file).values());
    }

    @Test
    void aFileWithoutHeaderHasNumberedColumns() throws IOException {
        Rows rows = Rows.of(write("I love it,positive\nI hate it,negative\nfine,positive\n"));
        assertEquals(List.of("column1", "column2"), rows.columns());
        assertEquals(3, rows.values().size());
        assertEquals(List.of("column1", "column2"), Rows.of(write("3,1\n4,0\n")).columns());
    }

    @Test
    void anUnnamedIndexColumnIsCalledByItsNumber() throws IOException {
        assertEquals(
                List.of("column1", "a", "b"),
                Rows.of(write(",a,b\n0,x,y\n1,z,w\n")).columns());
    }

    @Test
    void oneColumnIsEnough() throws IOException {
        Rows rows = Rows.of(write("\ufefftext\nhello, you\n\n\"two\nlines\"\n"));
        assertEquals(List.of("text"), rows.columns());
        assertEquals(List.of("2: {text=\"hello, you\"}", "4: {text=\"two\\nlines\"}"), rows.values());
    }

    @Test
    void namesThatStandTwiceAreRefused() throws IOException {
        Path file = write("text,label,text\na,b,c\n");
        assertRefused(() -> Tables.open(file), file + ", line 1", "the column 'text' stands there twice");
    }

    @Test
    void whatIsNoTableIsRefused() throws IOException {
        Path empty = write("");
        assertRefused(() -> Tables.open(empty), empty, "the file is empty");
        Path headerOnly = write("text,label\n");
        assertRefused(() -> Tables.open(headerOnly), headerOnly, "there are no rows");
        Path binary = Files.write(folder.resolve("b.csv"), new byte[] {1, 0, 2, 0, '\n', 3, 0, '\n'});
        assertRefused(() -> Tables.open(binary), binary + ", line 1", "holds a zero byte");
    }

    @Test
    void excelsWideTextIsRead() throws IOException {
        Path file = Files.write(
                folder.resolve("a.csv"), "\ufefftext\tlabel\r\n\"a\r\nb\"\t1\r\n".getBytes(StandardCharsets.UTF_16LE));
        assertEquals(List.of("2: {text=\"a\\nb\", label=\"1\"}"), Rows.of(file).values());
    }

    private Path write(String content) throws IOException {
        return Files.writeString(folder.resolve("data.csv"), content);
    }
}
