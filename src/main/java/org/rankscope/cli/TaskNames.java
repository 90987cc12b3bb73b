package org.rankscope.cli;

import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.rankscope.model.Task;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Tasks by the names that they have in specifications. */
final class TaskNames implements Iterable<String>, ITypeConverter<Task> {
    private static final List<String> NAMES =
            Stream.of(Task.values()).map(Task::json).toList();

    @Override
    public Iterator<String> iterator() {
        return NAMES.iterator();
    }

    @Override
    public Task convert(String name) {
        return Stream.of(Task.values())
                .filter(task -> task.json().equals(name))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException(
                        "expected one of " + String.join(", ", NAMES) + ", found '" + name + "'"));
    }
}
