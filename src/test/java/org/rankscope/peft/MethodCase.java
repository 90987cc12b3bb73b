package org.rankscope.peft;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.rankscope.data.DataSpec;
import org.rankscope.data.Datasets;
import org.rankscope.io.StrictJson;
import org.rankscope.model.BaseModel;
import org.rankscope.model.HeadSpec;
import org.rankscope.model.Precision;
import org.rankscope.model.Task;
import org.rankscope.model.hf.HuggingFaceModel;
import org.rankscope.peft.AdapterConfig.Method;
import org.rankscope.safetensors.SafetensorsFile;
import org.rankscope.train.Trainer;
import org.rankscope.train.TrialSpec;
import org.rankscope.train.TrialSpecBuilder;

/** A method on one of the small models, with all that tests over every method ask for. */
public record MethodCase(Family family, String label, AdapterConfig config) {
    static final int CAPACITY = 4;

    private static final Path FIXTURES = Path.of("src/test/resources/fixtures");
    private static final int BATCH = 4;
    private static final int SEQUENCE = 24;

    /**
     * The small models, by what differs between them.
     *
     * @see #sizes
     */
    public enum Family {
        /** Grouped queries, biases on all projections, norms without one. */
        LLAMA("llama-tiny-bias", Task.CAUSAL_LM, "model.norm", 1),
        /** Weights that are stored [in, out], queries, keys and values in one. */
        GPT2("gpt2-tiny", Task.CAUSAL_LM, "ln_f", 2),
        BERT("bert-tiny-cls", Task.SEQUENCE_CLASSIFICATION, "embeddings.LayerNorm", 2),
        /** Its first layer is a convolution. */
        VIT("vit-tiny", Task.IMAGE_CLASSIFICATION, "vit.layernorm", 2),
        /** An encoder of three blocks and a decoder of two, heads that together are wider than the states. */
        T5("t5-tiny", Task.SEQ2SEQ_LM, "decoder.final_layer_norm", 1);

        final String model;
        final Task task;
        /** A norm outside of the blocks, and how many vectors it has. */
        final String norm;

        final int normVectors;

        Family(String model, Task task, String norm, int normVectors) {
            this.model = model;
            this.task = task;
            this.norm = norm;
            this.normVectors = normVectors;
        }

        Path path() {
            return FIXTURES.resolve("models").resolve(model);
        }

        Sizes sizes() {
            return Sizes.of(this, StrictJson.readTree(path().resolve("config.json")));
        }

        /** Numbers in the tensors of the model's file that {@code wanted} means. */
        long inFile(Predicate<String> wanted) {
            SafetensorsFile file = SafetensorsFile.open(path().resolve("model.safetensors"));
            return file.names().stream()
                    .filter(wanted)
                    .mapToLong(name -> file.shape(name).elements())
                    .sum();
        }
    }

    /** What a configuration says, and what each method is published to train at these sizes. */
    public record Sizes(Family family, long hidden, long keys, long feedForward, long blocks) {
        static Sizes of(Family family, JsonNode config) {
            if (family == Family.GPT2) {
                long hidden = config.get("n_embd").asLong();
                return new Sizes(
                        family,
                        hidden,
                        hidden,
                        4 * hidden,
                        config.get("n_layer").asLong());
            }
            if (family == Family.T5) {
                return new Sizes(
                        family,
                        config.get("d_model").asLong(),
                        config.get("num_heads").asLong() * config.get("d_kv").asLong(),
                        config.get("d_ff").asLong(),
                        config.get("num_layers").asLong());
            }
            long hidden = config.get("hidden_size").asLong();
            long heads = config.get("num_attention_heads").asLong();
            long keys = config.path("num_key_value_heads").asLong(heads) * (hidden / heads);
            return new Sizes(
                    family,
                    hidden,
                    keys,
                    config.get("intermediate_size").asLong(),
                    config.get("num_hidden_layers").asLong());
        }

        /** Outputs of the layers in a block that make queries and values; all of these read {@link #hidden}. */
        private List<Long> queryValue() {
            return family == Family.GPT2 ? List.of(3 * hidden) : List.of(hidden, keys);
        }

        /** Numbers of a method that acts on layers, in one block. */
        long inBlock(Method method, long c) {
            long sum = 0;
            for (long out : queryValue()) {
                sum += switch (method) {
                    case LORA, RSLORA, DYLORA, QLORA -> c * (hidden + out);
                    case DORA -> c * (hidden + out) + out;
                    case ADALORA -> 3 * c / 2 * (hidden + out + 1);
                    default -> 0;
                };
            }
            return switch (method) {
                // PEFT's "output.dense" means the end of BERT's attention as well.
                case IA3 ->
                    (family == Family.GPT2 ? 3 * hidden : 2 * keys)
                            + feedForward
                            + (family == Family.BERT ? hidden : 0);
                case BOTTLENECK -> 2 * (2 * hidden * c + hidden + c);
                default -> sum;
            };
        }

        /** Biases of what a method acts on, in one block. */
        long biasesInBlock(Method method) {
            return method == Method.BOTTLENECK
                    ? 2 * hidden
                    : queryValue().stream().mapToLong(out -> out).sum();
        }
    }

    /** Whether the method of this case can have its adapter written into the weights. */
    boolean isMerged() {
        return !EnumSet.of(Method.BOTTLENECK, Method.PREFIX_TUNING, Method.PROMPT_TUNING)
                .contains(config.method());
    }

    /** Whether the model computes at first what it computes without. */
    boolean isIdentityAtFirst() {
        return config.method().knob() != AdapterConfig.Knob.VIRTUAL_TOKENS
                && config.initLoraWeights() != InitialFactors.LOFTQ;
    }

    /** Of T5 those alone for which an encoder and a decoder are something else than two rows of layers. */
    static boolean isDefined(Method method, Family family) {
        if (family == Family.T5) {
            return method.knob() == AdapterConfig.Knob.VIRTUAL_TOKENS;
        }
        return switch (method) {
            case PREFIX_TUNING, PROMPT_TUNING -> family != Family.VIT;
            default -> true;
        };
    }

    /** Every method, as it is where nothing is said, on every family where it is defined. */
    static List<MethodCase> usual() {
        List<MethodCase> cases = new ArrayList<>();
        for (Method method : Method.values()) {
            for (Family family : Family.values()) {
                if (isDefined(method, family)) {
                    cases.add(of(family, "", method, b -> b));
                }
            }
        }
        return cases;
    }

    /** These, and other starts, layers and settings. */
    public static Stream<MethodCase> all() {
        Stream<MethodCase> wide = Stream.of(Method.values())
                .filter(method -> method.knob() == AdapterConfig.Knob.RANK)
                .map(method -> of(Family.LLAMA, "more than a side", method, b -> b.r(40)));
        Stream<MethodCase> others = Stream.of(
                on(Family.LLAMA, Method.LORA, ".*(q_proj|down_proj)|lm_head"),
                on(Family.LLAMA, Method.LORA, ".*(embed_tokens|v_proj)"),
                on(Family.LLAMA, Method.DORA, ".*(embed_tokens|q_proj|down_proj)"),
                on(Family.GPT2, Method.LORA, ".*(wpe|c_attn|c_proj)"),
                on(Family.GPT2, Method.DORA, ".*(wpe|c_attn|c_proj)"),
                on(Family.VIT, Method.LORA, ".*(projection|fc1)"),
                on(Family.VIT, Method.DORA, ".*(projection|fc1)"),
                on(Family.VIT, Method.IA3, ".*(projection|fc2)"),
                of(Family.LLAMA, "pissa", Method.LORA, b -> b.initLoraWeights(InitialFactors.PISSA)),
                of(Family.GPT2, "pissa", Method.RSLORA, b -> b.initLoraWeights(InitialFactors.PISSA)),
                of(Family.LLAMA, "olora", Method.LORA, b -> b.initLoraWeights(InitialFactors.OLORA)),
                of(Family.VIT, "olora", Method.LORA, b -> b.initLoraWeights(InitialFactors.OLORA)),
                of(Family.LLAMA, "loftq", Method.QLORA, b -> b.initLoraWeights(InitialFactors.LOFTQ)),
                of(Family.LLAMA, "biases", Method.BOTTLENECK, b -> b.bias(Bias.ALL)
                        .loraDropout(0.1)
                        .nonLinearity("swish")),
                of(Family.BERT, "pfeiffer", Method.BOTTLENECK, b -> b.placement(Placement.PFEIFFER)),
                of(Family.BERT, "norm and biases", Method.LORA, b -> b.bias(Bias.ALL)
                        .modulesToSave(List.of("LayerNorm", "classifier"))),
                of(Family.GPT2, "norm", Method.PROMPT_TUNING, b -> b.modulesToSave(List.of("ln_f"))),
                of(Family.VIT, "norm", Method.ADALORA, b -> b.modulesToSave(List.of("layernorm"))),
                on(Family.BERT, Method.BITFIT, ".*(query|output.dense|LayerNorm)"));
        return Stream.of(usual().stream(), wide, others).flatMap(cases -> cases);
    }

    static MethodCase of(Family family, String label, Method method, UnaryOperator<AdapterConfigBuilder> settings) {
        AdapterConfigBuilder config = AdapterConfigBuilder.builder()
                .method(method)
                .r(CAPACITY)
                .bottleneckSize(method == Method.BOTTLENECK ? CAPACITY : null)
                .numVirtualTokens(method.knob() == AdapterConfig.Knob.VIRTUAL_TOKENS ? CAPACITY : null);
        return new MethodCase(family, label, settings.apply(config).build());
    }

    private static MethodCase on(Family family, Method method, String targets) {
        return of(family, targets, method, b -> b.targetModules(TargetSpec.pattern(targets)));
    }

    /** The model as this case's method holds it. */
    BaseModel open() {
        return FrozenBase.of(plain(), config, Precision.FP32);
    }

    public BaseModel plain() {
        return HuggingFaceModel.open(family.path(), HeadSpec.of(family.task));
    }

    /** A trial of {@code steps} steps on the processor. */
    public TrialSpec spec(int steps) {
        Path batches = FIXTURES.resolve("golden").resolve(family.model).resolve("batches.safetensors");
        return TrialSpecBuilder.builder()
                .model(family.model)
                .task(family.task)
                .data(new DataSpec(null, null, null, null, batches.toString(), null, null))
                .adapter(config)
                .batchSize(BATCH)
                .sequenceLength(SEQUENCE)
                .steps(steps)
                .evalEvery(steps)
                .device("cpu")
                .build();
    }

    /** Trains {@code steps} steps on {@code model}, which is closed thereby. */
    void train(BaseModel model, int steps, Path folder) throws IOException {
        new Trainer((name, head) -> model, new Datasets(Path::of)).train(spec(steps), folder, line -> {}, () -> false);
    }

    @Override
    public String toString() {
        return config.method().json() + " on " + family.model + (label.isEmpty() ? "" : ", " + label);
    }
}
