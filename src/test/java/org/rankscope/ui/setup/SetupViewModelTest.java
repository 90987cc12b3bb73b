package org.rankscope.ui.setup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import org.rankscope.io.RequestException;
import org.rankscope.study.StudySpec;
import org.rankscope.ui.fx.UiQueue;
import org.rankscope.ui.study.CostEstimate;
import org.rankscope.ui.study.MemoryForecast;
import org.rankscope.ui.study.SyntheticStudy;

class SetupViewModelTest {
    private static final StudySpec BUNDLED_STUDY =
            SyntheticStudy.spec(List.of(1, 2, 4), List.of(2e-3), List.of(0L), 40);

    private final UiQueue queue = new UiQueue();
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private final List<String> asked = new ArrayList<>();
    private long peakBytes = 1L << 30;
    private final SetupViewModel setup = setup(Runnable::run);

    private SetupViewModel setup(Executor background) {
        return new SetupViewModel(
                new SetupServices(
                        this::model,
                        (data, model, batch, length) -> "10 rows",
                        (model, adapter) -> new AdapterFacts("4 modules", 64),
                        this::cost,
                        List.of(new BundledChoice("bundled:tiny-stories", "Tiny stories", "a model")),
                        List.of(new BundledChoice(
                                "bundled:support-messages", "Support", "data", Optional.of(BUNDLED_STUDY))),
                        List.of(new DeviceChoice("auto", "Automatic", ""), new DeviceChoice("cpu", "CPU", "")),
                        background,
                        queue),
                SetupChoices.of(
                        BUNDLED_STUDY,
                        List.of(new BundledChoice("bundled:tiny-stories", "Tiny stories", "")),
                        List.of()));
    }

    private String model(String model) {
        asked.add(model);
        if (model.contains("broken")) {
            throw new RequestException(model + ": no config.json is here.");
        }
        return "Llama, " + model;
    }

    private CostEstimate cost(StudySpec spec) {
        return new CostEstimate(
                6,
                OptionalLong.of(90_000),
                OptionalLong.of(2L << 30),
                Map.of(8, new MemoryForecast(peakBytes, 0, 0, 0, 0, 0)));
    }

    @Test
    void whatAProbeUnderstoodStandsUnderItsField() {
        queue.drain();
        assertEquals(
                "Llama, bundled:tiny-stories",
                setup.form().model.messageProperty().get().text());
        assertEquals("10 rows", setup.form().data.messageProperty().get().text());
        assertTrue(setup.specProperty().get().isPresent());
    }

    @Test
    void aBrokenModelIsSaidAtItsFieldAndNothingCanBeRun() {
        setup.form().model.textProperty().set("/tmp/broken");
        queue.drain();
        assertTrue(setup.form().model.messageProperty().get().isError());
        assertEquals(
                "/tmp/broken: no config.json is here.",
                setup.form().model.messageProperty().get().text());
        assertEquals(Optional.empty(), setup.specProperty().get());
    }

    @Test
    void onlyTheNewestAnswerIsShown() {
        SetupViewModel late = setup(waiting::add);
        late.form().model.textProperty().set("/tmp/broken");
        late.form().model.textProperty().set("/tmp/good");
        List<Runnable> backwards = new ArrayList<>(waiting);
        for (int i = backwards.size() - 1; i >= 0; i--) {
            backwards.get(i).run();
        }
        queue.drain();
        assertEquals(
                "Llama, /tmp/good", late.form().model.messageProperty().get().text());
        assertFalse(asked.contains("/tmp/broken"));
    }

    @Test
    void aRankAboveTheModulesIsSaidAtTheRanks() {
        setup.form().ranks.textProperty().set("8, 128");
        queue.drain();
        assertTrue(setup.form().ranks.messageProperty().get().text().startsWith("Rank 128 is too large"));
        assertEquals(Optional.empty(), setup.specProperty().get());
        setup.form().ranks.textProperty().set("8, 64");
        queue.drain();
        assertEquals(List.of(8, 64), setup.specProperty().get().orElseThrow().ranks());
    }

    @Test
    void theSliderPutsPowersOfTwoIntoTheList() {
        setup.setRankRange(1, 4);
        assertEquals("2, 4, 8, 16", setup.form().ranks.text());
        setup.removeRank(8);
        assertEquals("2, 4, 16", setup.form().ranks.text());
        setup.extendRanks(2);
        assertEquals("2, 4, 16, 32, 64", setup.form().ranks.text());
    }

    @Test
    void aStudyThatIsShownComesBackTheSame() {
        StudySpec study = SyntheticStudy.spec(List.of(3, 6), List.of(1.25e-4, 1e-3), List.of(4L, 9L), 77);
        setup.show(study);
        queue.drain();
        StudySpec back = setup.specProperty().get().orElseThrow();
        assertEquals(study.ranks(), back.ranks());
        assertEquals(study.learningRates(), back.learningRates());
        assertEquals(study.seeds(), back.seeds());
        assertEquals(study.steps(), back.steps());
        assertEquals(study.optimizer(), back.optimizer());
        assertEquals(study, back);
    }

    @Test
    void theCostStandsInOneLineAndTooMuchMemoryIsAnError() {
        queue.drain();
        assertEquals(
                "6 cells · about 90 s · 1.00 GiB of 2.00 GiB",
                setup.costMessageProperty().get().text());
        peakBytes = 3L << 30;
        setup.form().steps.textProperty().set("50");
        queue.drain();
        assertTrue(setup.costMessageProperty().get().isError());
    }

    @Test
    void whatIsTypedIsRemembered() {
        setup.form().steps.textProperty().set("not a number");
        SetupChoices choices = setup.choices();
        assertEquals("not a number", choices.steps());
        assertEquals("Tiny stories", choices.model());
    }

    @Test
    void hiddenSettingsOfABundledStudyGoWithItsModelAndData() {
        queue.drain();
        assertEquals(
                BUNDLED_STUDY.seed(), setup.specProperty().get().orElseThrow().seed());
        assertTrue(setup.form().template().isPresent());
        setup.form().model.textProperty().set("/tmp/good");
        assertTrue(setup.form().template().isEmpty());
    }
}
