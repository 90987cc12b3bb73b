package org.rankscope.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.rankscope.io.RequestException;
import org.rankscope.model.Precision;
import org.rankscope.runtime.Device;
import org.rankscope.runtime.Devices;
import org.rankscope.runtime.cuda.CudaFolder;
import org.rankscope.runtime.cuda.CudaObstacle;
import org.rankscope.ui.setup.DeviceChoice;
import org.rankscope.ui.setup.DeviceFacts;
import org.rankscope.ui.setup.DeviceProbe;
import org.rankscope.ui.text.Quantities;

/** What this machine has to train on, for the window. Any thread but the FX thread. */
final class LocalDevices implements DeviceProbe {
    @Override
    public DeviceFacts look() {
        Optional<CudaObstacle> obstacle = Devices.cudaObstacle();
        boolean told = obstacle.filter(one -> one.kind() != CudaObstacle.Kind.CPU_BUILD || Devices.hasNvidia())
                .isPresent();
        Optional<Path> folder = CudaFolder.ofUser().kept();
        boolean mayHelp = told && obstacle.get().kind().isOfLibraries() || folder.isPresent();
        return new DeviceFacts(
                choices(
                        Devices.list().stream()
                                .filter(Devices.Description::usable)
                                .toList(),
                        Device.all("auto").size()),
                told ? obstacle.get().sentence() : "",
                mayHelp && !CudaFolder.isNamedOutside(),
                folder);
    }

    @Override
    public DeviceFacts lookIn(Optional<Path> folder) {
        try {
            if (folder.isPresent()) {
                CudaFolder.ofUser().keep(folder.get());
            } else {
                CudaFolder.ofUser().forget();
            }
        } catch (IOException e) {
            throw new RequestException("The folder can't be kept: " + e.getMessage() + ".", e);
        }
        Devices.lookAgain();
        return look();
    }

    /** {@code NVIDIA RTX 4090 · 11.0 of 24.0 GiB in use}. */
    static String use(Device device) {
        Devices.Memory memory = Devices.memory(device);
        return title(device) + " · " + Quantities.memory(memory.bytes() - memory.freeBytes()) + " of "
                + Quantities.memory(memory.bytes()) + " in use";
    }

    /** The device of a specification; the processor where it can't be used. */
    static Device deviceOr(String id) {
        try {
            return Device.parse(id);
        } catch (RequestException e) {
            return Device.CPU;
        }
    }

    /**
     * Where there is nothing but a processor, there is nothing to choose.
     *
     * @param usable the processor first
     * @param shared over how many GPUs a study is spread that names none
     */
    static List<DeviceChoice> choices(List<Devices.Description> usable, int shared) {
        Devices.Description cpu = usable.get(0);
        List<Devices.Description> gpus = usable.subList(1, usable.size());
        if (gpus.isEmpty()) {
            return List.of(choice("auto", "CPU", describe(cpu), cpu.where()));
        }
        Devices.Description first = gpus.get(0);
        String all = (shared > 1 ? shared + " of " : "") + first.name() + ", " + describe(first);
        List<DeviceChoice> choices = new ArrayList<>();
        choices.add(choice("auto", "Automatic", all, first.where()));
        choices.add(choice("cpu", "CPU", describe(cpu), cpu.where()));
        for (Devices.Description gpu : gpus) {
            boolean alone = gpus.stream()
                            .filter(other -> other.name().equals(gpu.name()))
                            .count()
                    == 1;
            String title = gpu.name() + (alone ? "" : " · " + gpu.index());
            choices.add(choice(gpu.where().toString(), title, describe(gpu), gpu.where()));
        }
        return choices;
    }

    private static DeviceChoice choice(String id, String title, String note, Device device) {
        Set<Precision> precisions = Stream.of(Precision.values())
                .filter(precision -> precision.isFor(device))
                .collect(Collectors.toSet());
        return new DeviceChoice(id, title, note, device.isCuda(), precisions);
    }

    private static String describe(Devices.Description device) {
        String memory = Quantities.memory(device.memoryBytes());
        if (device.where().isCuda()) {
            return memory
                    + Optional.ofNullable(device.freeMemoryBytes())
                            .map(free -> ", " + Quantities.memory(free) + " free")
                            .orElse("");
        }
        return String.format(Locale.ROOT, "%s, %s, %s", device.name(), cores(), memory);
    }

    private static String title(Device device) {
        return device.isCuda() ? Devices.name(device) : "CPU, " + cores();
    }

    private static String cores() {
        return Devices.cores() + (Devices.cores() == 1 ? " core" : " cores");
    }
}
