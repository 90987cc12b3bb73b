package org.rankscope.proof;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rankscope.model.BaseModel;
import org.rankscope.model.hf.HuggingFaceModel;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.peft.AdapterFiles;
import org.rankscope.study.StudySpec;
import org.rankscope.study.StudySpecFile;

class TaskFolderTest {
    private static final Path MODEL =
            Path.of("src/test/resources/fixtures/models/llama-tiny").toAbsolutePath();

    @TempDir
    private Path directory;

    @Test
    void folderStandsAloneAndComesOutTheSameAgain() throws Exception {
        PlantedTask task = new PlantedTask(
                "t", PlantedTask.Expected.RANK, 4, Place.VALUES, Spectrum.HALVING, 1, 7, List.of(2, 4, 8));
        Path texts = Files.writeString(directory.resolve("texts.txt"), "One.\nTwo.\n");
        TaskFolder first = new TaskFolder(task, directory.resolve("first"));
        TaskFolder again = new TaskFolder(task, directory.resolve("again"));
        try (BaseModel model = HuggingFaceModel.open(MODEL)) {
            TaskFolder.Settings settings = new TaskFolder.Settings(MODEL.toString(), texts.toString(), List.of(0L, 1L));
            first.write(model, settings);
            again.write(model, settings);
        }
        StudySpec spec = StudySpecFile.read(first.spec());
        assertEquals(List.of(2, 4, 8), spec.ranks());
        assertEquals(List.of(0L, 1L), spec.seeds());
        assertEquals(
                List.of("v_proj", "o_proj"),
                spec.trial().adapter().targetModules().suffixes());
        Path teacher = Path.of(spec.trial().data().teacher());
        AdapterConfig planted = AdapterFiles.readConfig(teacher);
        assertEquals(4, planted.r());
        assertEquals(spec.trial().adapter().layersToTransform(), planted.layersToTransform());
        assertArrayEquals(
                Files.readAllBytes(teacher.resolve(AdapterFiles.WEIGHTS)),
                Files.readAllBytes(directory.resolve("again/teacher").resolve(AdapterFiles.WEIGHTS)));
    }
}
