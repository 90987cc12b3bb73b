package org.rankscope.cli;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.rankscope.io.StrictJson;
import org.rankscope.runtime.Devices;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rankscope devices}. */
@Command(name = "devices", description = "Devices, their memory, and why CUDA is or is not usable.")
final class DevicesCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        List<Devices.Description> devices = Devices.list();
        if (json) {
            spec.commandLine().getOut().print(StrictJson.toText(Map.of("devices", devices)));
            spec.commandLine().getOut().flush();
            return ExitCode.OK;
        }
        for (Devices.Description device : devices) {
            spec.commandLine()
                    .getOut()
                    .printf(
                            "%-5s %-10s %s%s%n      %s%n",
                            device.device().name().toLowerCase(Locale.ROOT),
                            device.usable() ? "usable" : "not usable",
                            device.name(),
                            device.memoryBytes() > 0 ? ", " + Units.bytes(device.memoryBytes()) : "",
                            device.note());
        }
        return ExitCode.OK;
    }
}
