package org.rankscope.data.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** Rows that are files of a folder; their names are held, what is in them is not. */
final class FolderRows implements RowSource {
    /** The column of texts that stand in files of their own; they are read when they are asked for. */
    static final String CAPTION = "text";

    private final Path folder;
    private final List<String> columns;
    /** Cells of each row; of a file that is none, nothing but the reason. */
    private final List<String[]> entries = new ArrayList<>();

    private final BitSet problems = new BitSet();

    FolderRows(Path folder, List<String> columns) {
        this.folder = folder;
        this.columns = columns;
    }

    /** A row; its caption by the name of the file. */
    void add(String... cells) {
        entries.add(cells);
    }

    void skip(Path file, String reason) {
        problems.set(entries.size());
        entries.add(new String[] {"'" + name(file) + "' " + reason});
    }

    /** The name of {@code file} as seen from the folder. */
    String name(Path file) {
        return folder.relativize(file).toString().replace('\\', '/');
    }

    boolean isEmpty() {
        return problems.cardinality() == entries.size();
    }

    List<String> columns() {
        return columns;
    }

    @Override
    public Path file() {
        return folder;
    }

    @Override
    public OptionalLong count() {
        return OptionalLong.of(entries.size() - problems.cardinality());
    }

    @Override
    public RowReader rows() {
        int[] next = {0};
        return (rows, skipped) -> {
            if (next[0] == entries.size()) {
                return false;
            }
            read(next[0]++, rows, skipped);
            return true;
        };
    }

    @Override
    public TableRow at(long position) {
        return ReadAgain.row(this, position, (rows, skipped) -> read(Math.toIntExact(position), rows, skipped));
    }

    private void read(int index, Consumer<TableRow> rows, Consumer<SkippedRow> skipped) {
        String[] cells = entries.get(index);
        if (problems.get(index)) {
            skipped.accept(new SkippedRow(index + 1L, cells[0]));
            return;
        }
        Map<String, JsonNode> values = new LinkedHashMap<>();
        for (int i = 0; i < cells.length; i++) {
            String cell = cells[i];
            if (columns.get(i).equals(CAPTION)) {
                try {
                    cell = caption(cells[i]);
                } catch (IOException e) {
                    skipped.accept(new SkippedRow(index + 1L, "'" + cells[i] + "' can't be read as UTF-8 text"));
                    return;
                }
            }
            values.put(columns.get(i), TextNode.valueOf(cell));
        }
        rows.accept(new TableRow(index + 1L, index, values));
    }

    private String caption(String name) throws IOException {
        String text = Files.readString(folder.resolve(name));
        return (text.startsWith("\ufeff") ? text.substring(1) : text).strip();
    }

    @Override
    public String unit() {
        return "file";
    }

    @Override
    public void close() {
        // files are opened one by one
    }
}
