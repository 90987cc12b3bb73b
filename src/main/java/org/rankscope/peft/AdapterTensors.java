package org.rankscope.peft;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.rankscope.graph.DType;
import org.rankscope.graph.HalfNumbers;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.io.RequestException;
import org.rankscope.onnx.OnnxAdapterFile;
import org.rankscope.safetensors.SafetensorsFile;

/**
 * The tensors of a stored adapter, whichever kind of file they lie in: by the names of that file, in the layout of PEFT's.
 *
 * @param file where they lie
 */
record AdapterTensors(Path file, Map<String, Entry> entries) {
    private static final Set<DType> FLOATING = EnumSet.of(DType.FLOAT, DType.FLOAT16, DType.BFLOAT16);
    private static final String SAFETENSORS = ".safetensors";

    /** A tensor whose numbers are read when they are asked for. */
    record Entry(Supplier<DType> dtype, Shape shape, Supplier<Tensor> numbers) {}

    /** Whether {@code adapter} is a file with tensors and nothing else. */
    static boolean isFile(Path adapter) {
        return Files.isRegularFile(adapter)
                && (OnnxAdapterFile.isNamedSo(adapter) || adapter.toString().endsWith(SAFETENSORS));
    }

    /**
     * Opens what {@code adapter} holds.
     *
     * @param adapter a PEFT directory, a folder with a single weights file of any name, such a file, or an {@code
     *     .onnx_adapter} file
     */
    static AdapterTensors open(Path adapter) {
        Map<String, Entry> entries = new LinkedHashMap<>();
        if (OnnxAdapterFile.isNamedSo(adapter)) {
            OnnxAdapterFile.read(adapter).forEach((name, stored) -> {
                boolean matrix =
                        FactorName.of(name).isPresent() && stored.shape().rank() == 2;
                Tensor tensor = matrix ? stored.transposed() : stored;
                entries.put(name, new Entry(tensor::dtype, tensor.shape(), () -> tensor));
            });
            return new AdapterTensors(adapter, entries);
        }
        SafetensorsFile file = SafetensorsFile.open(weights(adapter));
        file.names()
                .forEach(name -> entries.put(
                        name, new Entry(() -> file.dtype(name), file.shape(name), () -> file.tensor(name))));
        return new AdapterTensors(file.path(), entries);
    }

    /** The weights file of a PEFT directory, or the only one of a folder that calls it otherwise. */
    static Path weights(Path adapter) {
        if (isFile(adapter)) {
            return adapter;
        }
        Path usual = adapter.resolve(AdapterFiles.WEIGHTS);
        if (Files.exists(usual)) {
            return usual;
        }
        List<Path> others = List.of();
        if (Files.isDirectory(adapter)) {
            try (Stream<Path> files = Files.list(adapter)) {
                others = files.filter(file -> file.toString().endsWith(SAFETENSORS))
                        .sorted()
                        .toList();
            } catch (IOException e) {
                throw new RequestException(adapter + ": can't be read (" + e.getMessage() + ").", e);
            }
        }
        if (others.size() != 1) {
            throw new RequestException(adapter + ": there is no " + AdapterFiles.WEIGHTS + " in this folder"
                    + (Files.exists(adapter.resolve("adapter_model.bin"))
                            ? "; its adapter_model.bin must be saved as safetensors first."
                            : "."));
        }
        return others.get(0);
    }

    Set<String> names() {
        return entries.keySet();
    }

    Shape shape(String name) {
        return entries.get(name).shape();
    }

    /** The types that tensors are stored in. */
    Set<DType> dtypes() {
        return entries.values().stream().map(entry -> entry.dtype().get()).collect(Collectors.toSet());
    }

    /** The tensor as it is stored. */
    Tensor tensor(String name) {
        return entries.get(name).numbers().get();
    }

    /** The tensor as FLOAT; a RequestException names one that holds no such numbers. */
    Tensor floats(String name) {
        DType dtype = entries.get(name).dtype().get();
        if (!FLOATING.contains(dtype)) {
            throw new RequestException(
                    file + ": tensor '" + name + "' is stored as " + dtype + ", expected one of " + FLOATING + ".");
        }
        return HalfNumbers.widened(tensor(name));
    }
}
