package org.rankscope.insight;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.rankscope.io.RequestException;
import org.rankscope.io.StrictJson;

/**
 * Tables of results in CSV files: columns {@code rank} and {@code loss} (or {@code eval_loss}, {@code value}), and
 * where they are known {@code seed}, {@code learning_rate}, {@code standard_error}, {@code method}, {@code setting} (or
 * {@code alpha}), {@code start_loss}, {@code converged}, {@code eval_losses} (per-item losses with spaces between) and the
 * costs {@code trainable_parameters}, {@code adapter_bytes}, {@code peak_memory_bytes}, {@code elapsed_ms}; further
 * columns are passed over, and any of them can be the metric.
 * A study's own {@code results.csv} is such a table, of which only the COMPLETE rows count.
 *
 * <p>Tolerated: a byte order mark, any case and spaces in the header, semicolons or tabs between cells (then with
 * decimal commas too), empty lines, lines that start with {@code #}, no rank beside a method that has none. A loss of {@code nan} or {@code inf} is a diverged
 * run. Without a {@code seed} column rows of the same method, rank, setting and learning
 * rate are repeated runs.
 */
public final class ResultTableCsv {
    private static final List<String> VALUE_COLUMNS = List.of("loss", "eval_loss", "value");
    private static final String COMPLETE = "COMPLETE";
    private static final int BYTE_ORDER_MARK = 0xFEFF;

    private final Path file;
    private final Map<String, Integer> columns = new LinkedHashMap<>();
    private final List<Observation> observations = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private final Map<String, Integer> unfinished = new TreeMap<>();
    private final Map<List<Object>, Long> seen = new HashMap<>();
    private final Optional<String> metric;
    private String valueColumn;

    private ResultTableCsv(Path file, Optional<String> metric) {
        this.file = file;
        this.metric = metric;
    }

    /** Reads {@code file}; a RequestException names the line, the column, what was found and what was expected. */
    public static ResultTable read(Path file) {
        return read(file, Optional.empty());
    }

    /**
     * Reads {@code file}, as {@link #read(Path)}.
     *
     * @param metric the column to judge by; empty for the first of loss, eval_loss and value. Per-item losses and the
     *     start are those of the loss and are passed over if another column is judged
     */
    public static ResultTable read(Path file, Optional<String> metric) {
        try (BufferedReader text = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            return new ResultTableCsv(file, metric).read(text);
        } catch (NoSuchFileException e) {
            throw new RequestException(file + ": no such file.", e);
        } catch (CharacterCodingException e) {
            throw notText(file, e);
        } catch (UncheckedIOException e) {
            throw e.getCause() instanceof CharacterCodingException ? notText(file, e) : unreadable(file, e.getCause());
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static RequestException notText(Path file, Exception cause) {
        return new RequestException(file + ": not UTF-8 text; save the table as CSV in UTF-8.", cause);
    }

    private static RequestException unreadable(Path file, IOException cause) {
        return new RequestException(file + ": can't be read as CSV (" + cause.getMessage() + ").", cause);
    }

    private ResultTable read(BufferedReader text) throws IOException {
        char separator = separator(text);
        CSVFormat format = CSVFormat.DEFAULT
                .builder()
                .setDelimiter(separator)
                .setCommentMarker('#')
                .setIgnoreEmptyLines(true)
                .setIgnoreSurroundingSpaces(true)
                .setTrim(true)
                .get();
        try (CSVParser rows = format.parse(text)) {
            for (CSVRecord row : rows) {
                if (columns.isEmpty()) {
                    readHeader(row);
                } else {
                    readRow(new ResultRow(row, columns, rows.getCurrentLineNumber(), separator != ',', problems));
                }
            }
        }
        if (columns.isEmpty()) {
            throw new RequestException(file + ": the file is empty, expected a table with the columns rank and loss.");
        } else if (!problems.isEmpty()) {
            throw new RequestException(file + ": " + problems.get(0) + "."
                    + (problems.size() > 1 ? " (" + (problems.size() - 1) + " more such problems.)" : ""));
        } else if (observations.isEmpty()) {
            throw new RequestException(file + ": there is no "
                    + (unfinished.isEmpty() ? "row below the header" : "finished run in this table")
                    + ", expected at least one result.");
        }
        List<String> notes = new ArrayList<>();
        unfinished.forEach((state, count) ->
                notes.add(count + (count == 1 ? " row is " : " rows are ") + state + " and left out."));
        return new ResultTable(completed(), valueColumn, notes);
    }

    private void readHeader(CSVRecord header) {
        for (int i = 0; i < header.size(); i++) {
            String name = columnName(header.get(i));
            if (columns.put(name, i) != null) {
                throw new RequestException(file + ": the column '" + name + "' stands twice in the header; keep one.");
            }
        }
        valueColumn = metric.isPresent() ? columnName(metric.get()) : usualColumn();
        if (!columns.containsKey(valueColumn)) {
            throw missing(valueColumn);
        }
        if (!columns.containsKey("rank")) {
            throw missing("rank");
        }
    }

    private String usualColumn() {
        return VALUE_COLUMNS.stream().filter(columns::containsKey).findFirst().orElse("loss");
    }

    private static String columnName(String text) {
        return text.strip().toLowerCase(Locale.ROOT).replace(' ', '_');
    }

    private RequestException missing(String column) {
        String near = StrictJson.nearest(column, columns.keySet())
                .map(name -> " Rename '" + name + "'?")
                .orElse("");
        return new RequestException(file + ": there is no column '" + column + "'; the header has "
                + String.join(", ", columns.keySet()) + ". Expected rank and one of " + String.join(", ", VALUE_COLUMNS)
                + ", or the column that --metric names." + near);
    }

    private void readRow(ResultRow row) {
        if (row.isBlank()) {
            return;
        }
        String state = row.text("state").toUpperCase(Locale.ROOT);
        if (columns.containsKey("state") && !state.equals(COMPLETE)) {
            unfinished.merge(state.isEmpty() ? "without a state" : state, 1, Integer::sum);
            return;
        }
        int before = problems.size();
        int rank = row.rank();
        double value = row.value(valueColumn);
        double learningRate = row.learningRate();
        OptionalDouble error = row.standardError();
        OptionalDouble start = ofLoss() ? row.startValue() : OptionalDouble.empty();
        List<Double> items = ofLoss() && Double.isFinite(value) ? row.items() : List.of();
        boolean stillFalling = row.stillFalling();
        Cost cost = row.cost();
        String method = row.text("method");
        String setting = row.setting();
        List<Object> cell = List.of(method, rank, setting, learningRate);
        long seed = columns.containsKey("seed") ? row.seed() : seen.merge(cell, 1L, Long::sum) - 1;
        if (problems.size() > before) {
            return;
        }
        Long earlier = columns.containsKey("seed") ? seen.put(List.of(cell, seed), row.line()) : null;
        if (earlier != null) {
            problems.add("line " + row.line() + " repeats rank " + rank + ", seed " + seed
                    + (Double.isNaN(learningRate) ? "" : ", learning rate " + learningRate) + " of line " + earlier
                    + "; keep one of them, or give repeated runs their own seeds");
        }
        observations.add(new Observation(
                method, rank, setting, seed, learningRate, value, error, items, stillFalling, cost, start));
    }

    private boolean ofLoss() {
        return VALUE_COLUMNS.contains(valueColumn);
    }

    /**
     * Rows without a method are of the only one that is named; without an explicit setting, alpha is one where a rank has
     * several.
     */
    private List<Observation> completed() {
        List<String> methods = observations.stream()
                .map(Observation::method)
                .filter(method -> !method.isEmpty())
                .distinct()
                .toList();
        boolean alphaVaries = observations.stream()
                .collect(Collectors.groupingBy(
                        row -> List.of(row.method(), row.rank()),
                        Collectors.mapping(Observation::setting, Collectors.toSet())))
                .values()
                .stream()
                .anyMatch(settings -> settings.size() > 1);
        List<Observation> completed = new ArrayList<>();
        for (Observation row : observations) {
            if (row.method().isEmpty() && methods.size() > 1) {
                throw new RequestException(file + ", column method: a row of rank " + row.rank()
                        + " names none, and the table has " + String.join(" and ", methods)
                        + "; name the method in every row.");
            }
            completed.add(row.with()
                    .method(methods.isEmpty() ? "" : row.method().isEmpty() ? methods.get(0) : row.method())
                    .setting(columns.containsKey("setting") || alphaVaries ? row.setting() : "")
                    .build());
        }
        return completed;
    }

    /** The separator of the header, the first line that says something. Steps over a byte order mark. */
    private static char separator(BufferedReader text) throws IOException {
        final int lookAhead = 1 << 16;
        text.mark(lookAhead);
        if (text.read() == BYTE_ORDER_MARK) {
            text.mark(lookAhead);
        } else {
            text.reset();
        }
        char[] start = new char[lookAhead - 1];
        int length = Math.max(0, text.read(start));
        text.reset();
        String header = new String(start, 0, length)
                .lines()
                .filter(line -> !line.isBlank() && !line.stripLeading().startsWith("#"))
                .findFirst()
                .orElse("");
        if (header.contains(";") && !header.contains(",")) {
            return ';';
        }
        return header.contains("\t") && !header.contains(",") ? '\t' : ',';
    }
}
