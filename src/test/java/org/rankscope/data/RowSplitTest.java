package org.rankscope.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.rankscope.data.Samples.assertRefused;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowSplitTest {
    private static final Path FILE = Path.of("a.jsonl");
    private static final int[] NO_CLASSES = {};
    private static final long[] NO_GROUPS = {};

    @Test
    void withoutClassesTheSameDocumentsAreHeldOutAsEver() {
        long[] contents =
                IntStream.range(0, 300).mapToLong(i -> 31L * (i % 200)).toArray();
        for (long seed = 0; seed < 20; seed++) {
            Set<Long> expected = heldOut(contents, 39, seed);
            RowIndex index = RowIndex.of(contents, NO_CLASSES, NO_GROUPS);
            assertEquals(
                    expected,
                    contents(index, RowSplit.of(FILE, index, 0.13, seed).validation()));
        }
    }

    /** Contents in the order of a seeded hash, each with all its rows, until {@code wanted} rows are held out. */
    private static Set<Long> heldOut(long[] contents, int wanted, long seed) {
        List<Long> order = Arrays.stream(contents)
                .distinct()
                .boxed()
                .sorted(Comparator.comparingLong(content -> SplitMix.at(seed, content)))
                .toList();
        Set<Long> held = new HashSet<>();
        long rows = 0;
        for (int i = 0; rows < wanted; i++) {
            long content = order.get(i);
            held.add(content);
            rows += Arrays.stream(contents).filter(other -> other == content).count();
        }
        return held;
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.001, 0.1, 0.5, 0.999})
    void noContentAndNoGroupStandsOnBothSides(double fraction) {
        long[] contents = random(1, 500, 2000);
        long[] groups = random(2, 500, 400);
        int[] classes = Arrays.stream(random(3, 500, 5)).mapToInt(c -> (int) c).toArray();
        for (int[] some : List.of(classes, NO_CLASSES)) {
            RowIndex index = RowIndex.of(contents, some, groups);
            RowSplit split = RowSplit.of(FILE, index, fraction, 4);
            assertEquals(500, split.train().length + split.validation().length);
            assertTrue(split.train().length > 0 && split.validation().length > 0);
            Set<Long> trained = contents(index, split.train());
            assertTrue(contents(index, split.validation()).stream().noneMatch(trained::contains));
            Set<Long> trainedGroups = groups(index, split.train());
            assertTrue(groups(index, split.validation()).stream().noneMatch(trainedGroups::contains));
        }
    }

    @Test
    void rowsWithoutAGroupAreNotOfOneGroup() {
        RowIndex index = RowIndex.of(LongStream.range(0, 100).toArray(), NO_CLASSES, new long[100]);
        assertEquals(20, RowSplit.of(FILE, index, 0.2, 1).validation().length);
    }

    @Test
    void everyClassKeepsItsShare() {
        // 300, 100, 40, 7, 3 and 1 rows
        int[] classes = IntStream.range(0, 451)
                .map(i -> i < 300 ? 0 : i < 400 ? 1 : i < 440 ? 2 : i < 447 ? 3 : i < 450 ? 4 : 5)
                .toArray();
        RowIndex index = RowIndex.of(LongStream.range(0, 451).toArray(), classes, NO_GROUPS);
        int[] validation = RowSplit.of(FILE, index, 0.1, 9).validation();
        long[] counts = new long[6];
        Arrays.stream(validation).forEach(row -> counts[index.classOf(row)]++);
        // quotas 30, 10, 4, 0.7, 0.3, 0.1 and 45 in all: the largest remainder gets the one that is over
        assertArrayEquals(new long[] {30, 10, 4, 1, 0, 0}, counts);
    }

    @Test
    void aClassOfOneRowStaysInTraining() {
        RowIndex index = RowIndex.of(LongStream.range(0, 4).toArray(), new int[] {0, 1, 1, 2}, NO_GROUPS);
        for (long seed = 0; seed < 10; seed++) {
            int[] validation = RowSplit.of(FILE, index, 0.9, seed).validation();
            assertEquals(1, validation.length);
            assertEquals(1, index.classOf(validation[0]));
        }
    }

    @Test
    void manySmallClassesGiveOneRowEachAsFarAsTheFractionGoes() {
        int[] classes = IntStream.range(0, 80).map(i -> i / 4).toArray();
        RowIndex index = RowIndex.of(LongStream.range(0, 80).toArray(), classes, NO_GROUPS);
        int[] validation = RowSplit.of(FILE, index, 0.1, 3).validation();
        assertEquals(8, Arrays.stream(validation).map(index::classOf).distinct().count());
        assertEquals(8, validation.length);
    }

    @Test
    void aLargeGroupIsNotHeldOutWhereSmallOnesServe() {
        long[] groups = IntStream.range(0, 100).mapToLong(i -> i < 60 ? 1 : i).toArray();
        for (long seed = 0; seed < 20; seed++) {
            RowIndex index = RowIndex.of(LongStream.range(0, 100).toArray(), NO_CLASSES, groups);
            assertEquals(10, RowSplit.of(FILE, index, 0.1, seed).validation().length);
        }
    }

    @Test
    void theOrderOfTheFileDoesNotMatterAndTheSeedDoes() {
        long[] contents = random(5, 400, 350);
        LongUnaryOperator group = content -> 1 + content / 3;
        long[] reversed =
                IntStream.range(0, 400).mapToLong(i -> contents[399 - i]).toArray();
        RowIndex one = withClasses(contents, group);
        RowIndex other = withClasses(reversed, group);
        Set<Long> held = contents(one, RowSplit.of(FILE, one, 0.2, 1).validation());
        assertEquals(held, contents(other, RowSplit.of(FILE, other, 0.2, 1).validation()));
        assertNotEquals(held, contents(one, RowSplit.of(FILE, one, 0.2, 2).validation()));
    }

    @Test
    void whatCannotBeSplitIsRefused() {
        RowIndex same = RowIndex.of(new long[] {7, 7, 7}, NO_CLASSES, NO_GROUPS);
        assertRefused(() -> RowSplit.of(FILE, same, 0.5, 1), FILE, "the same content, expected two or more different");
        RowIndex oneGroup = RowIndex.of(new long[] {1, 2, 3}, NO_CLASSES, new long[] {5, 5, 5});
        assertRefused(() -> RowSplit.of(FILE, oneGroup, 0.5, 1), FILE, "belong to one group");
        RowIndex singles = RowIndex.of(new long[] {1, 2, 3}, new int[] {0, 1, 2}, NO_GROUPS);
        assertRefused(() -> RowSplit.of(FILE, singles, 0.5, 1), FILE, "no class has two different rows");
    }

    private static RowIndex withClasses(long[] contents, LongUnaryOperator group) {
        return RowIndex.of(
                contents,
                Arrays.stream(contents).mapToInt(content -> (int) (content % 4)).toArray(),
                Arrays.stream(contents).map(group).toArray());
    }

    private static long[] random(long seed, int count, int below) {
        return LongStream.range(0, count)
                .map(i -> 1 + Math.floorMod(SplitMix.at(seed, i), below))
                .toArray();
    }

    private static Set<Long> contents(RowIndex index, int[] rows) {
        return Arrays.stream(rows).mapToObj(index::fingerprint).collect(Collectors.toSet());
    }

    private static Set<Long> groups(RowIndex index, int[] rows) {
        return Arrays.stream(rows).mapToObj(index::group).collect(Collectors.toSet());
    }
}
