package org.rankscope.ui.setup;

import java.util.Set;
import org.rankscope.model.Precision;

/**
 * A device to train on.
 *
 * @param id what a specification says: {@code auto}, {@code cpu}, {@code cuda}, {@code cuda:1}
 * @param title shown in the field
 * @param note one line: its name and memory
 * @param cuda whether it is an NVIDIA GPU
 * @param precisions what it can compute in
 */
public record DeviceChoice(String id, String title, String note, boolean cuda, Set<Precision> precisions) {
    public DeviceChoice {
        precisions = Set.copyOf(precisions);
    }

    /** Under another name in specifications. */
    DeviceChoice withId(String other) {
        return new DeviceChoice(other, title, note, cuda, precisions);
    }

    @Override
    public String toString() {
        return title;
    }
}
