package org.rankscope.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.rankscope.io.StrictJson;
import org.rankscope.runtime.Devices;
import org.rankscope.runtime.cuda.CudaFolder;
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

    @Option(
            names = "--cuda-folder",
            paramLabel = "DIR",
            description =
                    "Keep this folder as the place of CUDA's libraries, for the window and all commands; the word none"
                            + " has them looked for again.")
    private Path cudaFolder;

    @Override
    public Integer call() throws IOException {
        if (cudaFolder != null && cudaFolder.toString().equals("none")) {
            CudaFolder.ofUser().forget();
        } else if (cudaFolder != null) {
            CudaFolder.ofUser().keep(cudaFolder);
        }
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
                            "%-6s %-10s %s%s%n      %s%n",
                            device.usable()
                                    ? device.where()
                                    : device.device().name().toLowerCase(Locale.ROOT),
                            device.usable() ? "usable" : "not usable",
                            device.name(),
                            memory(device),
                            device.note());
        }
        return ExitCode.OK;
    }

    private static String memory(Devices.Description device) {
        String whole = device.memoryBytes() > 0 ? ", " + Units.bytes(device.memoryBytes()) : "";
        return device.freeMemoryBytes() == null
                ? whole
                : whole + ", " + Units.bytes(device.freeMemoryBytes()) + " of them free";
    }
}
