package org.rankscope.cli;

import java.math.BigDecimal;
import java.util.Locale;
import org.rankscope.io.Amounts;

/** Numbers as a person reads them: MiB, minutes, thousands. */
final class Units {
    private Units() {}

    /** {@code 1.5 MiB}. */
    static String bytes(long bytes) {
        return Amounts.bytes(bytes);
    }

    /** {@code 850 ms}, {@code 4.2 s}, {@code 3 min 20 s}, {@code 2 h 05 min}. */
    static String duration(long millis) {
        return Amounts.duration(millis);
    }

    /** {@code 4,718,592}. */
    static String count(long count) {
        return Amounts.count(count);
    }

    /** A loss in nats per token: {@code 1.2345}. */
    static String loss(double loss) {
        return String.format(Locale.ROOT, "%.4f", loss);
    }

    /** A learning rate as it is written in specifications: {@code 0.0003}. */
    static String plain(double value) {
        return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }
}
