package org.rankscope.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rankscope.io.RequestException;

class SpecResourcesTest {
    private static final String MODEL = "src/test/resources/fixtures/models/llama-tiny";

    @TempDir
    Path temporary;

    private StudySpec study(String extra) throws IOException {
        Files.writeString(temporary.resolve("a.txt"), "to be or not to be\n".repeat(40));
        Path file = temporary.resolve("study.json");
        Files.writeString(
                file,
                "{\"model\": \"" + Path.of(MODEL).toAbsolutePath() + "\", \"task\": \"causal-lm\", \"data\":"
                        + " {\"train\": \"a.txt\"}, \"sequence_length\": 16, \"ranks\": [2, 4], " + extra + "}");
        return StudySpecFile.read(file);
    }

    @Test
    void everyMethodIsAskedWhetherItFitsAndAllProblemsAreSaid() throws IOException {
        StudySpec study = study(
                "\"methods\": [\"lora\", \"bitfit\", \"full\"], \"adapter\": {\"target_modules\": [\"nowhere\"]}");
        String message = assertThrows(
                        RequestException.class, () -> new SpecResources(Path::of).check(study, Path.of("study.json")))
                .getMessage();
        List<String> lines = message.lines().toList();
        assertEquals(2, lines.size(), message);
        assertTrue(lines.get(0).contains("nowhere"), message);
        assertTrue(lines.get(1).contains("BitFit trains the biases of a model, and this one has none"), message);
    }

    @Test
    void virtualTokensTakePositionsOfTheModel() throws IOException {
        StudySpec study = study("\"methods\": [\"lora\", \"prompt_tuning\"]");
        StudySpec longest = study.withTrial(study.trial().withSequenceLength(254));
        String message = assertThrows(
                        RequestException.class, () -> new SpecResources(Path::of).check(longest, Path.of("study.json")))
                .getMessage();
        assertTrue(
                message.contains(
                        "study.json: field 'sequence_length' is 254; expected at most 252 beside 4 virtual tokens"
                                + " ('prompt_tuning'), since the model takes 256 positions."),
                message);
        assertFalse(message.contains("beside 2 virtual tokens"), message);
    }

    @Test
    void patternsMustMeanWhatIsAdapted() throws IOException {
        StudySpec study = study("\"adapter\": {\"target_modules\": [\"q_proj\"], \"rank_pattern\": {\"q_prj\": 16},"
                + " \"alpha_pattern\": {\"layers.0.self_attn.q_proj\": 4, \"v_proj\": 9}}");
        String message = assertThrows(
                        RequestException.class, () -> new SpecResources(Path::of).check(study, Path.of("study.json")))
                .getMessage();
        assertEquals("""
                study.json: rank_pattern: 'q_prj' matches no adapted module. Did you mean 'q_proj'? Adapted here: q_proj.
                study.json: alpha_pattern: 'v_proj' matches no adapted module, since target_modules leaves out what it means. \
                Adapted here: q_proj.""", message);
    }

    /** Of several choices of modules one may adapt what another leaves out. */
    @Test
    void aPatternMayMeanTheModulesOfSomeTrials() throws IOException {
        StudySpec study = study(
                "\"adapter\": {\"rank_pattern\": {\"v_proj\": 8}}, \"strategy\": \"random\", \"budget\": {\"trials\": 4},"
                        + " \"search_space\": {\"target_modules\": [[\"q_proj\"], [\"q_proj\", \"v_proj\"]]}");
        new SpecResources(Path::of).check(study, Path.of("study.json"));
    }

    @Test
    void aRankThatNoUpdateOfALayerCanHaveIsSaid() throws IOException {
        StudySpec study =
                study("\"adapter\": {\"target_modules\": [\"q_proj\", \"v_proj\"]}, \"methods\": [\"lora\", \"dora\"],"
                        + " \"capacities\": {\"lora\": [8, 48], \"dora\": [8, 32]}");
        assertEquals(
                List.of("study.json: rank 48 is more than model.layers.0.self_attn.v_proj can make use of: its smaller"
                        + " side is 32."),
                new SpecResources(Path::of).check(study, Path.of("study.json")));
    }
}
