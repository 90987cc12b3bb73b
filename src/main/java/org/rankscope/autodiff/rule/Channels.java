package org.rankscope.autodiff.rule;

import java.util.List;
import java.util.stream.LongStream;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Value;

/** What rules of operators on [batch, channels, ...] share. */
final class Channels {
    private Channels() {}

    /** The shape [channels, 1, ...] under which a value [channels] broadcasts to {@code x}. */
    static Shape broadcast(Value perChannel, Value x) {
        Shape shape = perChannel.shape();
        for (int axis = 2; axis < x.shape().rank(); axis++) {
            shape = Shape.of(LongStream.concat(LongStream.of(shape.toArray()), LongStream.of(1))
                    .toArray());
        }
        return shape;
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
