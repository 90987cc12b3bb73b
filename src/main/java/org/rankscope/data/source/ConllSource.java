package org.rankscope.data.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.rankscope.io.RequestException;

/**
 * Sentences as CoNLL-2003 writes them: a word a line, first the word, last its tag, a blank line between two sentences. What
 * stands between word and tag is passed over.
 */
final class ConllSource implements RowSource {
    static final String TOKENS = "tokens";
    static final String TAGS = "tags";

    private static final String DOCUMENT = "-DOCSTART-";
    private static final Pattern TAG = Pattern.compile("O|[BIESLUM]-\\S+");
    private static final int LINES_COMPARED = 200;

    private final TextFile file;
    private final int width;

    private ConllSource(TextFile file, int width) {
        this.file = file;
        this.width = width;
    }

    /** All lines have as many cells as the first word has; throws RequestException where that has no tag. */
    static ConllSource of(TextFile file) {
        int width = firstWord(file).length;
        if (width < 2) {
            throw new RequestException(
                    file.path() + ": its first line has no tag, expected a word and its tag on each line.");
        }
        return new ConllSource(file, width);
    }

    /** Whether the first lines of {@code file} are words and tags. */
    static boolean isConll(TextFile file) {
        int width = firstWord(file).length;
        LineCursor lines = file.lines();
        for (int i = 0; i < LINES_COMPARED; i++) {
            Optional<LineCursor.Line> line = lines.next();
            if (line.isEmpty()) {
                break;
            } else if (!line.get().problem().isEmpty()) {
                return false;
            } else if (!isBetween(line.get())) {
                String[] cells = cells(line.get());
                if (cells.length != width || !TAG.matcher(cells[width - 1]).matches()) {
                    return false;
                }
            }
        }
        return width > 1;
    }

    private static String[] firstWord(TextFile file) {
        LineCursor lines = file.lines();
        Optional<LineCursor.Line> line = lines.next();
        while (line.isPresent() && isBetween(line.get())) {
            line = lines.next();
        }
        return line.map(ConllSource::cells).orElse(new String[0]);
    }

    private static boolean isBetween(LineCursor.Line line) {
        return line.isBlank() || line.text().startsWith(DOCUMENT);
    }

    private static String[] cells(LineCursor.Line line) {
        String text = line.text().strip();
        return text.split(text.indexOf('\t') >= 0 ? "\t" : " +");
    }

    @Override
    public Path file() {
        return file.path();
    }

    @Override
    public RowReader rows() {
        LineCursor lines = file.lines();
        return (rows, skipped) -> next(lines, rows, skipped);
    }

    @Override
    public TableRow at(long position) {
        LineCursor lines = file.lines(position, 0, TextFile.LINE_BYTES);
        return ReadAgain.row(this, position, (rows, skipped) -> next(lines, rows, skipped));
    }

    private boolean next(LineCursor lines, Consumer<TableRow> rows, Consumer<SkippedRow> skipped) {
        Optional<LineCursor.Line> line = lines.next();
        while (line.isPresent() && isBetween(line.get())) {
            line = lines.next();
        }
        if (line.isEmpty()) {
            return false;
        }
        LineCursor.Line first = line.get();
        ArrayNode tokens = JsonNodeFactory.instance.arrayNode();
        ArrayNode tags = JsonNodeFactory.instance.arrayNode();
        String problem = "";
        for (; line.isPresent() && !isBetween(line.get()); line = lines.next()) {
            String[] cells = cells(line.get());
            if (!problem.isEmpty()) {
                continue;
            } else if (!line.get().problem().isEmpty()) {
                problem = line.get().problem();
            } else if (cells.length != width) {
                problem = "has a word with " + cells.length + (cells.length == 1 ? " cell" : " cells") + ", expected "
                        + width;
            } else {
                tokens.add(cells[0]);
                tags.add(cells[width - 1]);
            }
        }
        if (problem.isEmpty()) {
            Map<String, JsonNode> values = new LinkedHashMap<>();
            values.put(TOKENS, tokens);
            values.put(TAGS, tags);
            rows.accept(new TableRow(first.number(), first.position(), values));
        } else {
            skipped.accept(new SkippedRow(first.number(), problem));
        }
        return true;
    }

    @Override
    public String unit() {
        return "line";
    }

    @Override
    public void close() {
        file.close();
    }
}
