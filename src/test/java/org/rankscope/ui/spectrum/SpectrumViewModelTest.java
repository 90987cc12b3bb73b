package org.rankscope.ui.spectrum;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.rankscope.export.ExportFormat;
import org.rankscope.export.Exported;
import org.rankscope.insight.AdapterSpectrum;
import org.rankscope.io.RequestException;
import org.rankscope.peft.AdapterConfig.Method;
import org.rankscope.study.StudyListener;
import org.rankscope.study.StudySpec;
import org.rankscope.study.Trial;
import org.rankscope.study.TrialState;
import org.rankscope.ui.chart.HeatMap;
import org.rankscope.ui.fx.UiQueue;
import org.rankscope.ui.study.RunningStudy;
import org.rankscope.ui.study.StudyService;
import org.rankscope.ui.study.StudySnapshot;
import org.rankscope.ui.study.StudyViewModel;
import org.rankscope.ui.study.SyntheticStudy;
import org.rankscope.ui.study.Variant;

class SpectrumViewModelTest {
    private static final SyntheticStudy NUMBERS = SyntheticStudy.choose();
    private static final StudySpec SPEC = SyntheticStudy.spec(List.of(1, 8, 32), List.of(3e-3), List.of(0L), 20);

    private final UiQueue queue = new UiQueue();
    private final List<String> read = new ArrayList<>();
    private Optional<String> refusal = Optional.empty();
    private final StudyViewModel study =
            new StudyViewModel(new Adapters(), queue, Runnable::run, System::nanoTime, spec -> Path.of("s"));
    private final SpectrumViewModel spectrum = new SpectrumViewModel(study);

    /** A folder of finished trials. */
    private final class Adapters implements StudyService {
        private final List<Trial> trials = SyntheticStudy.trials(SPEC).stream()
                .map(trial -> trial.with(TrialState.COMPLETE, null, NUMBERS.result(trial)))
                .toList();

        @Override
        public RunningStudy start(StudySpec spec, Path folder, StudyListener listener, Consumer<String> onProblem) {
            throw new AssertionError("No study is run here.");
        }

        @Override
        public StudySnapshot open(Path folder) {
            return new StudySnapshot(
                    folder, SPEC, trials, Map.of(), NUMBERS.judged(trials), NUMBERS.observations(trials), List.of());
        }

        @Override
        public Optional<AdapterSpectrum> spectrum(Path folder, String trialId) {
            read.add(trialId);
            refusal.ifPresent(sentence -> {
                throw new RequestException(sentence);
            });
            return trials.stream()
                    .filter(trial -> trial.id().equals(trialId))
                    .findFirst()
                    .map(NUMBERS::spectrum);
        }

        @Override
        public Exported exportAdapter(Path folder, String trialId, ExportFormat format, Path target) {
            throw new AssertionError("Nothing is exported here.");
        }

        @Override
        public void exportResults(Path folder, Path target) {
            throw new AssertionError("Nothing is exported here.");
        }
    }

    @BeforeEach
    void open() {
        study.open(Path.of("s"), spec -> {});
        queue.drain();
    }

    private void look() {
        spectrum.setActive(true);
        queue.drain();
    }

    @Test
    void adaptersAreReadOnlyWhenSomebodyLooks() {
        assertEquals(List.of(), read);
        look();
        assertEquals(List.of("r32-lr0.003-s0"), read);
    }

    @Test
    void theMapHasACellForEachModuleAndSaysWhatWasUsed() {
        look();
        HeatMap map = spectrum.shownProperty().get().map().orElseThrow();
        assertEquals(List.of("0", "1", "2", "3", "4"), map.columns());
        assertEquals(List.of("v_proj", "q_proj"), map.rows());
        assertEquals(10, map.cells().size());
        assertEquals(
                "r = 32 trained, 9.6 used on average over 10 modules.",
                spectrum.shownProperty().get().sentence());
        HeatMap.Cell first = map.cells().get(0);
        assertTrue(first.tip().startsWith("model.layers.0.self_attn.q_proj\neffective rank 2.8 of 32;"), first.tip());
        assertTrue(first.tip().contains("singular values  2.00  0.736"), first.tip());
    }

    @Test
    void itFollowsTheSelectionAndReadsEachTrialOnce() {
        look();
        study.board().selectedProperty().set(Optional.of(new Variant(Method.LORA, 8)));
        queue.drain();
        study.board()
                .optionsProperty()
                .set(study.board().optionsProperty().get().withTolerance(0.02));
        queue.drain();
        assertEquals(List.of("r32-lr0.003-s0", "r8-lr0.003-s0"), read);
        assertTrue(spectrum.shownProperty().get().sentence().startsWith("r = 8 trained"));
    }

    @Test
    void anAdapterThatCantBeReadIsSaidHereAndNotOnTheVerdict() {
        refusal = Optional.of("s: the cell 'r32-lr0.003-s0' has no adapter.");
        look();
        assertEquals(refusal.get(), spectrum.shownProperty().get().sentence());
        assertEquals("", study.noticeProperty().get());
    }
}
