package org.rankscope.train;

import java.nio.file.*;
import java.util.*;
import org.rankscope.model.bundled.*;
import org.rankscope.model.hf.HuggingFaceModel;
import org.rankscope.peft.*;
import org.rankscope.runtime.*;
import org.rankscope.io.StrictJson;

public class BenchProbe {
    public static void main(String[] a) throws Exception {
        Path dir = Path.of("/tmp/benchmodel");
        if (!Files.exists(dir.resolve("config.json"))) { Files.createDirectories(dir); LlamaInitializer.write(dir, new LlamaShape(256, 6, 8, 8, 688, 2048, 256, false), 1); }
        HuggingFaceModel model = HuggingFaceModel.open(dir);
        AdapterConfig config = a[0].equals("all") ? new AdapterConfig(null, 8, 16.0, 0.0, TargetSpec.pattern("all-linear"), null, null, null, null, null, null) : AdapterConfig.lora(8, 16, List.of("q_proj", "v_proj"));
        TrialSpec spec = new TrialSpec("m", TrialSpec.TaskKind.CAUSAL_LM, null, config, null, null, null, 8, 128, 20, 20, 0L, "cpu", "fp32", null);
        SessionConfig sc = SessionConfig.on(Device.CPU).withPrepack(Boolean.getBoolean("prepack"));
        if (System.getProperty("opt") != null) sc = sc.withOptimizedModel(Path.of(System.getProperty("opt")));
        System.out.println(StrictJson.toText(StepBenchmark.run(model, spec, sc, Integer.parseInt(a[1]), Optional.ofNullable(System.getProperty("profile")).map(Path::of))));
    }
}
