package org.rankscope.peft;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.rankscope.graph.Tensor;
import org.rankscope.io.RequestException;
import org.rankscope.io.StrictJson;
import org.rankscope.safetensors.SafetensorsFile;
import org.rankscope.safetensors.SafetensorsWriter;

/**
 * An adapter whose updates are ready to be cut to lower ranks.
 *
 * @param <C> how they are cut
 */
public final class CutAdapter<C extends UpdateCut> {
    private final Map<String, C> updates = new LinkedHashMap<>();

    private CutAdapter(List<LowRankUpdate> updates, Function<LowRankUpdate, C> cut) {
        updates.forEach(update -> this.updates.put(update.module(), cut.apply(update)));
    }

    /** To the nearest matrices of a lower rank, see {@link CutUpdate}. */
    public static CutAdapter<CutUpdate> bySvd(List<LowRankUpdate> updates) {
        return new CutAdapter<>(updates, CutUpdate::of);
    }

    /**
     * To what an adapter that was trained for all ranks at once is at a lower one, see {@link TruncatedUpdate}.
     *
     * @param trained the configuration that it was trained with
     */
    public static CutAdapter<TruncatedUpdate> ofDyLora(List<LowRankUpdate> updates, AdapterConfig trained) {
        return new CutAdapter<>(updates, update -> new TruncatedUpdate(update, DyLora.exponent(trained)));
    }

    /** The updates of {@code adapted} layers, by the values of their tensors. */
    public static List<LowRankUpdate> updates(Map<String, Tensor> values, List<AdaptedModule> adapted) {
        return adapted.stream()
                .map(target -> new LowRankUpdate(
                        target.module().name(),
                        target.scaling(),
                        values.get(target.module().name() + "." + AdapterNames.loraA(target)),
                        values.get(target.module().name() + "." + AdapterNames.loraB(target))))
                .toList();
    }

    public List<C> updates() {
        return List.copyOf(updates.values());
    }

    /** Trained numbers of the updates when cut to {@code rank}. */
    public long parametersAt(int rank) {
        return updates.values().stream()
                .mapToLong(cut -> cut.rankAt(rank) * cut.update().parametersPerRank())
                .sum();
    }

    /**
     * {@code values} of the whole adapter, by this program's names, with the updates cut to {@code rank} and filled up with
     * zeros to their old shapes; of rank 0 nothing is left of them. Biases and layers trained whole stay as they are.
     */
    public Map<String, Tensor> padded(Map<String, Tensor> values, int rank) {
        Map<String, LowRankUpdate> padded = new LinkedHashMap<>();
        updates.forEach((module, cut) -> padded.put(module, cut.padded(rank)));
        Map<String, Tensor> result = new LinkedHashMap<>(values);
        result.replaceAll((name, value) -> FactorName.of(name)
                .filter(factor -> padded.containsKey(factor.module()))
                .map(factor -> factor.of(padded.get(factor.module())))
                .orElse(value));
        return result;
    }

    /**
     * Writes the adapter in {@code source}, a PEFT directory that this one was read from, to {@code target} with its updates
     * cut to {@code rank}. Ranks and alphas in the configuration follow; every other field and tensor is kept.
     */
    public void write(Path source, int rank, Path target) throws IOException {
        if (Files.exists(target) && Files.isSameFile(source, target)) {
            throw new RequestException(target + ": the cut adapter would replace the adapter itself; choose another.");
        }
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        SafetensorsFile file = SafetensorsFile.open(AdapterTensors.weights(source));
        Map<String, LowRankUpdate> cuts = new LinkedHashMap<>();
        updates.forEach((module, update) -> cuts.put(module, update.at(rank)));
        for (String name : file.names()) {
            tensors.put(
                    name,
                    FactorName.of(name)
                            .map(factor -> factor.of(cuts.get(factor.module())))
                            .orElseGet(() -> file.tensor(name)));
        }
        ObjectNode config = (ObjectNode) AdapterFiles.readJson(source);
        RankPatterns patterns = RankPatterns.of(
                List.copyOf(cuts.values()),
                rank,
                cuts.values().stream().collect(Collectors.toMap(LowRankUpdate::module, LowRankUpdate::rank)),
                config.path("use_rslora").asBoolean());
        config.setAll((ObjectNode) StrictJson.mapper().valueToTree(patterns));
        SafetensorsWriter.write(target.resolve(AdapterFiles.WEIGHTS), tensors, file.metadata());
        StrictJson.write(target.resolve(AdapterFiles.CONFIG), config);
    }
}
