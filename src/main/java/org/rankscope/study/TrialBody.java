package org.rankscope.study;

import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import org.rankscope.train.CancelledException;
import org.rankscope.train.DivergedException;
import org.rankscope.train.TrialListener;
import org.rankscope.train.TrialResult;
import org.rankscope.train.TrialSpec;

/** What a worker does with the cell that it is given. */
@FunctionalInterface
public interface TrialBody {
    /**
     * Trains in {@code directory}, from its checkpoint where there is one.
     *
     * @throws DivergedException on a loss that is no finite number
     * @throws CancelledException soon after {@code cancelled} turns true, with a checkpoint stored
     * @throws Exception whatever else ends the run
     */
    TrialResult train(TrialSpec spec, Path directory, TrialListener listener, BooleanSupplier cancelled)
            throws Exception;
}
