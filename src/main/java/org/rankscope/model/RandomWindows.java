package org.rankscope.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.rankscope.graph.DType;
import org.rankscope.graph.HalfNumbers;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;

/**
 * Random numbers where only time and memory count. Each tensor is a window of one block of its type, beginning somewhere else
 * than the next: the tensors of a model of any size take no more of the machine's memory than the largest of them. Any thread.
 */
public final class RandomWindows {
    /** Numbers after which a block begins again: a prime, so that the rows of a matrix are not the same. */
    private static final int PERIOD = 1_000_003;
    /** How much longer a block is than the largest tensor. */
    private static final long SLACK = 1 << 20;
    /** How far apart the windows of two neighbouring places begin: a page of the smallest type. */
    private static final long STRIDE = 4096;

    private final long largest;
    private final float deviation;
    private final Map<DType, ByteBuffer> blocks = new EnumMap<>(DType.class);

    /**
     * @param largest elements of the largest tensor
     * @param deviation standard deviation of numbers that aren't whole; those are bytes from 0 to 255
     */
    public RandomWindows(long largest, double deviation) {
        this.largest = largest;
        this.deviation = (float) deviation;
    }

    /** A tensor of FLOAT, FLOAT16, BFLOAT16 or UINT8; the same for the same {@code place}, which may be any number from 0. */
    public synchronized Tensor at(int place, DType dtype, Shape shape) {
        ByteBuffer block = blocks.computeIfAbsent(dtype, this::block);
        int start = Math.toIntExact(place * STRIDE % SLACK * dtype.bytes());
        int bytes = Math.toIntExact(shape.elements() * dtype.bytes());
        return new Tensor(dtype, shape, block.slice(start, bytes).order(ByteOrder.nativeOrder()));
    }

    private ByteBuffer block(DType dtype) {
        int bytes = Math.toIntExact((largest + SLACK) * dtype.bytes());
        ByteBuffer block = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
        SplittableRandom random = new SplittableRandom(0);
        int first = Math.min(bytes, PERIOD * dtype.bytes());
        while (block.position() < first) {
            put(block, dtype, random);
        }
        while (block.hasRemaining()) {
            int more = Math.min(block.position(), block.remaining());
            block.put(block.position(), block, 0, more).position(block.position() + more);
        }
        return block;
    }

    private void put(ByteBuffer block, DType dtype, SplittableRandom random) {
        // Uniform numbers from -1 to 1 have a standard deviation of 1/sqrt(3).
        float number = (float) (deviation * Math.sqrt(3) * random.nextDouble(-1, 1));
        switch (dtype) {
            case FLOAT -> block.putFloat(number);
            case FLOAT16, BFLOAT16 -> block.putShort(HalfNumbers.bits(dtype, number));
            case UINT8 -> block.put((byte) random.nextInt());
            default -> throw new IllegalArgumentException("No random numbers of " + dtype);
        }
    }
}
