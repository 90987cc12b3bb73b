package org.rankscope.data;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.rankscope.data.chat.KnownTemplate;
import org.rankscope.data.source.Tables;
import org.rankscope.model.Task;

/** The page about data names what the program knows. */
class DataPageTest {
    @Test
    void thePageListsWhatIsGuessed() throws IOException {
        for (ColumnRole role : ColumnRole.values()) {
            if (!role.names().isEmpty()) {
                assertSaid("| " + described(role) + " | " + String.join(", ", role.names()) + " |");
            }
        }
        assertSaid("is to be said: " + pairs(ColumnPairs.ANSWERS) + ".");
        assertSaid("is applied to: " + String.join(", ", ColumnPairs.CONTEXTS) + ".");
        assertSaid("to be compared: " + pairs(ColumnPairs.TEXTS) + ".");
        assertSaid("Templates by name: " + String.join(", ", KnownTemplate.allNames()) + ";");
        for (Task task : Task.values()) {
            assertSaid("| `" + task.json() + "` |");
        }
    }

    @Test
    void thePageStatesTheSizesThatCount() throws IOException {
        assertSaid("Of a table of more than " + (Tables.USED_BYTES >> 20) + " MiB rows");
        assertSaid("the first " + (RunningText.USED_BYTES >> 20) + " MiB");
        assertSaid(String.format(
                Locale.ROOT, "Above %,d rows, or %,d images", MeasuredTable.MOST_ROWS, MeasuredTable.MOST_IMAGES));
    }

    private static String described(ColumnRole role) {
        return role == ColumnRole.CAPTION ? "`text` of an image" : "`" + role.field() + "`";
    }

    private static String pairs(List<ColumnPairs> pairs) {
        return pairs.stream().map(pair -> pair.first() + "/" + pair.second()).collect(Collectors.joining(", "));
    }

    /** Wherever lines break. */
    private static void assertSaid(String words) throws IOException {
        String page = Files.readString(Path.of("docs/data.md")).replaceAll("\\s+", " ");
        assertTrue(page.contains(words), "docs/data.md lacks: " + words);
    }
}
