package org.rankscope.assets;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rankscope.insight.Observation;
import org.rankscope.insight.Verdict;
import org.rankscope.insight.VerdictEngine;
import org.rankscope.insight.VerdictOptions;
import org.rankscope.model.bundled.BundledAssets;
import org.rankscope.study.SpecResources;
import org.rankscope.study.StudySpec;
import org.rankscope.study.StudySpecFile;
import org.rankscope.train.MetricLine;
import org.rankscope.train.TrialListener;
import org.rankscope.train.TrialResult;
import org.rankscope.train.TrialSpec;

/** The demo's answer: real training towards the planted teacher, at the ranks around the right one. */
class PlantedStudyTest {
    @TempDir
    Path folder;

    @Test
    void theVerdictIsTheRankThatWasPlanted() throws Exception {
        BundledAssets assets = BundledAssets.at(Path.of("assets"));
        StudySpec study = StudySpecFile.read(assets.dataset("planted").study());
        List<Observation> observations = new ArrayList<>();
        for (int rank : List.of(2, PlantedTeacher.RANK, 8)) {
            TrialSpec trial = study.trial()
                    .withCell(
                            study.trial().adapter().withRank(rank, study.alpha().alphaFor(rank)),
                            study.learningRates().get(0),
                            study.seeds().get(0));
            TrialResult result = new SpecResources(assets::resolve)
                    .trainer()
                    .train(trial, folder.resolve("r" + rank), new Silent(), () -> false);
            assertEquals(Map.of(), result.metrics(), "the teacher is aimed at, not the text");
            observations.add(new Observation(
                    rank,
                    trial.seed(),
                    trial.optimizer().learningRate(),
                    result.evalLoss(),
                    OptionalDouble.empty(),
                    List.of(),
                    false));
        }

        Verdict verdict = VerdictEngine.judge(observations, VerdictOptions.DEFAULT);

        assertEquals(Verdict.Kind.CHOOSE, verdict.kind(), verdict.reason());
        assertEquals(PlantedTeacher.RANK, verdict.rank(), verdict.reason());
    }

    private static final class Silent implements TrialListener {
        @Override
        public void started(int doneSteps, int totalSteps, long trainableParameters) {}

        @Override
        public void metric(MetricLine line) {}
    }
}
