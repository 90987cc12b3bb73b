package org.rankscope.ui.study;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyLongProperty;
import javafx.beans.property.ReadOnlyLongWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleObjectProperty;
import org.rankscope.insight.Observation;
import org.rankscope.insight.Preview;
import org.rankscope.insight.Verdict;
import org.rankscope.insight.VerdictEngine;
import org.rankscope.insight.VerdictOptions;
import org.rankscope.io.RequestException;
import org.rankscope.model.Task;
import org.rankscope.peft.AdapterConfig.Method;
import org.rankscope.study.StudySpec;
import org.rankscope.study.Trial;
import org.rankscope.study.TrialState;
import org.rankscope.train.MetricLine;

/**
 * What stands on the page: cells, methods with their capacities, verdict and what is selected everywhere. FX thread. Changes come in
 * batches that end with {@link #publish}; {@code results} rises when a batch changed what the table and the rank chart
 * show, {@code steps} with every batch.
 */
public final class StudyBoard {
    private static final int METHODS_IN_A_ROW = 6;

    private final Map<String, Cell> cells = new LinkedHashMap<>();
    private final ReadOnlyLongWrapper results = new ReadOnlyLongWrapper();
    private final ReadOnlyLongWrapper steps = new ReadOnlyLongWrapper();
    private final ReadOnlyObjectWrapper<Optional<Verdict>> verdict = new ReadOnlyObjectWrapper<>(Optional.empty());
    private final ObjectProperty<VerdictOptions> options = new SimpleObjectProperty<>(VerdictOptions.DEFAULT);
    private final ReadOnlyStringWrapper objection = new ReadOnlyStringWrapper("");
    private final ObjectProperty<Optional<Variant>> selected = new SimpleObjectProperty<>(Optional.empty());
    private List<VariantSummary> variants = List.of();
    /** The study's own verdict, whatever rule a person looks at. */
    private Optional<Verdict> given = Optional.empty();

    private List<Observation> observations = List.of();
    private final Map<Preview.How, Preview> previews = new EnumMap<>(Preview.How.class);
    private List<Variant> planned = List.of();
    private boolean resultsChanged;
    private int expectedCells;
    private boolean expectationExact = true;

    public StudyBoard() {
        options.addListener((observable, old, now) -> {
            resultsChanged = true;
            publish();
        });
    }

    // What is shown

    /** Rises when a result, a state, an evaluation or the verdict changed. */
    public ReadOnlyLongProperty resultsRevision() {
        return results.getReadOnlyProperty();
    }

    /** Rises with every batch of news. */
    public ReadOnlyLongProperty stepsRevision() {
        return steps.getReadOnlyProperty();
    }

    /** The study's verdict, or what another rule makes of the same results while a person looks at one. */
    public ReadOnlyObjectProperty<Optional<Verdict>> verdictProperty() {
        return verdict.getReadOnlyProperty();
    }

    /**
     * How the page judges. Changing it changes the page at once and nothing else: {@code verdict.json} stays the
     * verdict by {@link VerdictOptions#DEFAULT}.
     */
    public ObjectProperty<VerdictOptions> optionsProperty() {
        return options;
    }

    /** Whether the page shows another verdict than the study's own. */
    public boolean isJudgedAnew() {
        return !options.get().equals(VerdictOptions.DEFAULT);
    }

    /** Why the rule that a person chose can't be applied to these results; empty if it can. */
    public ReadOnlyStringProperty objectionProperty() {
        return objection.getReadOnlyProperty();
    }

    /** The results that the verdict is made from; empty until there is a verdict. */
    public List<Observation> observations() {
        return observations;
    }

    /** What single runs say of smaller ranks, once that was measured: by cutting the largest adapter, by a DyLoRA's scan. */
    public List<Preview> previews() {
        return List.copyOf(previews.values());
    }

    /**
     * The verdict, but for one that only asks for larger ranks while those are on their way.
     */
    public Optional<Verdict> answer() {
        return verdict.get().filter(given -> given.kind() != Verdict.Kind.EXTEND || !hasLargerToCome(given));
    }

    /** What the answer advises, or points at; empty while there is none. */
    public Optional<VariantSummary> advised() {
        return answer().flatMap(verdict -> variants.stream()
                .filter(summary -> summary.variant().isMeantBy(verdict))
                .findFirst());
    }

    private boolean hasLargerToCome(Verdict verdict) {
        Predicate<Variant> isLarger = variant ->
                variant.capacity() > verdict.rank() && new Variant(variant.method(), verdict.rank()).isMeantBy(verdict);
        boolean open = variants.stream()
                .anyMatch(larger ->
                        isLarger.test(larger.variant()) && !larger.state().isFinished());
        boolean unknown = unfinishedCells() > 0
                && planned.stream()
                        .anyMatch(larger ->
                                isLarger.test(larger) && variant(larger).isEmpty());
        return open || unknown;
    }

    /** Cells that are not finished, those that a search is expected to add included: about, unless {@link #isExtentExact}. */
    public int unfinishedCells() {
        return expectedCells()
                - (int) cells.values().stream()
                        .filter(cell -> cell.state().isFinished())
                        .count();
    }

    /** What table and charts show as selected. */
    public ObjectProperty<Optional<Variant>> selectedProperty() {
        return selected;
    }

    public boolean isSelected(Variant variant) {
        return selected.get().filter(variant::equals).isPresent();
    }

    /** One entry a method and capacity: methods as the study has them, capacities rising; as of the last {@link #publish}. */
    public List<VariantSummary> variants() {
        return variants;
    }

    public Optional<VariantSummary> variant(Variant variant) {
        return variants.stream()
                .filter(summary -> summary.variant().equals(variant))
                .findFirst();
    }

    /** The methods of the study, in its order. */
    public List<Method> methods() {
        return Stream.concat(planned.stream(), variants.stream().map(VariantSummary::variant))
                .map(Variant::method)
                .distinct()
                .toList();
    }

    /** Whether there are methods to compare, beside the reference: colours are then those of methods. */
    public boolean comparesMethods() {
        return methods().stream().filter(method -> method != Method.FULL).count() > 1;
    }

    /** Whether there are so many that their names have no room in a row, nor beside each of their curves. */
    public boolean hasManyMethods() {
        return comparesMethods() && methods().size() > METHODS_IN_A_ROW;
    }

    /** What is said of {@code variant}: with its method where there are several. */
    public String nameOf(Variant variant) {
        return methods().size() > 1 ? variant.name() : variant.size();
    }

    /** The method to look at where there is room for one: of what is selected, or advised, or the first. */
    public Optional<Method> methodInFocus() {
        return selected.get()
                .or(() -> advised().map(VariantSummary::variant))
                .map(Variant::method)
                .or(() -> methods().stream().findFirst());
    }

    /** Full fine-tuning, once it was measured: what all others are compared with. */
    public Optional<VariantSummary> reference() {
        return variants.stream()
                .filter(summary -> summary.variant().isReference() && summary.hasLoss())
                .findFirst();
    }

    /** The lowest loss that {@code method} came to. */
    public Optional<VariantSummary> bestOf(Method method) {
        return variants.stream()
                .filter(summary -> summary.variant().method() == method && summary.hasLoss())
                .min(Comparator.comparingDouble(VariantSummary::loss));
    }

    /** The cell behind {@code summary}'s loss that came to the lowest; empty while none is complete. */
    public Optional<Cell> bestCell(VariantSummary summary) {
        return cells.values().stream()
                .filter(cell -> summary.isBest(cell.trial()) && cell.trial().result() != null)
                .min(Comparator.comparingDouble(cell -> cell.trial().result().evalLoss()));
    }

    /** What is {@code step} places from what is selected among those with a result; empty if there is none. */
    public Optional<Variant> neighbour(int step) {
        List<Variant> measured = variants.stream()
                .filter(VariantSummary::hasLoss)
                .map(VariantSummary::variant)
                .toList();
        if (measured.isEmpty()) {
            return Optional.empty();
        }
        int at = selected.get().map(measured::indexOf).orElse(-1);
        return Optional.of(
                at < 0 ? measured.get(0) : measured.get(Math.max(0, Math.min(measured.size() - 1, at + step))));
    }

    public Collection<Cell> cells() {
        return Collections.unmodifiableCollection(cells.values());
    }

    /** The cell that is being trained. */
    public Optional<Cell> running() {
        return cells.values().stream()
                .filter(cell -> cell.state() == TrialState.RUNNING)
                .findFirst();
    }

    public boolean isEmpty() {
        return cells.isEmpty();
    }

    /** What is learnt; empty while there is no trial. */
    public Optional<Task> task() {
        return cells.values().stream()
                .findFirst()
                .map(cell -> cell.trial().spec().task());
    }

    /** Loss of the untouched base model (validation at step 0), nats per token; NaN until known. */
    public double baseLoss() {
        return cells.values().stream()
                .filter(cell ->
                        !cell.validation().isEmpty() && cell.validation().step(0) == 0)
                .mapToDouble(cell -> cell.validation().value(0))
                .findFirst()
                .orElse(Double.NaN);
    }

    /** How many cells the study will come to, those it has included: about, unless {@link #isExtentExact}. */
    public int expectedCells() {
        return Math.max(expectedCells, cells.size());
    }

    /** Whether no cell but those known will come. */
    public boolean isExtentExact() {
        return expectationExact;
    }

    /** Share of all steps that are done, in [0, 1]; cells that are expected count like those that are known. */
    public double progress() {
        long known = cells.values().stream().mapToLong(Cell::totalSteps).sum();
        double total = cells.isEmpty() ? 0 : (double) known * expectedCells() / cells.size();
        return total == 0
                ? 0
                : cells.values().stream().mapToLong(Cell::doneSteps).sum() / total;
    }

    // News

    public void clear() {
        cells.clear();
        expected(0, true);
        planned = List.of();
        given = Optional.empty();
        observations = List.of();
        previews.clear();
        options.set(VerdictOptions.DEFAULT);
        selected.set(Optional.empty());
        resultsChanged = true;
        publish();
    }

    public void show(StudySnapshot snapshot) {
        clear();
        planned(snapshot.spec());
        opened(snapshot.trials());
        snapshot.metrics().forEach((id, lines) -> lines.forEach(line -> metric(id, line)));
        observed(snapshot.observations());
        verdict(snapshot.verdict());
        snapshot.previews().forEach(this::preview);
        publish();
    }

    /** A study of {@code spec}, of which a search may not have tried all. */
    void planned(StudySpec spec) {
        planned = VariantOrder.planned(spec);
        resultsChanged = true;
    }

    void opened(List<Trial> trials) {
        Set<String> known = trials.stream().map(Trial::id).collect(Collectors.toCollection(HashSet::new));
        cells.keySet().retainAll(known);
        trials.forEach(this::changed);
    }

    void expected(int count, boolean exact) {
        expectedCells = count;
        expectationExact = exact;
    }

    void changed(Trial trial) {
        Cell cell = cells.get(trial.id());
        if (cell == null) {
            cells.put(trial.id(), new Cell(trial));
        } else {
            cell.changed(trial);
        }
        resultsChanged = true;
    }

    void started(String trialId, int doneSteps, long parameters) {
        Optional.ofNullable(cells.get(trialId)).ifPresent(cell -> cell.started(doneSteps, parameters));
        resultsChanged = true;
    }

    void metric(String trialId, MetricLine line) {
        Optional.ofNullable(cells.get(trialId)).ifPresent(cell -> cell.metric(line));
        resultsChanged |= line.isEvaluation();
    }

    void observed(List<Observation> results) {
        observations = List.copyOf(results);
        resultsChanged = true;
    }

    void verdict(Optional<Verdict> value) {
        given = value;
        resultsChanged = true;
    }

    void preview(Preview preview) {
        previews.put(preview.how(), preview);
        resultsChanged = true;
    }

    /** Ends a batch: listeners hear of it once. */
    void publish() {
        if (resultsChanged) {
            resultsChanged = false;
            Optional<Verdict> judged = judged();
            variants = VariantSummaries.of(new ArrayList<>(cells.values()), judged, planned);
            verdict.set(judged);
            results.set(results.get() + 1);
        }
        steps.set(steps.get() + 1);
    }

    private Optional<Verdict> judged() {
        objection.set("");
        if (!isJudgedAnew() || given.isEmpty() || observations.isEmpty()) {
            return given;
        }
        try {
            return Optional.of(VerdictEngine.judge(observations, options.get()));
        } catch (RequestException e) {
            objection.set(e.getMessage());
            return given;
        }
    }
}
