package org.rankscope.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rankscope.data.DataSpec;
import org.rankscope.io.RequestException;
import org.rankscope.model.Task;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.study.SpecResources;
import org.rankscope.ui.setup.AdapterFacts;

class SpecDescriptionsTest {
    private static final String MODEL =
            Path.of("src/test/resources/fixtures/models/llama-tiny").toString();

    @TempDir
    private Path folder;

    private final SpecDescriptions descriptions = new SpecDescriptions(new SpecResources(name -> Path.of(name)));

    @Test
    void aModelIsDescribedInALine() {
        String line = descriptions.model(MODEL).summary();
        assertTrue(line.startsWith("Llama · 2 layers · "), line);
    }

    @Test
    void whatIsNoModelIsSaid() {
        RequestException wrong = assertThrows(RequestException.class, () -> descriptions.model(folder.toString()));
        assertTrue(wrong.getMessage().contains("config.json"), wrong.getMessage());
    }

    @Test
    void anAdapterIsCountedByRank() {
        AdapterFacts facts =
                descriptions.adapter(MODEL, Task.CAUSAL_LM, AdapterConfig.lora(8, 16, List.of("q_proj", "v_proj")));
        assertEquals("4 modules · 448 parameters a rank", facts.summary());
        assertEquals(32, facts.largestRank());
    }

    @Test
    void dataAreDescribedAsTheModelReadsThem() throws IOException {
        Path text = Files.writeString(folder.resolve("text.txt"), "Once upon a time there was a cat.\n".repeat(200));
        String line = descriptions
                .data(DataSpec.of(text.toString()), MODEL, Task.CAUSAL_LM, 2, 32)
                .summary();
        assertTrue(line.matches("[0-9,]+ rows · [0-9,]+ held out.*"), line);
    }

    @Test
    void aLengthThatTheModelDoesNotTakeIsSaid() throws IOException {
        Path text = Files.writeString(folder.resolve("text.txt"), "Once upon a time.\n".repeat(50));
        RequestException wrong = assertThrows(
                RequestException.class,
                () -> descriptions.data(DataSpec.of(text.toString()), MODEL, Task.CAUSAL_LM, 2, 512));
        assertTrue(wrong.getMessage().contains("256 positions"), wrong.getMessage());
    }
}
