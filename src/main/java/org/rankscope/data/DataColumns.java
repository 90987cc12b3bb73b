package org.rankscope.data;

import java.nio.file.Path;
import java.util.List;
import org.rankscope.data.source.Table;
import org.rankscope.data.source.Tables;
import org.rankscope.model.Task;

/**
 * The columns of a data file and what a task makes of them, from the head of the file.
 *
 * @param names of the file; none of running text
 * @param read those that the task learns from
 * @param sentences why these, one for each guess
 */
public record DataColumns(List<String> names, Columns read, List<String> sentences) {
    public DataColumns {
        names = List.copyOf(names);
        sentences = List.copyOf(sentences);
    }

    /** The names alone; none of running text. */
    static List<String> names(Path file) {
        if (Tables.isRunningText(file)) {
            return List.of();
        }
        try (Table table = Tables.open(file)) {
            return table.columns();
        }
    }

    /** Throws RequestException where a column that {@code given} names is not there, or one that is needed can't be told. */
    static DataColumns of(Path file, Task task, Columns given) {
        if (task == Task.CAUSAL_LM && Tables.isRunningText(file)) {
            return new DataColumns(List.of(), Columns.GUESSED, List.of());
        }
        try (Table table = Tables.open(file)) {
            ColumnGuess guess = ColumnGuess.of(table, task, given);
            return new DataColumns(table.columns(), guess.columns(), guess.sentences());
        }
    }
}
