package org.rankscope.ui.setup;

import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.rankscope.io.RequestException;

/** The ranks of a study as typed, {@code 1, 2, 4, 8}, and as a range of powers of two on the slider. */
final class RankList {
    /** Where the slider ends: 2^0 to 2^8. */
    static final int LARGEST_EXPONENT = 8;

    static final int LARGEST_RANK = 4096;

    private RankList() {}

    static List<Integer> parse(String text) {
        TreeSet<Integer> ranks = new TreeSet<>();
        for (String part : text.split("[,;\\s]+")) {
            if (!part.isEmpty()) {
                ranks.add(one(part));
            }
        }
        if (ranks.isEmpty()) {
            throw new RequestException("No rank is given; write one or more, such as 1, 2, 4, 8.");
        }
        return List.copyOf(ranks);
    }

    private static int one(String part) {
        int rank;
        try {
            rank = Integer.parseInt(part);
        } catch (NumberFormatException e) {
            throw new RequestException("'" + part + "' is not a rank; write whole numbers, such as 1, 2, 4, 8.", e);
        }
        if (rank < 1 || rank > LARGEST_RANK) {
            throw new RequestException("Rank " + part + " can't be trained; a rank is 1 to " + LARGEST_RANK + ".");
        }
        return rank;
    }

    static String format(List<Integer> ranks) {
        return ranks.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }

    static String note(List<Integer> ranks) {
        return ranks.size() < 3 ? "Three ranks or more show where the curve bends." : "";
    }

    static List<Integer> powersOfTwo(int lowExponent, int highExponent) {
        return IntStream.rangeClosed(lowExponent, highExponent)
                .mapToObj(exponent -> 1 << exponent)
                .toList();
    }

    /** log2 of a rank, rounded down and kept on the slider. */
    static int exponentBelow(int rank) {
        return Math.min(LARGEST_EXPONENT, 31 - Integer.numberOfLeadingZeros(rank));
    }

    /** log2 of a rank, rounded up and kept on the slider. */
    static int exponentAbove(int rank) {
        return rank == 1 ? 0 : Math.min(LARGEST_EXPONENT, 32 - Integer.numberOfLeadingZeros(rank - 1));
    }
}
