package org.rankscope.insight.advice;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class AdvicePageTest {
    private static final Path PAGE = Path.of("docs", "advice.md");
    private static final String COMMAND = "mvn -q test -Dtest=AdvicePageTest -Drankscope.write=true";

    @Test
    void theDocumentedTablesAreThoseOfTheRules() throws IOException {
        String page = new AdvicePage().text();
        if (Boolean.getBoolean("rankscope.write")) {
            Files.writeString(PAGE, page);
        }
        assertEquals(page, Files.readString(PAGE), PAGE + " is out of date; write it anew: " + COMMAND);
    }
}
