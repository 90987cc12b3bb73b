package org.rankscope.ui.setup;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.rankscope.model.Precision;

/**
 * The devices that can be chosen, and which of them a specification means.
 *
 * @param all empty while they are not known
 */
record DeviceChoices(List<DeviceChoice> all) {
    static final DeviceChoices UNKNOWN = new DeviceChoices(List.of());

    private static final String AUTOMATIC = "auto";
    private static final String CPU = "cpu";
    private static final String CUDA = "cuda";

    DeviceChoices {
        all = List.copyOf(all);
    }

    /**
     * The device that {@code id} means: one of the choices, or the one that is taken automatically, where that is of the
     * kind that is named.
     */
    Optional<DeviceChoice> find(String id) {
        return all.stream().filter(choice -> choice.id().equals(id)).findFirst().or(() -> all.stream()
                .filter(choice -> id.equals(choice.cuda() ? CUDA : CPU))
                .findFirst()
                .map(choice -> choice.withId(id)));
    }

    /** Likewise; a device that is not here, or not known yet, stands there by its name. */
    DeviceChoice named(String id) {
        String title = id.equals(AUTOMATIC) ? "Automatic" : id.toUpperCase(Locale.ROOT);
        return find(id).orElseGet(
                        () -> new DeviceChoice(id, title, "", id.startsWith(CUDA), EnumSet.allOf(Precision.class)));
    }
}
