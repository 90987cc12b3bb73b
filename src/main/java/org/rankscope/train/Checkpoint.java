package org.rankscope.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.io.RequestException;
import org.rankscope.safetensors.SafetensorsFile;
import org.rankscope.safetensors.SafetensorsWriter;

/**
 * All that a run needs to go on: what goes from step to step, and the best of it so far. The sampler's position and the
 * dropout masks follow from the step.
 *
 * @param step optimiser steps done
 * @param elapsedMillis spent so far
 * @param peakMemoryBytes the most in memory so far, where the run takes place
 * @param states {@link TrainingStates} by name
 * @param best empty before the first evaluation
 */
record Checkpoint(
        int step, long elapsedMillis, long peakMemoryBytes, Map<String, Tensor> states, Optional<BestSoFar.Best> best) {
    /** Files that are kept: the newest, and those before it in case that it is broken. */
    private static final int GENERATIONS = 2;

    private static final String PREFIX = "step-";
    private static final String SUFFIX = ".safetensors";

    /** What the best θ is called in the file; the best of other states stand behind it and a slash. */
    private static final String BEST = "best";

    private static final String OF_BEST = BEST + "/";

    private static final List<String> EVERYWHERE = List.of(TrainingStates.THETA, "m", "v", BEST);

    /**
     * Writes this into {@code folder}, then removes all but it and the last one before it: also files of later steps, which
     * can only be there because they could not be read.
     */
    void write(Path folder) throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>(states);
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("step", String.valueOf(step));
        metadata.put("elapsed_ms", String.valueOf(elapsedMillis));
        metadata.put("peak_memory_bytes", String.valueOf(peakMemoryBytes));
        best.ifPresent(kept -> {
            kept.states().forEach((name, value) -> tensors.put(nameOfBest(name), value));
            metadata.put("best_step", String.valueOf(kept.step()));
            metadata.put("best_loss", String.valueOf(kept.loss()));
        });
        metadata.put("crc32c", checksum(tensors));
        Path written = folder.resolve(String.format("%s%08d%s", PREFIX, step, SUFFIX));
        SafetensorsWriter.write(written, tensors, metadata);
        List<Path> files = newestFirst(folder);
        int here = files.indexOf(written);
        for (int i = 0; i < files.size(); i++) {
            if (i < here || i >= here + GENERATIONS) {
                Files.deleteIfExists(files.get(i));
            }
        }
    }

    /** The newest readable checkpoint whose states have these {@code shapes}; empty if there is none. */
    static Optional<Checkpoint> newest(Path folder, Map<String, Shape> shapes) {
        for (Path file : newestFirst(folder)) {
            try {
                Checkpoint checkpoint = read(file);
                Map<String, Shape> found = new LinkedHashMap<>();
                checkpoint.states().forEach((name, value) -> found.put(name, value.shape()));
                if (found.equals(shapes)) {
                    return Optional.of(checkpoint);
                }
            } catch (RequestException | NumberFormatException e) {
                System.getLogger(Checkpoint.class.getName())
                        .log(System.Logger.Level.WARNING, "Skipped a broken checkpoint: " + e.getMessage());
            }
        }
        return Optional.empty();
    }

    private static Checkpoint read(Path path) {
        SafetensorsFile file = SafetensorsFile.open(path);
        Map<String, String> metadata = file.metadata();
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        file.names().forEach(name -> tensors.put(name, file.tensor(name).copy()));
        if (!checksum(tensors).equals(metadata.get("crc32c"))) {
            throw new RequestException(path + ": its numbers are not those that were written.");
        }
        Map<String, Tensor> states = new LinkedHashMap<>();
        Map<String, Tensor> ofBest = new LinkedHashMap<>();
        tensors.forEach((name, value) -> {
            if (name.equals(BEST) || name.startsWith(OF_BEST)) {
                ofBest.put(name.equals(BEST) ? TrainingStates.THETA : name.substring(OF_BEST.length()), value);
            } else {
                states.put(name, value);
            }
        });
        // Older versions stored the present θ where there was no best one.
        double bestLoss = Double.parseDouble(metadata.getOrDefault("best_loss", "Infinity"));
        return new Checkpoint(
                Integer.parseInt(metadata.getOrDefault("step", "")),
                Long.parseLong(metadata.getOrDefault("elapsed_ms", "")),
                Long.parseLong(metadata.getOrDefault("peak_memory_bytes", "")),
                states,
                Double.isInfinite(bestLoss)
                        ? Optional.empty()
                        : Optional.of(new BestSoFar.Best(
                                Integer.parseInt(metadata.getOrDefault("best_step", "")), bestLoss, ofBest)));
    }

    private static String nameOfBest(String state) {
        return state.equals(TrainingStates.THETA) ? BEST : OF_BEST + state;
    }

    /** Over the tensors that every run has, in their old order, then over the others by the alphabet. */
    private static String checksum(Map<String, Tensor> tensors) {
        CRC32C checksum = new CRC32C();
        Set<String> order = new LinkedHashSet<>(EVERYWHERE);
        order.addAll(new TreeSet<>(tensors.keySet()));
        order.stream()
                .filter(tensors::containsKey)
                .forEach(name -> checksum.update(tensors.get(name).data().duplicate()));
        return Long.toHexString(checksum.getValue());
    }

    private static List<Path> newestFirst(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().matches(PREFIX + "\\d+\\" + SUFFIX))
                    .sorted(Comparator.comparing(
                                    (Path file) -> file.getFileName().toString())
                            .reversed())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
