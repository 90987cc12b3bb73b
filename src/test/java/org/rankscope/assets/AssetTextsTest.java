package org.rankscope.assets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rankscope.io.StrictJson;

class AssetTextsTest {
    private static final AssetSeeds SEEDS = new AssetSeeds(3);

    @TempDir
    private Path root;

    @Test
    void textsAreSmallAndHoldOutWhatTheySay() throws IOException {
        AssetTexts.write(root, SEEDS);
        assertTrue(Files.size(root.resolve(AssetLayout.SUPPORT_TRAIN)) < 1_500_000);
        assertTrue(Files.size(root.resolve(AssetLayout.STORIES_TRAIN)) < 310_000);
        List<String> train = Files.readAllLines(root.resolve(AssetLayout.SUPPORT_TRAIN));
        List<String> validation = Files.readAllLines(root.resolve(AssetLayout.SUPPORT_VALIDATION));
        assertEquals(AssetTexts.SUPPORT_MESSAGES, train.size());
        assertEquals(AssetTexts.SUPPORT_VALIDATION_MESSAGES, validation.size());
        Set<String> seen = new HashSet<>(train);
        assertTrue(
                validation.stream().filter(seen::contains).count() < 0.1 * validation.size(),
                "held-out messages in train");
        for (String line : validation) {
            JsonNode message = StrictJson.mapper().readTree(line);
            assertEquals(1, message.size());
            assertTrue(message.get("text").textValue().startsWith("Customer: "), line);
        }
    }

    @Test
    void sameSeedGivesTheSameFiles() throws IOException {
        Path other = root.resolve("other");
        AssetTexts.write(root, SEEDS);
        AssetTexts.write(other, SEEDS);
        for (String file : List.of(
                AssetLayout.STORIES_TRAIN,
                AssetLayout.STORIES_VALIDATION,
                AssetLayout.SUPPORT_TRAIN,
                AssetLayout.SUPPORT_VALIDATION)) {
            assertEquals(-1, Files.mismatch(root.resolve(file), other.resolve(file)), file);
        }
    }

    @Test
    void pretrainingTextMarksEveryDocument() throws IOException {
        Path file = root.resolve("pretraining.txt");
        PretrainingText.write(file, 1, 100);
        String text = Files.readString(file);
        assertEquals(text.split("<s>", -1).length, text.split("</s>", -1).length);
        assertTrue(text.startsWith("<s>") && text.endsWith("</s>\n"));
        assertTrue(text.contains("\n\n"), "documents of more than one story");
    }
}
