package org.rankscope.ui.setup;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import org.rankscope.data.DataSpec;
import org.rankscope.insight.advice.Advice;
import org.rankscope.insight.advice.Advice.Subject;
import org.rankscope.insight.advice.OpenQuestion;
import org.rankscope.model.Task;
import org.rankscope.study.AdvisedStudy;
import org.rankscope.study.StudyAdvice;
import org.rankscope.ui.fx.LatestProbe;
import org.rankscope.ui.text.Quantities;

/** What is advised for the fields, and putting it into them. FX thread. */
final class AdviceViewModel {
    /** Fields that stand and are advised together. */
    enum Part {
        RANKS(Subject.RANKS, Subject.TEXT_TOWER),
        ADAPTER(Subject.TARGETS, Subject.ALPHA, Subject.DROPOUT),
        RATE(Subject.LEARNING_RATE);

        private final List<Subject> subjects;

        Part(Subject... subjects) {
            this.subjects = List.of(subjects);
        }
    }

    private final AdviceProbe probe;
    private final LatestProbe latest;
    private final SetupForm form;
    private final Map<Part, ReadOnlyObjectWrapper<AdviceNote>> notes = new EnumMap<>(Part.class);
    private final ReadOnlyStringWrapper purpose = new ReadOnlyStringWrapper("");
    private Optional<StudyAdvice.Answer> answer = Optional.empty();
    private Object asked = "";

    AdviceViewModel(SetupServices services, SetupForm form) {
        this.probe = services.adviceProbe();
        this.latest = new LatestProbe(services.background(), services.queue());
        this.form = form;
        for (Part part : Part.values()) {
            notes.put(part, new ReadOnlyObjectWrapper<>(AdviceNote.NONE));
        }
    }

    // What is shown

    ReadOnlyObjectProperty<AdviceNote> noteProperty(Part part) {
        return notes.get(part).getReadOnlyProperty();
    }

    /** The purpose as chosen, or as guessed. */
    ReadOnlyStringProperty purposeProperty() {
        return purpose.getReadOnlyProperty();
    }

    // What can be asked

    /** Puts into the fields of {@code part} what is advised for them. */
    void use(Part part) {
        answer.map(StudyAdvice.Answer::advice).ifPresent(advice -> {
            switch (part) {
                case RANKS -> form.ranks.textProperty().set(RankList.format(advice.sweep()));
                case ADAPTER -> {
                    form.targets.show(advice.targets());
                    form.alpha.textProperty().set(alpha(advice));
                    form.dropout.textProperty().set(Quantities.exact(advice.dropout()));
                }
                case RATE -> form.learningRates.textProperty().set(tune(advice));
            }
        });
    }

    /** The fields have changed: asks anew where that matters, and looks whether they follow the advice. */
    void refresh() {
        Optional<String> model = form.model.value();
        Optional<DataSpec> data = form.dataSpec();
        Optional<Task> task = form.task();
        String device = form.device.get().id();
        List<Object> question = List.of(
                model, data, task, form.purpose.get(), device, form.device.get().cuda());
        if (Objects.equals(asked, question)) {
            show();
            return;
        }
        asked = question;
        latest.forget();
        answered(Optional.empty());
        // Without a task the data can't be read; it is known in a moment.
        model.filter(id -> task.isPresent())
                .ifPresent(id -> latest.ask(
                        () -> probe.advise(id, data, task, form.purpose.get().purpose(), device),
                        found -> answered(Optional.of(found)),
                        // The fields themselves say what is wrong with model or data.
                        sentence -> answered(Optional.empty())));
    }

    private void answered(Optional<StudyAdvice.Answer> found) {
        answer = found;
        show();
    }

    private void show() {
        PurposeChoice choice = form.purpose.get();
        purpose.set(answer.filter(found -> choice.equals(PurposeChoice.GUESSED))
                .map(found -> "for " + found.facts().purpose().title() + " (guessed)")
                .orElse(choice.toString()));
        for (Part part : Part.values()) {
            notes.get(part).set(answer.map(found -> note(part, found.advice())).orElse(AdviceNote.NONE));
        }
    }

    private AdviceNote note(Part part, Advice advice) {
        List<Advice.Line> lines = part.subjects.stream()
                .flatMap(subject -> advice.line(subject).stream())
                .toList();
        List<OpenQuestion> questions = part == Part.RANKS ? advice.questions() : List.of();
        return new AdviceNote(text(part, advice), isFollowed(part, advice), lines, questions);
    }

    private String text(Part part, Advice advice) {
        return switch (part) {
            case RANKS ->
                "Advised: " + advice.ranks() + ", tried from " + advice.sweep().get(0) + " to "
                        + advice.sweep().get(advice.sweep().size() - 1);
            case ADAPTER ->
                "Advised: " + targets(advice) + ", alpha " + alpha(advice) + ", dropout "
                        + Quantities.exact(advice.dropout());
            case RATE -> "Advised: " + tune(advice);
        };
    }

    private boolean isFollowed(Part part, Advice advice) {
        return switch (part) {
            case RANKS -> form.ranks.value().equals(Optional.of(advice.sweep()));
            case ADAPTER ->
                form.targets.spec().equals(Optional.of(advice.targets()))
                        && form.alpha.value().equals(Optional.of(AdvisedStudy.alpha(advice.alpha())))
                        && form.dropout.value().equals(Optional.of(advice.dropout()));
            case RATE ->
                form.learningRates.value().equals(Optional.of(new Rates(true, List.of(advice.learningRate()))));
        };
    }

    private String targets(Advice advice) {
        TargetPreset preset = TargetPreset.of(advice.targets(), form.targets.names());
        return preset == TargetPreset.CUSTOM
                ? TargetPreset.format(advice.targets())
                : preset.title(form.targets.names());
    }

    private static String alpha(Advice advice) {
        return AlphaText.format(AdvisedStudy.alpha(advice.alpha()));
    }

    /** Each rank at its own best rate, searched from the advised one on. */
    private static String tune(Advice advice) {
        return LearningRates.TUNE + " from " + Quantities.exact(advice.learningRate());
    }
}
