package org.rankscope.peft;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.rankscope.io.RequestException;
import org.rankscope.io.StrictJson;
import org.rankscope.model.HeadSpec;
import org.rankscope.model.Task;

/**
 * {@value #FILE} beside an adapter: the head that it was trained under, with its classes in the order of their numbers. An
 * adapter may hold a head of its own, and other data may use other labels, or the same in another order; without this file
 * nobody could say which row of that head is which class. PEFT ignores the file.
 */
public final class AdapterLabels {
    public static final String FILE = "labels.json";

    private AdapterLabels() {}

    private record Stored(
            Task task,
            List<String> labels,
            boolean numbers,
            @JsonProperty("new_head") boolean newHead) {}

    /** Stores {@code head}, whose labels are those of the model that was trained, in the adapter's folder. */
    public static void write(Path adapter, HeadSpec head) throws IOException {
        StrictJson.write(adapter.resolve(FILE), new Stored(head.task(), head.labels(), head.numbers(), head.fresh()));
    }

    /** What the adapter in {@code adapter} was trained for, if a file says so. */
    public static Optional<Task> task(Path adapter) {
        Path file = adapter.resolve(FILE);
        return Files.exists(file) ? Optional.of(stored(file).task()) : Optional.empty();
    }

    private static Stored stored(Path file) {
        return StrictJson.parse(StrictJson.readTree(file).toString(), Stored.class, file.toString());
    }

    /** Takes the file over to another folder, if there is one. */
    public static void copy(Path adapter, Path other) throws IOException {
        if (Files.exists(adapter.resolve(FILE))) {
            Files.copy(adapter.resolve(FILE), other.resolve(FILE));
        }
    }

    /**
     * The head to open the base model with for the adapter in {@code adapter}; empty where nobody stored one.
     *
     * @param stated labels that a person gave, or none
     * @throws RequestException if the adapter was trained for another task, or on other labels than are stated
     */
    public static Optional<HeadSpec> read(Path adapter, Task task, List<String> stated) {
        Path file = adapter.resolve(FILE);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Stored stored = stored(file);
        if (stored.task() != task) {
            throw new RequestException(file + ": this adapter was trained for the task '"
                    + stored.task().json() + "', expected '" + task.json()
                    + "'; name that task, or choose another adapter.");
        } else if (!stated.isEmpty() && !Set.copyOf(stated).equals(Set.copyOf(stored.labels()))) {
            throw new RequestException(file + ": this adapter was trained on the labels "
                    + String.join(", ", stored.labels()) + ", found " + String.join(", ", stated)
                    + "; leave the labels out, and those of the adapter are taken.");
        }
        return Optional.of(new HeadSpec(task, stored.labels(), true, stored.numbers(), stored.newHead()));
    }
}
