package org.rankscope.model.hf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.rankscope.graph.Tensor;
import org.rankscope.io.StrictJson;
import org.rankscope.safetensors.SafetensorsFile;
import org.rankscope.safetensors.SafetensorsWriter;

/**
 * Copies a Hugging Face directory with other values for some tensors, file by file: what does not change keeps its bytes and
 * its type, and a checkpoint in shards stays in shards. Weights in other formats would no longer be those of this model, and
 * are left behind.
 */
record CheckpointCopy(Path directory, CheckpointFiles files) {
    /** Files that hold weights, or say where they are. */
    private static final Pattern WEIGHTS =
            Pattern.compile(".*\\.(safetensors|bin|pt|pth|ckpt|h5|msgpack|gguf|onnx|onnx_data|data)"
                    + "|.*\\.index\\.json|config\\.json");

    /**
     * Writes everything but {@code config.json}.
     *
     * @param changed by the names that tensors have in the copy; those that the checkpoint lacks are added to its last file
     * @param prefix what is put in front of the names of tensors that are there
     */
    void write(Path target, Map<String, Tensor> changed, String prefix) throws IOException {
        copyOthers(target);
        Map<SafetensorsFile, List<String>> shards = new LinkedHashMap<>();
        files.fileOf().forEach((name, file) -> shards.computeIfAbsent(file, key -> new ArrayList<>())
                .add(name));
        Map<String, Tensor> left = new LinkedHashMap<>(changed);
        Map<String, String> places = new TreeMap<>();
        long bytes = 0;
        int index = 0;
        for (Map.Entry<SafetensorsFile, List<String>> shard : shards.entrySet()) {
            SafetensorsFile file = shard.getKey();
            Map<String, Tensor> tensors = new HashMap<>();
            for (String name : shard.getValue()) {
                Tensor other = left.remove(name);
                tensors.put(
                        changed.containsKey(name) ? name : prefix + name, other == null ? file.tensor(name) : other);
            }
            if (++index == shards.size()) {
                tensors.putAll(left);
            }
            String shardName = file.path().getFileName().toString();
            SafetensorsWriter.write(target.resolve(shardName), tensors, file.metadata());
            tensors.keySet().forEach(name -> places.put(name, shardName));
            bytes += tensors.values().stream()
                    .mapToLong(tensor -> tensor.data().remaining())
                    .sum();
        }
        if (files.source().endsWith(CheckpointFiles.INDEX)) {
            writeIndex(target, places, bytes);
        }
    }

    private void writeIndex(Path target, Map<String, String> places, long bytes) throws IOException {
        ObjectNode index = (ObjectNode) StrictJson.readTree(files.source());
        index.withObject("/metadata").put("total_size", bytes);
        index.set("weight_map", StrictJson.mapper().valueToTree(places));
        StrictJson.write(target.resolve(CheckpointFiles.INDEX), index);
    }

    /** Tokenizer, settings of images and of generation, licence: whatever lies there and holds no weights. */
    private void copyOthers(Path target) throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                String name = file.getFileName().toString();
                if (!WEIGHTS.matcher(name).matches() && !name.startsWith(".")) {
                    Files.copy(file, target.resolve(name));
                }
            }
        }
    }
}
