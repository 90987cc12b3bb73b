package org.rankscope.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rankscope.model.Task;
import org.rankscope.model.bundled.LlamaInitializer;
import org.rankscope.model.bundled.LlamaShape;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.train.TrialSpec;

class MemoryTableTest {
    @Test
    void estimatesAreWithinTenPercentOfWhatAProcessTakes(@TempDir Path folder) throws IOException {
        LlamaInitializer.write(folder, new LlamaShape(128, 6, 4, 4, 344, 1000, 512, false), 0);
        MemoryTable table = new MemoryTable();
        table.add("kept", spec(folder, false));
        table.add("recomputed", spec(folder, true));
        for (MemoryTable.Row row : table.rows()) {
            assertEquals(0, row.error(), 0.1, row.toString());
        }
        long saved = table.rows().get(0).peakBytes() - table.rows().get(1).peakBytes();
        // half of them by the estimate; what a process takes wavers by some MiB from run to run
        assertTrue(saved > 0.4 * table.rows().get(0).estimate().activations(), "saved: " + saved);
        assertTrue(table.toString().contains("8 x 256"), table.toString());
    }

    private static TrialSpec spec(Path folder, boolean recompute) {
        return new TrialSpec(
                folder.toString(),
                Task.CAUSAL_LM,
                null,
                AdapterConfig.lora(8, 16, List.of("q_proj", "v_proj")),
                null,
                null,
                null,
                8,
                256,
                null,
                null,
                null,
                "cpu",
                null,
                recompute,
                null);
    }
}
