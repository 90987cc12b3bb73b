package org.rankscope.data.source;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import org.rankscope.io.RequestException;

/** Whether the first line of a CSV file names the columns, and what they are called. */
final class CsvHeader {
    private static final int LONGEST_NAME = 64;

    /** What columns are often called: a first line with one of these is a header whatever stands below it. */
    private static final Set<String> USUAL = Set.of(
            "text",
            "label",
            "labels",
            "sentence",
            "sentence1",
            "sentence2",
            "premise",
            "hypothesis",
            "content",
            "review",
            "prompt",
            "completion",
            "question",
            "answer",
            "instruction",
            "output",
            "category",
            "class",
            "target",
            "sentiment",
            "image",
            "file_name",
            "caption",
            "mask",
            "tokens",
            "tags",
            "ner_tags",
            "title",
            "id",
            "idx");

    private CsvHeader() {}

    /**
     * Whether {@code first} are names: none of them is empty save perhaps that of an index, a number, long, or found again
     * below itself, as a class would be.
     */
    static boolean isHeader(List<String> first, List<List<String>> following) {
        if (first.stream().anyMatch(cell -> USUAL.contains(cell.strip().toLowerCase(Locale.ROOT)))) {
            return true;
        }
        return IntStream.range(0, first.size()).allMatch(column -> {
            String cell = first.get(column).strip();
            return !(cell.isEmpty() && column > 0)
                    && cell.length() <= LONGEST_NAME
                    && !isNumber(cell)
                    && following.stream()
                            .filter(row -> row.size() > column)
                            .noneMatch(row -> row.get(column).strip().equals(cell));
        });
    }

    /** The names; a column without one is called by its number. */
    static List<String> names(Path file, List<String> header) {
        List<String> names = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (String cell : header) {
            String name = cell.isBlank() ? numbered(names.size()) : cell.strip();
            if (!seen.add(name)) {
                throw new RequestException(file + ", line 1: the column '" + name
                        + "' stands there twice, expected names that differ; rename one of them.");
            }
            names.add(name);
        }
        return names;
    }

    /** Names of the columns of a file without a header. */
    static List<String> numbered(List<String> first) {
        return IntStream.range(0, first.size()).mapToObj(CsvHeader::numbered).toList();
    }

    private static String numbered(int column) {
        return "column" + (column + 1);
    }

    private static boolean isNumber(String cell) {
        try {
            Double.parseDouble(cell);
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
