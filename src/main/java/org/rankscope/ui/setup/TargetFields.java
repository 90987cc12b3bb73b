package org.rankscope.ui.setup;

import java.util.Optional;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import org.rankscope.peft.AttentionModules;
import org.rankscope.peft.TargetSpec;

/** Which modules have an adapter: a preset by the names that the model has for its layers, or names that are typed. */
final class TargetFields {
    final ObjectProperty<TargetPreset> preset = new SimpleObjectProperty<>();
    final Field<TargetSpec> custom;
    private AttentionModules names = TargetPreset.USUAL;

    TargetFields(SetupChoices initial) {
        custom = new Field<>(initial.customTargets(), TargetPreset::parse, value -> "");
        preset.set(initial.targets());
    }

    /** What the model calls the layers of its attention. */
    AttentionModules names() {
        return names;
    }

    /** What the fields mean; empty while the names that are typed are not understood. */
    Optional<TargetSpec> spec() {
        return preset.get() == TargetPreset.CUSTOM
                ? custom.value()
                : preset.get().spec(names);
    }

    /** Fills the fields from {@code spec}. */
    void show(TargetSpec spec) {
        custom.textProperty().set(TargetPreset.format(spec));
        preset.set(TargetPreset.of(spec, names));
    }

    /**
     * Reads the presets by the names of another model, and names typed as what they now mean.
     *
     * @param forget whether the names that are typed were meant for another model
     */
    void called(AttentionModules others, boolean forget) {
        names = others;
        if (forget) {
            preset.set(TargetPreset.ALL_LINEAR);
            custom.textProperty().set("");
        }
        if (preset.get() == TargetPreset.CUSTOM) {
            custom.value().ifPresent(spec -> preset.set(TargetPreset.of(spec, others)));
        } else if (!TargetPreset.offered(others).contains(preset.get())) {
            preset.set(TargetPreset.ALL_LINEAR);
        }
    }
}
