package org.rankscope.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.rankscope.data.source.SkippedRow;
import org.rankscope.data.source.Table;
import org.rankscope.data.source.TableRow;
import org.rankscope.io.RequestException;

/**
 * What is kept of each row of a table that is of use, so that rows can be shuffled, split and read again without being
 * held: 24 bytes, 8 more for a class, and 8 for a group. Rows are counted from 0 in the order of the file.
 */
final class RowIndex {
    /** The class of a row that has none. */
    static final int NO_CLASS = -1;
    /** The group of a row that has none. */
    static final long NO_GROUP = 0;

    private final LongList positions = new LongList();
    private final LongList numbers = new LongList();
    private final LongList fingerprints = new LongList();
    private final LongList classes = new LongList();
    private final LongList groups = new LongList();
    private final ClassNames names;
    private final SkippedRows skipped;

    private RowIndex() {
        this(new ClassNames(), new SkippedRows());
    }

    private RowIndex(ClassNames names, SkippedRows skipped) {
        this.names = names;
        this.skipped = skipped;
    }

    /** Goes through {@code table} once; throws RequestException where no row is of use. */
    static RowIndex of(Table table, RowNeeds needs) {
        return of(table, needs, row -> Optional.empty());
    }

    /**
     * Goes through {@code table} once; throws RequestException where no row is of use.
     *
     * @param check says why a row that has all values can't be used, if that is so; sees each of them once, in order
     */
    static RowIndex of(Table table, RowNeeds needs, Function<TableRow, Optional<String>> check) {
        RowIndex index = new RowIndex();
        table.forEach(
                row -> {
                    RowKey key = RowKey.of(table, row, needs);
                    Optional<String> problem = key.problem().or(() -> check.apply(row));
                    if (problem.isPresent()) {
                        index.skipped.add(new SkippedRow(row.number(), problem.get()));
                    } else {
                        index.add(row, key, needs);
                    }
                },
                index.skipped::add);
        index.names.finish();
        if (index.count() == 0) {
            throw new RequestException(table.file() + ": no row can be used"
                    + index.skipped.reasons().stream()
                            .findFirst()
                            .map(reason -> ": each " + reason.sentence())
                            .orElse("")
                    + ".");
        }
        return index;
    }

    /** An index of nothing but what decides about a split. */
    static RowIndex of(long[] fingerprints, int[] classes, long[] groups) {
        RowIndex index = new RowIndex();
        for (int i = 0; i < fingerprints.length; i++) {
            index.fingerprints.add(fingerprints[i]);
            if (classes.length > 0) {
                index.classes.add(index.names.add("", IntNode.valueOf(classes[i])));
            }
            if (groups.length > 0) {
                index.groups.add(groups[i]);
            }
        }
        index.names.finish();
        return index;
    }

    private void add(TableRow row, RowKey key, RowNeeds needs) {
        if (needs.classes() != null) {
            JsonNode value = row.values().get(needs.classes());
            if (value.isArray()) {
                value.forEach(each -> names.add(needs.classes(), each));
            } else {
                classes.add(names.add(needs.classes(), value));
            }
        }
        if (needs.group() != null) {
            groups.add(key.group());
        }
        positions.add(row.position());
        numbers.add(row.number());
        fingerprints.add(key.fingerprint());
    }

    /** The index of some of its rows. */
    RowIndex keeping(int[] rows) {
        RowIndex kept = new RowIndex(names, skipped);
        for (int row : rows) {
            kept.positions.add(positions.get(row));
            kept.numbers.add(numbers.get(row));
            kept.fingerprints.add(fingerprints.get(row));
            if (hasClasses()) {
                kept.classes.add(classes.get(row));
            }
            if (hasGroups()) {
                kept.groups.add(groups.get(row));
            }
        }
        return kept;
    }

    /** Rows that are of use. */
    int count() {
        return fingerprints.size();
    }

    /** As {@link TableRow#position}. */
    long position(int row) {
        return positions.get(row);
    }

    /** As {@link TableRow#number}. */
    long number(int row) {
        return numbers.get(row);
    }

    /** The same for rows that are the same to the task. */
    long fingerprint(int row) {
        return fingerprints.get(row);
    }

    /** The place of its class in {@link #classes}, or {@link #NO_CLASS}. */
    int classOf(int row) {
        return hasClasses() ? names.place((int) classes.get(row)) : NO_CLASS;
    }

    /** The same for rows of one group, or {@link #NO_GROUP}. */
    long group(int row) {
        return hasGroups() ? groups.get(row) : NO_GROUP;
    }

    /** Whether every row has one class. */
    boolean hasClasses() {
        return classes.size() > 0;
    }

    boolean hasGroups() {
        return groups.size() > 0;
    }

    /** Classes of rows, or of their words, that occur: numbers in their order, then words in theirs. */
    List<String> classes() {
        return names.names();
    }

    /** How often each of {@link #classes} occurs. */
    long[] classCounts() {
        return names.counts();
    }

    /** Rows that are the same as an earlier one. */
    long duplicates() {
        return count() - fingerprints.distinct().length;
    }

    /** Rows of which {@code other} has the same. */
    long alsoIn(RowIndex other) {
        long[] sorted = other.fingerprints.distinct();
        long both = 0;
        for (int row = 0; row < count(); row++) {
            both += SortedLongs.contains(sorted, fingerprint(row)) ? 1 : 0;
        }
        return both;
    }

    SkippedRows skipped() {
        return skipped;
    }
}
