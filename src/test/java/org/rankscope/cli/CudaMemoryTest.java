package org.rankscope.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rankscope.model.Task;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.runtime.NeedsCuda;
import org.rankscope.train.TrialSpecBuilder;

/** Estimates of a GPU's memory against what the driver says that a process of its own came to hold. */
@NeedsCuda
class CudaMemoryTest {
    @ParameterizedTest
    @CsvSource({
        "500m, fp32, 4, false",
        "500m, fp32, 4, true",
        "1.1b, bf16, 1, false",
        "1.1b, bf16, 4, false",
        "1.1b, bf16, 4, true",
        "1.1b, fp16, 4, false",
        "1.1b, nf4, 1, false"
    })
    void estimatesAreWithinTenPercentOfWhatAProcessTakes(String size, String precision, int batch, boolean recompute)
            throws IOException {
        try (RandomModel model = new RandomModel(RandomModel.Size.of(size), null)) {
            MemoryTable table = new MemoryTable();
            table.add(
                    size,
                    TrialSpecBuilder.builder()
                            .model(model.name())
                            .task(Task.CAUSAL_LM)
                            .adapter(AdapterConfig.lora(8, 16, List.of("q_proj", "v_proj")))
                            .batchSize(batch)
                            .sequenceLength(512)
                            .device("cuda")
                            .precision(new PrecisionNames().convert(precision))
                            .gradientCheckpointing(recompute)
                            .build());
            assertEquals(0, table.rows().get(0).error(), 0.1, table.toString());
        }
    }
}
