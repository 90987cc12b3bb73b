package org.rankscope.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.rankscope.io.StrictJson;

class RankscopeCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        return RankscopeCommand.run(args, new PrintWriter(out), new PrintWriter(err));
    }

    @Test
    void unknownOptionIsOneSentenceAndExitStatusTwo() {
        assertEquals(2, run("devices", "--jason"));
        assertEquals("rankscope devices: Unknown option: '--jason'. See 'rankscope devices --help'.", err.toString().strip());
        assertEquals("", out.toString());
    }

    @Test
    void unknownCommandIsOneSentenceAndExitStatusTwo() {
        assertEquals(2, run("swep"));
        assertEquals(1, err.toString().strip().lines().count(), err.toString());
        assertTrue(err.toString().contains("'swep'"), err.toString());
    }

    @Test
    void helpIsNoError() {
        assertEquals(0, run("devices", "--help"));
        assertTrue(out.toString().contains("Usage: rankscope devices"), out.toString());
    }

    @Test
    void devicesAsJsonIsOneObjectWithTheProcessorFirst() throws IOException {
        assertEquals(0, run("devices", "--json"));
        assertEquals("CPU", StrictJson.mapper().readTree(out.toString()).path("devices").path(0).path("device").asText());
        assertEquals("", err.toString());
    }
}
