package org.rankscope.peft;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * {@code BOTTLENECK} of the LLM-Adapters fork of PEFT (Hu et al. 2023, arXiv 2304.01933): its fields and its names of
 * tensors. There is nothing of the kind in PEFT 0.21. The fork has no biases and puts some adapters before a layer, so that
 * its own files lack tensors that are asked for here, and are refused by their names.
 */
final class BottleneckFormat implements PeftFormat {
    /** A field of this program's own: the fork knows adapters as {@link Placement#HOULSBY} has them, and where it is left out. */
    private static final String PLACEMENT = "placement";

    /** {@code bias} of the layers that have an adapter. */
    private static final String ADAPTER_ONLY = "adapter_only";

    @Override
    public String type() {
        return "BOTTLENECK";
    }

    @Override
    public boolean holds(AdapterConfig config) {
        return config.method() == AdapterConfig.Method.BOTTLENECK;
    }

    /** The layer itself has the adapter as a part. */
    @Override
    public boolean wrapsLayers() {
        return false;
    }

    @Override
    public Set<String> read() {
        return Set.of(
                "adapter_dropout",
                "bias",
                "bottleneck_size",
                "modules_to_save",
                "non_linearity",
                PLACEMENT,
                "scaling",
                "target_modules");
    }

    @Override
    public Set<String> withoutEffect() {
        return Set.of("init_weights");
    }

    @Override
    public AdapterConfig parse(PeftFields fields) {
        if (fields.number("scaling", 1) != 1) {
            throw fields.wrong("scaling", "is not supported", "expected 1");
        }
        return AdapterConfigBuilder.builder()
                .method(AdapterConfig.Method.BOTTLENECK)
                .bottleneckSize(fields.integer("bottleneck_size", AdapterConfig.DEFAULT_BOTTLENECK))
                .placement(placement(fields))
                .nonLinearity(fields.text("non_linearity", NonLinearity.RELU.json()))
                .loraDropout(fields.probability("adapter_dropout"))
                .bias(fields.bias(ADAPTER_ONLY))
                .targetModules(fields.targets("target_modules"))
                .modulesToSave(fields.names("modules_to_save"))
                .build();
    }

    private static Placement placement(PeftFields fields) {
        String text = fields.text(PLACEMENT, Placement.HOULSBY.json());
        return Stream.of(Placement.values())
                .filter(placement -> placement.json().equals(text))
                .findFirst()
                .orElseThrow(() -> fields.wrong(PLACEMENT, "is unknown", "expected houlsby or pfeiffer"));
    }

    @Override
    public void write(Map<String, Object> json, AdapterConfig config, List<AdaptedModule> adapted) {
        json.put("adapter_dropout", config.loraDropout());
        json.put("bias", PeftFields.word(config.bias(), ADAPTER_ONLY));
        json.put("bottleneck_size", config.capacity());
        json.put("init_weights", "mam_adapter");
        json.put("non_linearity", NonLinearity.of(config).json());
        if (Placement.of(config) != Placement.HOULSBY) {
            json.put(PLACEMENT, Placement.of(config).json());
        }
        json.put("scaling", 1.0);
        json.put("target_modules", PeftConfigJson.writtenWithoutBlocks(config, adapted));
        json.put("use_parallel_adapter", false);
    }
}
