package org.rankscope.peft;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.rankscope.graph.Tensor;
import org.rankscope.io.RequestException;
import org.rankscope.onnx.OnnxAdapterFile;

/**
 * The updates of a stored LoRA adapter, read without its base model: what the files themselves say. Of DoRA this is the update
 * of the direction, whose length the base weight settles; of AdaLoRA B·diag(E)·A, of the ranks that are left, without the
 * layers that have none.
 *
 * @param config empty for a weights file without an {@value AdapterFiles#CONFIG} beside it; every scaling is 1 then
 * @param baseModel what it was trained on, as written there; empty if not said
 * @param updates in the order of the blocks' numbers, then of the names
 */
public record StoredUpdates(Optional<AdapterConfig> config, String baseModel, List<LowRankUpdate> updates) {
    /** Parts of names by which other kinds of adapters show. */
    private static final Map<String, String> OTHERS = Map.of(
            "ia3_l", "IA3",
            "hada_", "LoHa",
            "lokr_", "LoKr",
            "oft_", "OFT",
            "prompt_embeddings", "prompt or prefix tuning",
            "vera_lambda", "VeRA");

    /** AdaLoRA's E. */
    private static final Pattern SINGULAR_VALUES =
            Pattern.compile("(?:base_model\\.model\\.)?(.+)\\.lora_E(?:\\.[^.]+){0,2}");

    public StoredUpdates {
        updates = List.copyOf(updates);
    }

    /**
     * Reads a PEFT directory, weights that have lost their configuration, or an {@code .onnx_adapter} file.
     *
     * @throws RequestException naming the file and what in it is no low-rank adapter
     */
    public static StoredUpdates read(Path source) {
        Path folder = AdapterFiles.directory(source);
        if (BaseParameters.isIn(source)) {
            throw new RequestException(
                    source + ": this folder holds parameters of the model itself, as 'full' and 'bitfit'"
                            + " leave them, and no factors whose ranks could be shown; measure them with 'rankscope eval"
                            + " --adapter'.");
        }
        AdapterTensors tensors = AdapterTensors.open(source);
        boolean onnx = OnnxAdapterFile.isNamedSo(source);
        if (!onnx && !Files.exists(folder.resolve(AdapterFiles.CONFIG))) {
            return new StoredUpdates(Optional.empty(), "", updates(tensors, Optional.empty()));
        }
        AdapterConfig config = AdapterFiles.readConfig(source);
        if (config.method().knob() != AdapterConfig.Knob.RANK) {
            throw new RequestException(source + ": this is an adapter of the method '"
                    + config.method().json() + "', which adds no product of two factors to a weight; expected LORA or"
                    + " ADALORA as peft_type.");
        }
        return new StoredUpdates(
                Optional.of(config), AdapterFiles.baseModel(source), updates(tensors, Optional.of(config)));
    }

    /** The largest rank in it. */
    public int rank() {
        return updates.stream().mapToInt(LowRankUpdate::rank).max().orElseThrow();
    }

    private static List<LowRankUpdate> updates(AdapterTensors file, Optional<AdapterConfig> config) {
        Path weights = file.file();
        Map<String, String[]> pairs = new LinkedHashMap<>();
        Map<String, String> singular = new HashMap<>();
        for (String name : file.names()) {
            refuseOthers(weights, name);
            Matcher values = SINGULAR_VALUES.matcher(name);
            if (values.matches()) {
                singular.put(values.group(1), name);
            }
            FactorName.of(name).ifPresent(factor -> {
                String[] pair = pairs.computeIfAbsent(factor.module(), module -> new String[2]);
                int place = factor.first() ? 0 : 1;
                if (pair[place] != null) {
                    throw new RequestException(weights + ": tensors '" + pair[place] + "' and '" + name
                            + "' are both the same factor of " + factor.module()
                            + "; expected one adapter in a file.");
                }
                pair[place] = name;
            });
        }
        if (pairs.isEmpty()) {
            throw new RequestException(weights + ": there is no lora_A and lora_B in this file, expected a LoRA adapter"
                    + file.names().stream()
                            .findFirst()
                            .map(name -> " (its first tensor is '" + name + "').")
                            .orElse("; it has no tensors at all."));
        }
        List<LowRankUpdate> updates = new ArrayList<>();
        pairs.forEach((module, pair) -> {
            boolean isEmpty = pair[0] != null && file.shape(pair[0]).elements() == 0;
            if (!isEmpty || !singular.containsKey(module)) {
                updates.add(update(file, module, pair, Optional.ofNullable(singular.get(module)), config));
            }
        });
        updates.sort(Comparator.comparing(LowRankUpdate::module, StoredUpdates::compareNames));
        return updates;
    }

    private static LowRankUpdate update(
            AdapterTensors file,
            String module,
            String[] pair,
            Optional<String> singularValues,
            Optional<AdapterConfig> config) {
        if (pair[0] == null || pair[1] == null) {
            throw new RequestException(file.file() + ": tensor '" + (pair[0] == null ? pair[1] : pair[0])
                    + "' has no partner; expected both lora_A and lora_B of " + module + ".");
        }
        Tensor loraA = value(file, pair[0]);
        Tensor loraB = singularValues
                .map(name -> columnsScaled(value(file, pair[1]), value(file, name), file.file() + ": tensor '" + name))
                .orElseGet(() -> value(file, pair[1]));
        long rank = loraA.shape().rank() < 2 ? 0 : loraA.shape().dim(0);
        LowRankUpdate unscaled;
        try {
            unscaled = new LowRankUpdate(module, 1, loraA, loraB);
        } catch (IllegalArgumentException e) {
            throw new RequestException(file.file() + ": " + e.getMessage(), e);
        }
        if (config.isEmpty()) {
            return unscaled;
        }
        if (config.get().method() == AdapterConfig.Method.ADALORA) {
            return new LowRankUpdate(module, AdaLora.scaling(config.get()), loraA, loraB);
        }
        AdaptedRank stated = new StatedRanks(config.get()).of(module);
        if (stated.rank() != rank) {
            throw new RequestException(file.file() + ": tensor '" + pair[0] + "' has rank " + rank + ", but "
                    + AdapterFiles.CONFIG + " says " + stated.rank()
                    + "; the two files don't belong together.");
        }
        return new LowRankUpdate(module, stated.scaling(), loraA, loraB);
    }

    /** B·diag(E) for E [rank, 1]. */
    private static Tensor columnsScaled(Tensor loraB, Tensor values, String what) {
        float[] numbers = loraB.floats();
        float[] factors = values.floats();
        if (loraB.shape().rank() != 2 || loraB.shape().dim(1) != factors.length) {
            throw new RequestException(what + "' has the shape " + values.shape()
                    + ", expected a number for each column" + " of lora_B " + loraB.shape() + ".");
        }
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] *= factors[i % factors.length];
        }
        return Tensor.ofFloats(loraB.shape(), numbers);
    }

    private static Tensor value(AdapterTensors file, String name) {
        Tensor tensor = file.floats(name);
        for (float number : tensor.floats()) {
            if (!Float.isFinite(number)) {
                throw new RequestException(file.file() + ": tensor '" + name + "' holds " + number
                        + ", so the adapter is damaged or its training diverged.");
            }
        }
        return tensor;
    }

    private static void refuseOthers(Path weights, String name) {
        OTHERS.forEach((part, kind) -> {
            if (name.contains(part)) {
                throw new RequestException(weights + ": tensor '" + name + "' belongs to a " + kind
                        + " adapter; expected LoRA, whose update is a product of two factors and nothing else.");
            }
        });
    }

    /** By the parts between the dots: numbers by their size, the rest by the alphabet. */
    private static int compareNames(String one, String other) {
        String[] left = one.split("\\.");
        String[] right = other.split("\\.");
        for (int i = 0; i < Math.min(left.length, right.length); i++) {
            boolean numbers = left[i].matches("\\d{1,9}") && right[i].matches("\\d{1,9}");
            int order = numbers
                    ? Integer.compare(Integer.parseInt(left[i]), Integer.parseInt(right[i]))
                    : left[i].compareTo(right[i]);
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(left.length, right.length);
    }
}
