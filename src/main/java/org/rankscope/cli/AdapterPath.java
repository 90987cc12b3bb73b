package org.rankscope.cli;

import java.nio.file.Path;
import org.rankscope.study.TrainedAdapter;
import picocli.CommandLine.ITypeConverter;

/** Where an adapter lies; the folder of a trial stands for the adapter in it. */
final class AdapterPath implements ITypeConverter<Path> {
    @Override
    public Path convert(String text) {
        return TrainedAdapter.in(Path.of(text));
    }
}
