package org.rankscope.export;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.rankscope.graph.Tensor;
import org.rankscope.model.BaseModel;
import org.rankscope.model.HeadSpec;
import org.rankscope.model.Precision;
import org.rankscope.model.Task;
import org.rankscope.model.hf.Architecture;
import org.rankscope.model.hf.HuggingFaceModel;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.peft.AdapterConfigBuilder;
import org.rankscope.peft.AdapterFiles;
import org.rankscope.peft.AdapterMethod;
import org.rankscope.peft.BaseReference;
import org.rankscope.peft.FrozenBase;
import org.rankscope.peft.TargetSpec;

/** Adapters with random values on models of the tests. */
final class Adaptations {
    private Adaptations() {}

    /** An adapter whose model is closed with it. */
    record Opened(Adapted adapted) implements AutoCloseable {
        @Override
        public void close() {
            adapted.model().close();
        }
    }

    /** LoRA of rank 2 on {@code targets} of the model in {@code folder}. */
    static Opened lora(Path folder, TargetSpec targets) {
        return of(
                folder,
                AdapterConfigBuilder.builder()
                        .r(2)
                        .loraAlpha(3.0)
                        .targetModules(targets)
                        .build());
    }

    static Opened of(Path folder, AdapterConfig config) {
        Task task = Architecture.tasks(folder.resolve("config.json")).get(0);
        return of(HuggingFaceModel.open(folder, HeadSpec.of(task)), task, config);
    }

    /** QLoRA of rank 2 on the language model in {@code folder}. */
    static Opened inFourBits(Path folder) {
        AdapterConfig config = AdapterConfigBuilder.builder()
                .method(AdapterConfig.Method.QLORA)
                .r(2)
                .build();
        BaseModel model = FrozenBase.of(HuggingFaceModel.open(folder), config, Precision.FP32);
        return of(model, Task.CAUSAL_LM, config);
    }

    static Opened of(BaseModel model, Task task, AdapterConfig config) {
        AdapterMethod method = AdapterMethod.of(config, model);
        SplittableRandom random = new SplittableRandom(7);
        Map<String, Tensor> values = new LinkedHashMap<>();
        method.initialValues(model, 0).forEach((name, start) -> {
            float[] numbers = start.floats();
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] += (float) random.nextDouble(-0.1, 0.1);
            }
            values.put(name, Tensor.ofFloats(start.shape(), numbers));
        });
        return new Opened(
                new Adapted(model, Path.of("none"), config, method, values, new BaseReference("tiny", task), 0));
    }

    /** A stored adapter on the model that it belongs to. */
    static Opened stored(Path folder, Path adapter) {
        Task task = Architecture.tasks(folder.resolve("config.json")).get(0);
        BaseModel model = HuggingFaceModel.open(folder, HeadSpec.of(task));
        AdapterConfig config = AdapterFiles.readConfig(adapter);
        return new Opened(Adapted.read(model, adapter, config, new BaseReference("tiny", task), 0));
    }
}
