package org.rankscope.proof;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rankscope.assets.PlantedRank;
import org.rankscope.io.StrictJson;
import org.rankscope.model.BaseModel;
import org.rankscope.model.Task;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.peft.AdapterConfigBuilder;
import org.rankscope.peft.AdapterMethod;
import org.rankscope.peft.BaseReference;
import org.rankscope.peft.Blocks;
import org.rankscope.peft.TargetSpec;

/** A task on disk: {@code teacher/} (a PEFT directory), {@code spec.json} and, once it is run, {@code study/}. */
public record TaskFolder(PlantedTask task, Path directory) {
    private static final String TEACHER = "teacher";

    public Path spec() {
        return directory.resolve("spec.json");
    }

    public Path study() {
        return directory.resolve("study");
    }

    /** Writes teacher and specification, which depend on nothing but the task, the model and {@code settings}. */
    public void write(BaseModel model, Settings settings) throws IOException {
        int blocks = 1
                + model.linearModules().stream()
                        .mapToInt(module -> Blocks.of(module.name()).orElse(0))
                        .max()
                        .orElse(0);
        List<Integer> layers = task.place().blocks(blocks);
        AdapterConfig teacher = AdapterConfigBuilder.builder()
                .method(AdapterConfig.Method.LORA)
                .r(task.rank())
                .loraAlpha((double) task.rank())
                .targetModules(TargetSpec.list(task.place().modules()))
                .layersToTransform(layers)
                .build();
        Files.createDirectories(directory);
        AdapterMethod.of(teacher, model)
                .save(
                        directory.resolve(TEACHER),
                        new BaseReference(settings.model(), Task.CAUSAL_LM),
                        PlantedRank.tensors(
                                model, teacher, task.spectrum().values(task.rank(), task.strength()), task.seed()));
        StrictJson.write(spec(), spec(layers, settings));
    }

    private Map<String, Object> spec(List<Integer> layers, Settings settings) {
        Map<String, Object> spec = new LinkedHashMap<>();
        spec.put("model", settings.model());
        spec.put("task", "causal-lm");
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("train", settings.train());
        data.put("teacher", TEACHER);
        spec.put("data", data);
        spec.put("adapter", Map.of("target_modules", task.place().modules(), "layers_to_transform", layers));
        spec.put(
                "optimizer",
                Map.of("learning_rate", task.place().learningRate(), "weight_decay", 0.0, "max_grad_norm", 1.0));
        spec.put("schedule", Map.of("name", "cosine", "warmup_steps", 20));
        spec.put("batch_size", 8);
        spec.put("sequence_length", 96);
        spec.put("steps", task.place().steps());
        spec.put("eval_every", task.place().steps() / 5);
        spec.put("ranks", task.ranks());
        spec.put("seeds", settings.seeds());
        spec.put("alpha", Map.of("policy", "ratio", "value", 2));
        return spec;
    }

    /**
     * What all tasks share.
     *
     * @param model a Hugging Face directory or {@code bundled:NAME}
     * @param train texts, of which a part is held out for validation
     * @param seeds of the trials at each rank
     */
    public record Settings(String model, String train, List<Long> seeds) {
        public Settings {
            seeds = List.copyOf(seeds);
        }
    }
}
