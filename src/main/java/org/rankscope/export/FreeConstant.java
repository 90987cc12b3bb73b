package org.rankscope.export;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.rankscope.graph.DType;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Op;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;

/**
 * A constant of a graph whose numbers follow from the size of a batch, seen at several sizes: as nodes that make it at any
 * size up to the largest. These are the kinds that forward graphs have:
 *
 * <ul>
 *   <li>a few whole numbers, each a {@link SizeFormula}: the shapes that {@code Reshape} and {@code Split} go to;
 *   <li>one number everywhere;
 *   <li>whole numbers that grow by equal steps along each axis: positions, where rows begin, places in a table;
 *   <li>a few of these side by side along the last axis: coordinates;
 *   <li>a matrix whose entries depend on the distance from the diagonal alone: causal masks, relative positions;
 *   <li>the beginning or the middle of what it is at the largest size: tables of angles.
 * </ul>
 *
 * Axes of size 1 are of no account.
 */
final class FreeConstant {
    private static final SizeFormula ONE = SizeFormula.constant(1);

    /** Axes of the largest tensors that there are. */
    private static final int MOST_COORDINATES = 8;

    private final GraphBuilder g;
    private final Sizes sizes;
    private final List<SizeFormula.Size> seenAt;
    private final List<Tensor> seen;
    private final Tensor largest;

    /** @param seen what the constant is at the sizes {@code seenAt}, the last of which is the largest */
    FreeConstant(GraphBuilder g, Sizes sizes, List<SizeFormula.Size> seenAt, List<Tensor> seen) {
        this.g = g;
        this.sizes = sizes;
        this.seenAt = seenAt;
        this.seen = seen;
        this.largest = seen.get(seen.size() - 1);
    }

    /** What stands for the constant; empty where it is of no kind that is known. */
    Optional<Value> value() {
        boolean sameRank = seen.stream()
                .allMatch(
                        tensor -> tensor.shape().rank() == largest.shape().rank() && tensor.dtype() == largest.dtype());
        if (!sameRank) {
            return Optional.empty();
        }
        Optional<List<SizeFormula>> dims =
                formulas(seen.stream().map(tensor -> tensor.shape().toArray()).toList());
        if (dims.isEmpty()) {
            return Optional.empty();
        } else if (dims.get().stream().allMatch(SizeFormula::isConstant)) {
            return wholeNumbers();
        } else if (dims.get().contains(ONE)) {
            return withoutUnitAxes(dims.get());
        }
        return oneNumber(dims.get())
                .or(() -> steps(dims.get()))
                .or(() -> coordinates(dims.get()))
                .or(() -> byDistance(dims.get()))
                .or(() -> part(dims.get()));
    }

    private Optional<Value> withoutUnitAxes(List<SizeFormula> dims) {
        List<Tensor> squeezed = seen.stream()
                .map(tensor -> {
                    List<Long> left = new ArrayList<>();
                    for (int axis = 0; axis < dims.size(); axis++) {
                        if (!dims.get(axis).equals(ONE)) {
                            left.add(tensor.shape().dim(axis));
                        }
                    }
                    return tensor.reshaped(new Shape(left));
                })
                .toList();
        return new FreeConstant(g, sizes, seenAt, squeezed)
                .value()
                .map(value -> node(Op.RESHAPE, List.of(value, sizes.vector(dims)), largest.shape()));
    }

    private Optional<Value> wholeNumbers() {
        if (largest.dtype() != DType.INT64) {
            return Optional.empty();
        }
        return formulas(seen.stream().map(Tensor::longs).toList())
                .map(formulas -> g.reshape(sizes.vector(formulas), largest.shape()));
    }

    /** One formula for each place of vectors of equal length. */
    private Optional<List<SizeFormula>> formulas(List<long[]> vectors) {
        List<SizeFormula> formulas = new ArrayList<>();
        for (int i = 0; i < vectors.get(0).length; i++) {
            int place = i;
            Optional<SizeFormula> formula =
                    formula(vectors.stream().mapToLong(vector -> vector[place]).toArray());
            if (formula.isEmpty()) {
                return Optional.empty();
            }
            formulas.add(formula.get());
        }
        return Optional.of(formulas);
    }

    private Optional<SizeFormula> formula(long... values) {
        return SizeFormula.through(seenAt, values);
    }

    private Optional<Value> oneNumber(List<SizeFormula> dims) {
        ByteBuffer number = element(largest, 0);
        for (Tensor tensor : seen) {
            for (int i = 0; i < tensor.shape().elements(); i++) {
                if (!element(tensor, i).equals(number)) {
                    return Optional.empty();
                }
            }
        }
        Value single = g.constant(new Tensor(largest.dtype(), Shape.SCALAR, number));
        return Optional.of(node(Op.EXPAND, List.of(single, sizes.vector(dims)), largest.shape()));
    }

    /** t[i, j, ...] = first + i · step of the first axis + j · step of the second + ... */
    private Optional<Value> steps(List<SizeFormula> dims) {
        boolean fits = largest.dtype() == DType.INT64
                && seen.stream()
                        .allMatch(tensor -> tensor.shape().dims().stream().allMatch(size -> size > 1));
        List<long[]> starts =
                fits ? seen.stream().map(FreeConstant::firstAndSteps).toList() : List.of();
        if (!fits || !IntStream.range(0, seen.size()).allMatch(i -> goes(seen.get(i), starts.get(i)))) {
            return Optional.empty();
        }
        return formulas(starts).map(found -> {
            Value sum = sizes.vector(found.subList(0, 1));
            for (int axis = 0; axis < dims.size(); axis++) {
                long size = largest.shape().dim(axis);
                Value counted = sizes.counted(dims.get(axis), size);
                Value steps = g.mul(counted, sizes.vector(found.subList(axis + 1, axis + 2)));
                int further = dims.size() - 1 - axis;
                Shape shape = Shape.of(size).append(Collections.nCopies(further, 1L));
                List<Long> axes = LongStream.rangeClosed(1, further).boxed().toList();
                sum = g.add(sum, further == 0 ? steps : node(Op.UNSQUEEZE, List.of(steps, g.constant(axes)), shape));
            }
            return sum;
        });
    }

    /** The first number, then how much more the next along each axis is. */
    private static long[] firstAndSteps(Tensor tensor) {
        long[] numbers = tensor.longs();
        long[] found = new long[tensor.shape().rank() + 1];
        found[0] = numbers[0];
        int stride = numbers.length;
        for (int axis = 0; axis < tensor.shape().rank(); axis++) {
            stride /= (int) tensor.shape().dim(axis);
            found[axis + 1] = numbers[stride] - numbers[0];
        }
        return found;
    }

    private static boolean goes(Tensor tensor, long[] firstAndSteps) {
        long[] numbers = tensor.longs();
        for (int i = 0; i < numbers.length; i++) {
            long expected = firstAndSteps[0];
            int rest = i;
            for (int axis = tensor.shape().rank() - 1; axis >= 0; axis--) {
                int size = (int) tensor.shape().dim(axis);
                expected += rest % size * firstAndSteps[axis + 1];
                rest /= size;
            }
            if (numbers[i] != expected) {
                return false;
            }
        }
        return true;
    }

    /** Each place of a short last axis by itself. */
    private Optional<Value> coordinates(List<SizeFormula> dims) {
        SizeFormula last = dims.get(dims.size() - 1);
        if (largest.dtype() != DType.INT64 || !last.isConstant() || last.one() > MOST_COORDINATES) {
            return Optional.empty();
        }
        List<Value> parts = new ArrayList<>();
        for (int i = 0; i < last.one(); i++) {
            int place = i;
            List<Tensor> column =
                    seen.stream().map(tensor -> column(tensor, place)).toList();
            Optional<Value> value = new FreeConstant(g, sizes, seenAt, column).value();
            if (value.isEmpty()) {
                return Optional.empty();
            }
            parts.add(node(
                    Op.UNSQUEEZE,
                    List.of(value.get(), g.constant(List.of(-1L))),
                    largest.shape().with(-1, 1)));
        }
        return Optional.of(g.concat(parts, dims.size() - 1));
    }

    private static Tensor column(Tensor tensor, int place) {
        List<Long> dims = tensor.shape().dims();
        int width = dims.get(dims.size() - 1).intValue();
        long[] numbers = tensor.longs();
        long[] column = IntStream.range(0, numbers.length / width)
                .mapToLong(row -> numbers[row * width + place])
                .toArray();
        return Tensor.ofLongs(new Shape(dims.subList(0, dims.size() - 1)), column);
    }

    /** t[i, j] = table[j - i + rows - 1], rows being those of the largest. */
    private Optional<Value> byDistance(List<SizeFormula> dims) {
        boolean matrix = dims.size() == 2 && dims.stream().noneMatch(SizeFormula::isConstant);
        if (!matrix) {
            return Optional.empty();
        }
        int rows = (int) largest.shape().dim(0);
        int columns = (int) largest.shape().dim(1);
        Tensor table = Tensor.zeros(largest.dtype(), Shape.of(rows + columns - 1));
        for (int i = 0; i < rows + columns - 1; i++) {
            int row = Math.max(0, rows - 1 - i);
            element(table, i).put(element(largest, row * columns + row + i - rows + 1));
        }
        for (Tensor tensor : seen) {
            int width = (int) tensor.shape().dim(1);
            for (int i = 0; i < tensor.shape().elements(); i++) {
                int distance = i % width - i / width + rows - 1;
                if (!element(tensor, i).equals(element(table, distance))) {
                    return Optional.empty();
                }
            }
        }
        Value across = sizes.counted(dims.get(1), columns);
        Value down = node(
                Op.UNSQUEEZE, List.of(sizes.counted(dims.get(0), rows), g.constant(List.of(1L))), Shape.of(rows, 1));
        Value distances = g.add(g.sub(across, down), g.constant(List.of(rows - 1L)));
        return Optional.of(g.gather(g.constant(table), distances));
    }

    /** Of each axis as much as the size asks for, from its beginning or from its middle. */
    private Optional<Value> part(List<SizeFormula> dims) {
        for (boolean middle : new boolean[] {false, true}) {
            List<long[]> starts =
                    seen.stream().map(tensor -> starts(tensor, middle)).toList();
            boolean parts = IntStream.range(0, seen.size()).allMatch(i -> isPart(seen.get(i), starts.get(i)));
            Optional<List<SizeFormula>> from = parts ? formulas(starts) : Optional.empty();
            if (from.isPresent()) {
                List<SizeFormula> to = formulas(IntStream.range(0, seen.size())
                                .mapToObj(i ->
                                        sum(starts.get(i), seen.get(i).shape().toArray()))
                                .toList())
                        .orElseThrow();
                return Optional.of(node(
                        Op.SLICE,
                        List.of(g.constant(largest), sizes.vector(from.get()), sizes.vector(to)),
                        largest.shape()));
            }
        }
        return Optional.empty();
    }

    private long[] starts(Tensor tensor, boolean middle) {
        return IntStream.range(0, tensor.shape().rank())
                .mapToLong(axis ->
                        middle ? (largest.shape().dim(axis) - tensor.shape().dim(axis)) / 2 : 0)
                .toArray();
    }

    private static long[] sum(long[] a, long[] b) {
        return IntStream.range(0, a.length).mapToLong(i -> a[i] + b[i]).toArray();
    }

    /** Whether {@code tensor} is what the largest holds from {@code starts} on. */
    private boolean isPart(Tensor tensor, long[] starts) {
        long[] dims = tensor.shape().toArray();
        for (int i = 0; i < tensor.shape().elements(); i++) {
            long rest = i;
            long place = 0;
            long stride = 1;
            for (int axis = dims.length - 1; axis >= 0; axis--) {
                place += (starts[axis] + rest % dims[axis]) * stride;
                rest /= dims[axis];
                stride *= largest.shape().dim(axis);
            }
            if (!element(tensor, i).equals(element(largest, (int) place))) {
                return false;
            }
        }
        return true;
    }

    private Value node(Op op, List<Value> operands, Shape shape) {
        return g.node(op, operands, Map.of(), largest.dtype(), shape);
    }

    private static ByteBuffer element(Tensor tensor, int index) {
        int bytes = tensor.dtype().bytes();
        return tensor.data().slice(index * bytes, bytes);
    }
}
