package org.rankscope.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.io.RequestException;
import org.rankscope.safetensors.SafetensorsFile;
import org.rankscope.safetensors.SafetensorsWriter;

/**
 * All that a run needs to go on: the optimiser's state after a step, and the best θ so far. The sampler's position and the
 * dropout masks follow from the step.
 *
 * @param step optimiser steps done
 * @param elapsedMillis spent so far
 * @param bestStep step of the lowest evaluation loss
 * @param bestLoss nats per token; infinite before the first evaluation
 * @param peakMemoryBytes resident-set high-water mark so far
 */
record Checkpoint(
        int step,
        long elapsedMillis,
        Tensor theta,
        Tensor m,
        Tensor v,
        Tensor best,
        int bestStep,
        double bestLoss,
        long peakMemoryBytes) {
    /** Files that are kept: the newest, and those before it in case that it is broken. */
    private static final int GENERATIONS = 2;

    private static final List<String> TENSORS = List.of("theta", "m", "v", "best");

    private static final String PREFIX = "step-";
    private static final String SUFFIX = ".safetensors";

    /**
     * Writes this into {@code folder}, then removes all but it and the last one before it: also files of later steps, which
     * can only be there because they could not be read.
     */
    void write(Path folder) throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("theta", theta);
        tensors.put("m", m);
        tensors.put("v", v);
        tensors.put("best", best);
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("step", String.valueOf(step));
        metadata.put("elapsed_ms", String.valueOf(elapsedMillis));
        metadata.put("best_step", String.valueOf(bestStep));
        metadata.put("best_loss", String.valueOf(bestLoss));
        metadata.put("peak_memory_bytes", String.valueOf(peakMemoryBytes));
        metadata.put("crc32c", checksum(tensors.values()));
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

    /** The newest readable checkpoint for vectors of {@code shape}; empty if there is none. */
    static Optional<Checkpoint> newest(Path folder, Shape shape) {
        for (Path file : newestFirst(folder)) {
            try {
                Checkpoint checkpoint = read(file);
                if (checkpoint.theta.shape().equals(shape)) {
                    return Optional.of(checkpoint);
                }
            } catch (RequestException | NumberFormatException e) {
                System.getLogger(Checkpoint.class.getName())
                        .log(System.Logger.Level.WARNING, "Skipped a broken checkpoint: " + e.getMessage());
            }
        }
        return Optional.empty();
    }

    /** The best evaluated step; empty where none was evaluated yet. */
    Optional<BestSoFar.Best> bestSoFar() {
        return bestLoss == Double.POSITIVE_INFINITY
                ? Optional.empty()
                : Optional.of(new BestSoFar.Best(bestStep, bestLoss, best));
    }

    private static Checkpoint read(Path path) {
        SafetensorsFile file = SafetensorsFile.open(path);
        Map<String, String> metadata = file.metadata();
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        TENSORS.forEach(name -> tensors.put(name, file.tensor(name).copy()));
        if (!checksum(tensors.values()).equals(metadata.get("crc32c"))) {
            throw new RequestException(path + ": its numbers are not those that were written.");
        }
        return new Checkpoint(
                Integer.parseInt(metadata.getOrDefault("step", "")),
                Long.parseLong(metadata.getOrDefault("elapsed_ms", "")),
                tensors.get("theta"),
                tensors.get("m"),
                tensors.get("v"),
                tensors.get("best"),
                Integer.parseInt(metadata.getOrDefault("best_step", "")),
                Double.parseDouble(metadata.getOrDefault("best_loss", "")),
                Long.parseLong(metadata.getOrDefault("peak_memory_bytes", "")));
    }

    private static String checksum(Collection<Tensor> tensors) {
        CRC32C checksum = new CRC32C();
        tensors.forEach(tensor -> checksum.update(tensor.data().duplicate()));
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
