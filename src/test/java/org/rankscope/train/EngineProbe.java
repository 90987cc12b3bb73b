package org.rankscope.train;

import java.nio.file.Path;
import java.util.*;
import org.rankscope.graph.*;
import org.rankscope.data.TokenBatches;
import org.rankscope.model.hf.HuggingFaceModel;
import org.rankscope.peft.*;
import org.rankscope.runtime.*;
import org.rankscope.safetensors.SafetensorsFile;
import org.rankscope.io.StrictJson;

public class EngineProbe {
    public static void main(String[] a) {
        Path root = Path.of("/work/shared/fixtures/open");
        HuggingFaceModel model = HuggingFaceModel.open(root.resolve("models/llama-tiny"));
        Path gold = root.resolve("golden/llama-tiny/" + a[0]);
        AdapterConfig config = AdapterConfig.lora(8, 16, List.of("q_proj", "v_proj"));
        AdapterMethod method = AdapterMethod.of(config, model);
        SafetensorsFile init = SafetensorsFile.open(gold.resolve("adapter_init/adapter_model.safetensors"));
        Map<String, Tensor> values = new LinkedHashMap<>();
        init.names().forEach(n -> values.put(AdapterNames.fromFile(n, "x"), init.tensor(n)));
        SafetensorsFile b = SafetensorsFile.open(root.resolve("golden/llama-tiny/batches.safetensors"));
        TokenBatches train = new TokenBatches() {
            public int batchSize() { return 4; }
            public int sequenceLength() { return 24; }
            public int count() { return 20; }
            public Map<String, Tensor> at(int i) {
                Map<String, Tensor> m = new HashMap<>();
                b.names().forEach(n -> m.put(n, b.tensor(n).at(i)));
                return m;
            }
        };
        TrialSpec spec = new TrialSpec("m", TrialSpec.TaskKind.CAUSAL_LM, null, config, null, null, null, 4, 24, 20, 20, 0L, "cpu", "fp32", null);
        TrainingGraph graph = TrainingGraph.build(model, method, Optional.empty(), new TrainingGraph.Options(4, 24, 1, AdamW.of(spec.optimizer()), OptionalDouble.empty(), true));
        try (TrainingSession s = new TrainingSession(graph, model::weight, SessionConfig.on(Device.CPU))) {
            System.out.println("opened"); StepFeeds feeds = new StepFeeds(spec, 0, train, train, graph.dropoutMasks());
            Tensor zero = Tensor.zeros(DType.FLOAT, graph.parameters().shape());
            s.load(graph.parameters().pack(values), zero, zero);
            if (a.length > 1) System.out.println(Arrays.toString(s.evaluate(feeds.evaluation(0, 2)).get(0)) + Arrays.toString(feeds.predictedByRow(0)));
            TrainingSession.StepResults r1 = s.train(feeds.steps(0, 1));
            Tensor g = s.gradients().at(0);
            SafetensorsFile want = SafetensorsFile.open(gold.resolve("grads_step1_f64.safetensors"));
            double num = 0, den = 0;
            for (Map.Entry<String, Tensor> e : graph.parameters().unpack(g).entrySet()) {
                double[] w = want.tensor(AdapterNames.toFile(e.getKey(), true)).doubles();
                float[] f = e.getValue().floats();
                for (int i = 0; i < f.length; i++) { num += (f[i]-w[i])*(f[i]-w[i]); den += w[i]*w[i]; }
            }
            System.out.println("grad rel " + Math.sqrt(num/den));
            TrainingSession.StepResults r2 = s.train(feeds.steps(1, 19));
            var trace = StrictJson.readTree(gold.resolve("trace.json"));
            double worst = Math.abs(r1.losses()[0] - trace.get("loss_f64").get(0).asDouble());
            for (int i = 0; i < 19; i++) worst = Math.max(worst, Math.abs(r2.losses()[i] - trace.get("loss_f64").get(i+1).asDouble()));
            System.out.println("loss worst " + worst + " norm " + r1.gradientNorms()[0] + " vs " + trace.get("grad_norm_f64").get(0));
            SafetensorsFile fin = SafetensorsFile.open(gold.resolve("final_f64.safetensors"));
            double wf = 0;
            for (Map.Entry<String, Tensor> e : graph.parameters().unpack(s.state("theta")).entrySet()) {
                double[] w = fin.tensor(AdapterNames.toFile(e.getKey(), true)).doubles();
                float[] f = e.getValue().floats();
                for (int i = 0; i < f.length; i++) wf = Math.max(wf, Math.abs(f[i]-w[i]));
            }
            System.out.println("final worst " + wf);
        }
    }
}
