package org.rankscope.cli;

import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.rankscope.model.Precision;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Precisions by the names that they have in specifications. */
final class PrecisionNames implements Iterable<String>, ITypeConverter<Precision> {
    private static final List<String> NAMES =
            Stream.of(Precision.values()).map(Precision::json).toList();

    @Override
    public Iterator<String> iterator() {
        return NAMES.iterator();
    }

    @Override
    public Precision convert(String name) {
        return Stream.of(Precision.values())
                .filter(precision -> precision.json().equals(name))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException(
                        "expected one of " + String.join(", ", NAMES) + ", found '" + name + "'"));
    }
}
