package org.rankscope.autodiff.rule;

import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Value;

/** What rules of operators on [batch, channels, ...] share. */
final class Channels {
    private Channels() {}

    /** A value [channels] under the shape [channels, 1, ...], which broadcasts to {@code x}. */
    static Value spread(GraphBuilder g, Value perChannel, Value x) {
        long[] dims = new long[x.shape().rank() - 1];
        Arrays.fill(dims, 1);
        dims[0] = perChannel.shape().dim(0);
        return g.reshape(perChannel, Shape.of(dims));
    }

    /** The sum over all axes but that of the channels. */
    static Value sum(GraphBuilder g, Value value) {
        List<Long> others = LongStream.range(0, value.shape().rank())
                .filter(axis -> axis != 1)
                .boxed()
                .toList();
        return g.reduceSum(value, others, false);
    }
}
