package org.rankscope.autodiff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.rankscope.autodiff.rule.StandardGradientRules;

class OperatorTableTest {
    private static final Path PAGE = Path.of("docs", "operators.md");
    private static final String COMMAND = "mvn -q test -Dtest=OperatorTableTest -Drankscope.write=true";

    private final String page = new OperatorTable(StandardGradientRules.table()).page();

    @Test
    void theDocumentedTableIsThatOfTheRules() throws IOException {
        if (Boolean.getBoolean("rankscope.write")) {
            Files.writeString(PAGE, page);
        }
        assertEquals(page, Files.readString(PAGE), PAGE + " is out of date; write it anew: " + COMMAND);
    }

    @Test
    void noOperatorIsMissing() {
        assertFalse(page.contains("| missing |"), page);
    }
}
