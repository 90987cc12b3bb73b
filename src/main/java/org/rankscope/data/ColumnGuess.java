package org.rankscope.data;

import java.util.List;
import org.rankscope.data.source.Table;
import org.rankscope.model.Task;

record ColumnGuess(Columns columns) {
    static ColumnGuess of(Table t, Task task, DataSpec spec) {
        List<String> c = t.columns();
        Columns s = spec.columns();
        boolean pc = c.contains("prompt") && c.contains("completion") && !c.contains(spec.textColumn());
        String label = s.label() != null
                ? s.label()
                : c.contains("label") ? "label" : c.contains("category") ? "category" : null;
        return new ColumnGuess(new Columns(
                pc ? null : s.text() != null ? s.text() : spec.textColumn(),
                s.textPair(),
                pc ? "prompt" : s.prompt(),
                pc ? "completion" : s.completion(),
                s.messages(),
                label,
                s.tokens(),
                s.tags(),
                s.image(),
                s.mask(),
                s.group()));
    }
}
