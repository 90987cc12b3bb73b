package org.rankscope.model.hf;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.rankscope.io.RequestException;
import org.rankscope.io.StrictJson;
import org.rankscope.safetensors.SafetensorsFile;

/**
 * The tensors in a Hugging Face directory, by the names that they have there. {@code model.safetensors} comes before
 * {@code model.safetensors.index.json}.
 *
 * @param source the file that says which tensors there are
 * @param fileOf which file each tensor lies in
 */
record CheckpointFiles(Path source, Map<String, SafetensorsFile> fileOf) {
    static final String SINGLE = "model.safetensors";
    static final String INDEX = "model.safetensors.index.json";

    /** Opens what {@code dir} holds; throws RequestException where files are missing or broken. */
    static CheckpointFiles open(Path dir) {
        Path single = dir.resolve(SINGLE);
        Path index = dir.resolve(INDEX);
        if (Files.exists(single)) {
            SafetensorsFile file = SafetensorsFile.open(single);
            Map<String, SafetensorsFile> files = new LinkedHashMap<>();
            file.names().forEach(name -> files.put(name, file));
            return new CheckpointFiles(single, files);
        } else if (Files.exists(index)) {
            return new CheckpointFiles(index, shards(dir, index));
        }
        throw new RequestException(dir + ": there is neither " + SINGLE + " nor " + INDEX + " in this folder"
                + (Files.exists(dir.resolve("pytorch_model.bin"))
                        ? "; its pytorch_model.bin must be converted to safetensors first."
                        : "."));
    }

    private static Map<String, SafetensorsFile> shards(Path dir, Path index) {
        JsonNode map = StrictJson.readTree(index).path("weight_map");
        if (!map.isObject() || map.isEmpty()) {
            throw new RequestException(index + ": field 'weight_map' should name the file of each tensor.");
        }
        Map<String, SafetensorsFile> opened = new LinkedHashMap<>();
        Map<String, SafetensorsFile> files = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : map.properties()) {
            String shard = entry.getValue().asText("");
            if (!shard.matches("[^/\\\\:]+\\.safetensors")) {
                throw new RequestException(index + ": tensor '" + entry.getKey() + "' should lie in '" + shard
                        + "', expected a .safetensors file beside the index.");
            }
            SafetensorsFile file = opened.computeIfAbsent(shard, name -> SafetensorsFile.open(dir.resolve(name)));
            if (!file.names().contains(entry.getKey())) {
                throw new RequestException(index + ": tensor '" + entry.getKey() + "' should lie in " + shard
                        + ", which doesn't hold it; fetch the folder anew.");
            }
            files.put(entry.getKey(), file);
        }
        return files;
    }
}
