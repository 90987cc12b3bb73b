package org.rankscope.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import oshi.SystemInfo;

/** What this process uses of memory. */
public final class MemoryProbe {
    private static final Path STATUS = Path.of("/proc/self/status");

    private MemoryProbe() {}

    /**
     * The most bytes of this process that were in memory at once since it began. Linux keeps that mark; elsewhere the
     * present resident size stands in, so call it while the work still holds its memory.
     */
    public static long peakResidentBytes() {
        if (Files.isReadable(STATUS)) {
            try {
                for (String line : Files.readAllLines(STATUS)) {
                    if (line.startsWith("VmHWM:")) {
                        return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
                    }
                }
            } catch (IOException e) {
                System.getLogger(MemoryProbe.class.getName()).log(System.Logger.Level.DEBUG, "No " + STATUS, e);
            }
        }
        return new SystemInfo().getOperatingSystem().getCurrentProcess().getResidentSetSize();
    }
}
