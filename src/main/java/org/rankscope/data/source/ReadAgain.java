package org.rankscope.data.source;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.rankscope.io.RequestException;

/** Reads a row that could be read before; where it can't any longer, the file is another one by now. */
final class ReadAgain {
    private ReadAgain() {}

    static TableRow row(RowSource source, long position, BiConsumer<Consumer<TableRow>, Consumer<SkippedRow>> reading) {
        List<TableRow> found = new ArrayList<>(1);
        reading.accept(found::add, skipped -> {});
        if (found.isEmpty()) {
            throw new RequestException(
                    source.file() + ": has changed since it was opened, there is no row any more where"
                            + " one was (at " + position + "); open it again.");
        }
        return found.get(0);
    }
}
