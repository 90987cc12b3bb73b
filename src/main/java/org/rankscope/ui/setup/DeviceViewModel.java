package org.rankscope.ui.setup;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.rankscope.model.Precision;
import org.rankscope.ui.fx.LatestProbe;

/** What can be trained on and computed in, and what stands in CUDA's way. FX thread. */
final class DeviceViewModel {
    private static final String LOOKED_FOR = "";

    private final DeviceProbe probe;
    private final LatestProbe latest;
    private final SetupForm form;
    private final Runnable onFacts;
    private final ObservableList<DeviceChoice> choices = FXCollections.observableArrayList();
    private final ReadOnlyObjectWrapper<FieldMessage> deviceMessage =
            new ReadOnlyObjectWrapper<>(FieldMessage.CHECKING);
    private final ReadOnlyObjectWrapper<FieldMessage> precisionMessage = new ReadOnlyObjectWrapper<>(FieldMessage.NONE);
    private final ReadOnlyObjectWrapper<FieldMessage> cudaMessage = new ReadOnlyObjectWrapper<>(FieldMessage.NONE);
    private final ReadOnlyObjectWrapper<FieldMessage> folderMessage = new ReadOnlyObjectWrapper<>(FieldMessage.NONE);
    private final ReadOnlyObjectWrapper<Boolean> asksForFolder = new ReadOnlyObjectWrapper<>(false);
    private final StringProperty folder = new SimpleStringProperty(LOOKED_FOR);
    private Optional<DeviceFacts> facts = Optional.empty();
    /** What the settings say, as far as it was told. */
    private String keptFolder = LOOKED_FOR;

    /** @param onFacts hears that the devices are known, or others than before */
    DeviceViewModel(SetupServices services, SetupForm form, Runnable onFacts) {
        this.probe = services.deviceProbe();
        this.latest = new LatestProbe(services.background(), services.queue());
        this.form = form;
        this.onFacts = onFacts;
    }

    // What is shown

    /** What can be chosen; empty while it is not known. */
    ObservableList<DeviceChoice> choices() {
        return choices;
    }

    /** What can be computed in on the device that is chosen. */
    List<Precision> precisions() {
        return form.device.get().precisions().stream()
                .sorted(Comparator.naturalOrder())
                .toList();
    }

    /** The device's name and memory, or why it can't be chosen. */
    ReadOnlyObjectProperty<FieldMessage> deviceMessageProperty() {
        return deviceMessage.getReadOnlyProperty();
    }

    /** What the precision costs on the device, or why it can't be had there. */
    ReadOnlyObjectProperty<FieldMessage> precisionMessageProperty() {
        return precisionMessage.getReadOnlyProperty();
    }

    /** Why CUDA can't be used; empty if it can, and where nobody would expect it. */
    ReadOnlyObjectProperty<FieldMessage> cudaMessageProperty() {
        return cudaMessage.getReadOnlyProperty();
    }

    /** What is wrong with the folder that is typed. */
    ReadOnlyObjectProperty<FieldMessage> folderMessageProperty() {
        return folderMessage.getReadOnlyProperty();
    }

    /** Whether a person may name the folder of CUDA's libraries. */
    ReadOnlyObjectProperty<Boolean> asksForFolderProperty() {
        return asksForFolder.getReadOnlyProperty();
    }

    /** The folder of CUDA's libraries as typed; empty where they are looked for. */
    StringProperty folderProperty() {
        return folder;
    }

    boolean isWrong() {
        return deviceMessage.get().isError() || precisionMessage.get().isError();
    }

    // What can be asked

    /** Looks at the machine. */
    void look() {
        latest.ask(probe::look, this::found, sentence -> deviceMessage.set(FieldMessage.error(sentence)));
    }

    /** Keeps the folder that is typed, and looks again; nothing if it is the one that is kept. */
    void keepFolder() {
        String typed = folder.get() == null ? LOOKED_FOR : folder.get().strip();
        if (typed.equals(keptFolder)) {
            folderMessage.set(FieldMessage.NONE);
            return;
        }
        Optional<Path> named;
        try {
            named = typed.isEmpty() ? Optional.empty() : Optional.of(Path.of(typed));
        } catch (InvalidPathException e) {
            folderMessage.set(FieldMessage.error(typed + " is no path."));
            return;
        }
        folderMessage.set(FieldMessage.CHECKING);
        latest.ask(() -> probe.lookIn(named), this::found, sentence -> folderMessage.set(FieldMessage.error(sentence)));
    }

    /** The fields have changed. */
    void refresh() {
        facts.ifPresent(known -> deviceMessage.set(
                isKnown(known, form.device.get().id())
                        ? FieldMessage.note(form.device.get().note())
                        : FieldMessage.error(
                                "The device '" + form.device.get().id() + "' isn't on this machine; choose another.")));
        precisionMessage.set(precisionMessage());
    }

    private void found(DeviceFacts now) {
        facts = Optional.of(now);
        form.offered(now.choices());
        choices.setAll(now.choices());
        keptFolder = now.cudaFolder().map(Path::toString).orElse(LOOKED_FOR);
        folder.set(keptFolder);
        asksForFolder.set(now.asksForFolder());
        folderMessage.set(FieldMessage.NONE);
        cudaMessage.set(
                now.obstacle().isEmpty()
                        ? FieldMessage.NONE
                        : FieldMessage.note("CUDA can't be used: " + now.obstacle()));
        onFacts.run();
    }

    private static boolean isKnown(DeviceFacts facts, String id) {
        return new DeviceChoices(facts.choices()).find(id).isPresent();
    }

    private FieldMessage precisionMessage() {
        Precision chosen = form.precision.get();
        boolean cuda = form.device.get().cuda();
        if (facts.isEmpty()) {
            return FieldMessage.NONE;
        } else if (!precisions().contains(chosen)) {
            return FieldMessage.error(BaseWords.name(chosen) + " needs an NVIDIA GPU"
                    + (cuda ? " of compute capability 8.0 or newer" : "") + "; choose "
                    + BaseWords.name(Precision.FP32) + ".");
        }
        return chosen.half().isPresent() && !cuda
                ? FieldMessage.note("Computed in float32 and rounded: the losses of a GPU, not its speed.")
                : FieldMessage.NONE;
    }
}
