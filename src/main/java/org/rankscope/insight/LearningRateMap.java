package org.rankscope.insight;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Loss over the learning rate for each rank: what shows whether the ranks were compared fairly, each at its own best
 * rate. A pure function of the runs.
 *
 * @param fields a field for each method, rank and rate that was tried, by method, rank, rate
 */
public record LearningRateMap(List<Field> fields) {
    /**
     * A run that came to no result.
     *
     * @param setting as in {@link Observation}
     */
    public record LostRun(String method, int rank, String setting, double learningRate, Ending ending) {}

    /** Why a run came to no result; the first of two counts for more. */
    public enum Ending {
        DIVERGED,
        PRUNED,
        FAILED
    }

    /**
     * One rank at one learning rate.
     *
     * @param value mean of the metric over the runs of the best setting there; NaN without any
     * @param runs how many runs the mean is of
     * @param lost the gravest of how runs there were lost; empty if none was
     * @param best whether this is the rate at which the rank is judged
     * @param edge whether it is the best and no smaller, or no larger, rate was tried
     */
    public record Field(
            String method,
            int rank,
            double learningRate,
            double value,
            int runs,
            Optional<Ending> lost,
            boolean best,
            boolean edge) {}

    public LearningRateMap {
        fields = List.copyOf(fields);
    }

    /** The map of {@code observations} and the runs that were lost; a diverged observation counts as lost. */
    public static LearningRateMap of(List<Observation> observations, List<LostRun> lost, boolean higherIsBetter) {
        List<LostRun> allLost = Stream.concat(
                        lost.stream(),
                        observations.stream()
                                .filter(run -> !Double.isFinite(run.value()))
                                .map(run -> new LostRun(
                                        run.method(), run.rank(), run.setting(), run.learningRate(), Ending.DIVERGED)))
                .toList();
        List<Observation> usable = observations.stream()
                .filter(run -> Double.isFinite(run.value()))
                .toList();
        List<Field> fields = new ArrayList<>();
        places(usable, allLost).forEach(place -> fields.addAll(row(place, usable, allLost, higherIsBetter ? -1 : 1)));
        return new LearningRateMap(fields);
    }

    /** The learning rates that were tried at any rank, rising. */
    public List<Double> rates() {
        return fields.stream().map(Field::learningRate).distinct().sorted().toList();
    }

    /** The fields of each method and rank, by rate. */
    public List<List<Field>> rows() {
        return List.copyOf(fields.stream()
                .collect(Collectors.groupingBy(
                        field -> new Place(field.method(), field.rank()), LinkedHashMap::new, Collectors.toList()))
                .values());
    }

    /** The field of a rank at a rate; empty where it was not tried. */
    public Optional<Field> at(String method, int rank, double learningRate) {
        return fields.stream()
                .filter(field ->
                        field.method().equals(method) && field.rank() == rank && field.learningRate() == learningRate)
                .findFirst();
    }

    /** What a person should know of the rates that were lost, one sentence each. */
    public List<String> notes() {
        List<String> notes = new ArrayList<>();
        add(notes, Ending.DIVERGED, "Training diverged:", "; such a rate counts as too large.");
        add(notes, Ending.PRUNED, "Stopped early, clearly behind the best rate of their rank:", ".");
        add(notes, Ending.FAILED, "Failed for another reason than its learning rate:", "; this rate was not judged.");
        return notes;
    }

    private void add(List<String> notes, Ending ending, String start, String end) {
        List<Field> hit = fields.stream()
                .filter(field -> field.lost().equals(Optional.of(ending)))
                .toList();
        if (!hit.isEmpty()) {
            notes.add(start + " "
                    + hit.stream()
                            .map(field -> (severalMethods() ? field.method() + " " : "")
                                    + (field.rank() == 0 ? "" : "r = " + field.rank() + " ") + "at "
                                    + PlainNumbers.difference(field.learningRate()))
                            .collect(Collectors.joining(", "))
                    + end);
        }
    }

    private boolean severalMethods() {
        return fields.stream().map(Field::method).distinct().count() > 1;
    }

    private record Place(String method, int rank) {
        boolean has(String otherMethod, int otherRank) {
            return method.equals(otherMethod) && rank == otherRank;
        }
    }

    private static List<Place> places(List<Observation> usable, List<LostRun> lost) {
        return Stream.concat(
                        usable.stream().map(run -> new Place(run.method(), run.rank())),
                        lost.stream().map(run -> new Place(run.method(), run.rank())))
                .distinct()
                .sorted(Comparator.comparing(Place::method).thenComparing(Place::rank))
                .toList();
    }

    private static List<Field> row(Place place, List<Observation> usable, List<LostRun> lost, int sign) {
        List<Observation> runs = usable.stream()
                .filter(run -> place.has(run.method(), run.rank()))
                .toList();
        List<LostRun> ownLost =
                lost.stream().filter(run -> place.has(run.method(), run.rank())).toList();
        TreeSet<Double> rates =
                runs.stream().map(Observation::learningRate).collect(Collectors.toCollection(TreeSet::new));
        ownLost.forEach(run -> rates.add(run.learningRate()));
        List<Field> row = rates.stream()
                .map(rate -> field(place, rate, runs, ownLost, sign))
                .toList();
        int most = row.stream().mapToInt(Field::runs).max().orElse(0);
        Optional<Field> best = row.stream()
                .filter(field -> field.runs() == most && most > 0)
                .min(Comparator.comparingDouble(field -> sign * field.value()));
        return row.stream()
                .map(field -> best.filter(field::equals).isEmpty()
                        ? field
                        : new Field(
                                field.method(),
                                field.rank(),
                                field.learningRate(),
                                field.value(),
                                field.runs(),
                                field.lost(),
                                true,
                                rates.size() > 1
                                        && (field.learningRate() == rates.first()
                                                || field.learningRate() == rates.last())))
                .toList();
    }

    /** Of several settings at this rate the one with the most runs counts, and the best of those with as many. */
    private static Field field(Place place, double rate, List<Observation> runs, List<LostRun> lost, int sign) {
        Optional<List<Observation>> best = runs.stream()
                .filter(run -> run.learningRate() == rate)
                .collect(Collectors.groupingBy(Observation::setting))
                .values()
                .stream()
                .min(Comparator.<List<Observation>>comparingInt(setting -> -setting.size())
                        .thenComparingDouble(setting -> sign * mean(setting)));
        return new Field(
                place.method(),
                place.rank(),
                rate,
                best.map(LearningRateMap::mean).orElse(Double.NaN),
                best.map(List::size).orElse(0),
                lost.stream()
                        .filter(run -> run.learningRate() == rate)
                        .map(LostRun::ending)
                        .filter(Objects::nonNull)
                        .min(Comparator.naturalOrder()),
                false,
                false);
    }

    private static double mean(List<Observation> runs) {
        return runs.stream().mapToDouble(Observation::value).average().orElse(Double.NaN);
    }
}
