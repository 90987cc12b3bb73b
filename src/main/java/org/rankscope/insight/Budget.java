package org.rankscope.insight;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.rankscope.io.Amounts;
import org.rankscope.io.RequestException;

/**
 * The most that an adapter may cost; null where there is no limit. Only ranks within it compete.
 *
 * @param parameters trainable parameters
 * @param adapterBytes bytes of the stored adapter
 * @param memoryBytes peak memory of its training process
 * @param elapsedMillis wall time of its training
 */
public record Budget(
        Long parameters,
        @JsonProperty("adapter_bytes") Long adapterBytes,
        @JsonProperty("peak_memory_bytes") Long memoryBytes,
        @JsonProperty("elapsed_ms") Long elapsedMillis) {
    public static final Budget NONE = new Budget(null, null, null, null);

    /** What can be limited. */
    private enum Kind {
        PARAMETERS("parameters", "trainable_parameters", Budget::parameters, Cost::parameters),
        ADAPTER("adapter size", "adapter_bytes", Budget::adapterBytes, Cost::adapterBytes),
        MEMORY("memory", "peak_memory_bytes", Budget::memoryBytes, Cost::memoryBytes),
        TIME("time", "elapsed_ms", Budget::elapsedMillis, Cost::elapsedMillis);

        private final String words;
        private final String column;
        private final Function<Budget, Long> limit;
        private final Function<Cost, Long> cost;

        Kind(String words, String column, Function<Budget, Long> limit, Function<Cost, Long> cost) {
            this.words = words;
            this.column = column;
            this.limit = limit;
            this.cost = cost;
        }

        /** {@code amount} in the kind of unit that {@code limit} is round in: 6.2 GB beside a limit of 6 GB. */
        String format(long amount, long limit) {
            return switch (this) {
                case PARAMETERS -> Amounts.count(amount);
                case TIME -> Amounts.duration(amount);
                case ADAPTER, MEMORY -> limit % 1000 == 0 ? Amounts.decimalBytes(amount) : Amounts.bytes(amount);
            };
        }
    }

    public Budget {
        for (Long limit : new Long[] {parameters, adapterBytes, memoryBytes, elapsedMillis}) {
            if (limit != null && limit <= 0) {
                throw new RequestException("A budget must be more than 0, found " + limit + ".");
            }
        }
    }

    public boolean isNone() {
        return equals(NONE);
    }

    /** "memory up to 6 GB and adapter size up to 20 MB". */
    public String words() {
        List<String> parts = new ArrayList<>();
        for (Kind kind : limited()) {
            long limit = kind.limit.apply(this);
            parts.add(kind.words + " up to " + kind.format(limit, limit));
        }
        return String.join(" and ", parts);
    }

    /**
     * Whether {@code cost} is within this budget; a RequestException where a cost that is limited isn't known.
     *
     * @param whose the rank that has this cost: "r = 8"
     */
    boolean allows(Cost cost, String whose) {
        return excess(cost, whose) <= 1;
    }

    /** The largest of cost / limit; 0 without limits. */
    double excess(Cost cost, String whose) {
        double largest = 0;
        for (Kind kind : limited()) {
            Long amount = kind.cost.apply(cost);
            if (amount == null) {
                throw new RequestException("The budget limits " + kind.words + ", but for " + whose
                        + " it is not known; a table needs the column " + kind.column + ".");
            }
            largest = Math.max(largest, (double) amount / kind.limit.apply(this));
        }
        return largest;
    }

    /** What of {@code cost} is too much: "6.3 GB of memory". */
    String excessWords(Cost cost) {
        List<String> parts = new ArrayList<>();
        for (Kind kind : limited()) {
            long amount = kind.cost.apply(cost);
            long limit = kind.limit.apply(this);
            if (amount > limit) {
                parts.add(
                        switch (kind) {
                            case PARAMETERS -> kind.format(amount, limit) + " parameters";
                            case ADAPTER -> "an adapter of " + kind.format(amount, limit);
                            case MEMORY -> kind.format(amount, limit) + " of memory";
                            case TIME -> kind.format(amount, limit);
                        });
            }
        }
        return String.join(" and ", parts);
    }

    private List<Kind> limited() {
        return Arrays.stream(Kind.values())
                .filter(kind -> kind.limit.apply(this) != null)
                .toList();
    }
}
