package org.rankscope.cli;

import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.rankscope.insight.advice.Purpose;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Purposes of an adapter by their names. */
final class PurposeNames implements Iterable<String>, ITypeConverter<Purpose> {
    private static final List<String> NAMES =
            Stream.of(Purpose.values()).map(Purpose::json).toList();

    @Override
    public Iterator<String> iterator() {
        return NAMES.iterator();
    }

    @Override
    public Purpose convert(String name) {
        return Stream.of(Purpose.values())
                .filter(purpose -> purpose.json().equals(name))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException(
                        "expected one of " + String.join(", ", NAMES) + ", found '" + name + "'"));
    }
}
