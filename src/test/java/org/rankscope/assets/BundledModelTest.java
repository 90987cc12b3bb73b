package org.rankscope.assets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.rankscope.data.BatchSettings;
import org.rankscope.data.DataSpec;
import org.rankscope.data.Datasets;
import org.rankscope.data.Preparation;
import org.rankscope.data.TokenBatches;
import org.rankscope.model.BaseModel;
import org.rankscope.model.Precision;
import org.rankscope.model.Task;
import org.rankscope.model.Tokenizer;
import org.rankscope.model.bundled.BundledAssets;
import org.rankscope.model.bundled.BundledDataset;
import org.rankscope.model.hf.HuggingFaceModel;
import org.rankscope.peft.AdapterFiles;
import org.rankscope.runtime.Device;
import org.rankscope.runtime.SessionConfig;
import org.rankscope.study.StudySpec;
import org.rankscope.study.StudySpecFile;
import org.rankscope.train.Evaluator;

/** The assets that come with the program are what they are said to be. */
class BundledModelTest {
    private final BundledAssets assets = BundledAssets.at(Path.of("assets"));

    @Test
    void theBundledModelHasLearntStories() throws IOException {
        try (BaseModel model = open()) {
            double bigram = bigramLoss(model);
            double found = loss(model, "stories", Optional.empty());
            assertTrue(found < bigram / 4, found + " nats per token, a bigram model " + bigram);
        }
    }

    @Test
    void supportMessagesAreAnotherDomain() {
        try (BaseModel model = open()) {
            assertTrue(loss(model, "support", Optional.empty()) > 4 * loss(model, "stories", Optional.empty()));
        }
    }

    @Test
    void thePlantedTeacherHasTheRankThatItIsCalledAfter() {
        BundledDataset planted = assets.dataset("planted");
        assertEquals(4, AdapterFiles.readConfig(planted.teacher().orElseThrow()).r());
        assertTrue(planted.title().endsWith("4"), planted.title());
    }

    @Test
    void everyDatasetBringsAStudyThatCanBeRead() {
        for (BundledDataset dataset : assets.datasets()) {
            StudySpec study = StudySpecFile.read(dataset.study());
            assertEquals(StudySpec.DEFAULT_RANKS, study.ranks());
            assertEquals(dataset.name(), study.trial().data().train());
        }
    }

    /** Loss on held-out stories of counts of token pairs in the others, each pair counted once more than it was seen. */
    private double bigramLoss(BaseModel model) throws IOException {
        int vocab = model.vocabSize();
        try (Tokenizer tokenizer = model.openTokenizer()) {
            BundledDataset stories = assets.dataset("stories");
            int[] seen = tokenizer.encode(Files.readString(stories.train()), false);
            int[] held = tokenizer.encode(Files.readString(stories.validation()), false);
            double[][] pairs = new double[vocab][vocab];
            double[] firsts = new double[vocab];
            for (int i = 1; i < seen.length; i++) {
                pairs[seen[i - 1]][seen[i]]++;
                firsts[seen[i - 1]]++;
            }
            double loss = 0;
            for (int i = 1; i < held.length; i++) {
                loss -= Math.log((pairs[held[i - 1]][held[i]] + 1) / (firsts[held[i - 1]] + vocab));
            }
            return loss / (held.length - 1);
        }
    }

    private BaseModel open() {
        return HuggingFaceModel.open(assets.resolve(assets.models().get(0).name()));
    }

    private double loss(BaseModel model, String dataset, Optional<Path> adapter) {
        DataSpec data = new DataSpec(
                assets.dataset(dataset).train().toString(),
                assets.dataset(dataset).validation().toString(),
                null,
                null,
                null,
                null,
                null);
        TokenBatches validation = new Datasets(Path::of)
                .open(
                        data,
                        Preparation.of(model),
                        new BatchSettings(8, 96, 1, model.vocabSize(), model.padTokenId(), 0, 0))
                .validation();
        return Evaluator.evaluate(
                        model, Task.CAUSAL_LM, adapter, validation, Precision.FP32, SessionConfig.on(Device.CPU))
                .evalLoss();
    }
}
