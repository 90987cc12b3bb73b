package org.rankscope.peft;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code ADALORA}; {@code rank_pattern} says there which of the {@code init_r} ranks of each layer are left. */
final class AdaLoraFormat implements PeftFormat {
    /** PEFT's own defaults, for fields that a file leaves out. */
    private static final int TARGET_R = 8;

    private static final int INIT_R = 12;

    private final LoraFormat shared = new LoraFormat();

    @Override
    public String type() {
        return "ADALORA";
    }

    @Override
    public boolean holds(AdapterConfig config) {
        return config.method() == AdapterConfig.Method.ADALORA;
    }

    @Override
    public Set<String> read() {
        return Set.of(
                "beta1",
                "beta2",
                "bias",
                "deltaT",
                "init_r",
                "layers_to_transform",
                "lora_alpha",
                "lora_dropout",
                "modules_to_save",
                "orth_reg_weight",
                "rank_pattern",
                "target_modules",
                "target_r",
                "tfinal",
                "tinit",
                "total_step");
    }

    /** Those of LoRA; {@code r} is not looked at by PEFT. */
    @Override
    public Set<String> withoutEffect() {
        return Stream.concat(shared.withoutEffect().stream(), Stream.of("r")).collect(Collectors.toSet());
    }

    @Override
    public AdapterConfig parse(PeftFields fields) {
        Map<String, List<Boolean>> kept = fields.flagLists("rank_pattern");
        int initial = fields.integer("init_r", INIT_R);
        kept.forEach((name, ranks) -> {
            if (!name.endsWith("." + AdaLora.E) || ranks.size() != initial) {
                throw fields.wrong(
                        "rank_pattern",
                        "does not fit for '" + name + "'",
                        "expected names that end in ." + AdaLora.E + ", with init_r = " + initial
                                + " times true or false each");
            }
        });
        return LoraFormat.common(fields)
                .method(AdapterConfig.Method.ADALORA)
                .r(fields.integer("target_r", TARGET_R))
                .initR(initial)
                .tinit(fields.integer("tinit", 0))
                .tfinal(fields.integer("tfinal", 0))
                .deltaT(fields.integer("deltaT", 1))
                .beta1(fields.number("beta1", AdaLora.BETA))
                .beta2(fields.number("beta2", AdaLora.BETA))
                .orthRegWeight(fields.number("orth_reg_weight", AdaLora.ORTHOGONALITY))
                .totalStep(PeftFields.isNeutral(fields.node("total_step")) ? null : fields.integer("total_step", 0))
                .keptRanks(kept.isEmpty() ? null : kept)
                .build();
    }

    /** A run of one step stands where none is known: PEFT does not load an adapter without. */
    @Override
    public void write(Map<String, Object> json, AdapterConfig config, List<AdaptedModule> adapted) {
        AdapterConfig settled = AdaLoraSchedule.settled(config, 1);
        shared.write(json, settled, adapted);
        json.put("r", AdapterConfig.DEFAULT_R);
        json.put("target_r", settled.r());
        json.put("init_r", settled.initR());
        json.put("tinit", settled.tinit());
        json.put("tfinal", settled.tfinal());
        json.put("deltaT", settled.deltaT());
        json.put("beta1", settled.beta1());
        json.put("beta2", settled.beta2());
        json.put("orth_reg_weight", settled.orthRegWeight());
        json.put("total_step", settled.totalStep());
        json.put("rank_pattern", settled.keptRanks());
    }
}
