package org.rankscope.model.bundled.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SupportCorpusTest {
    @Test
    void rangesOfOneSeedShareTheirFacts() {
        List<String> all = SupportCorpus.generate(1, 0, 60).toList();
        assertEquals(all.subList(40, 60), SupportCorpus.generate(1, 40, 20).toList());
    }

    @Test
    void messagesAreComplete() {
        SupportCorpus.generate(2, 0, 5_000).forEach(message -> {
            assertTrue(message.startsWith("Customer: ") && message.contains("\nAgent: "), message);
            assertFalse(Stream.of("{", "}", "[", "]", "|", "  ").anyMatch(message::contains), message);
            assertFalse(
                    Pattern.compile("([.!?] |^Customer: )[a-z]|, [A-Z][a-z]+ (the|you)\\b")
                            .matcher(message)
                            .find(),
                    message);
        });
    }

    @Test
    void everyErrorCodeHasOneCauseAndNearlyAllAreSeen() {
        Pattern explained = Pattern.compile("(E\\d{3}) means that ([^.]+)\\.");
        Map<String, String> causes = new HashMap<>();
        SupportCorpus.generate(3, 0, 4_000).forEach(message -> {
            Matcher match = explained.matcher(message);
            if (match.find()) {
                String known = causes.putIfAbsent(match.group(1), match.group(2));
                assertTrue(known == null || known.equals(match.group(2)), message);
            }
        });
        assertTrue(causes.size() > 0.8 * SupportFacts.ERROR_CODES, "codes seen: " + causes.size());
        assertTrue(new HashSet<>(causes.values()).size() > 10, "causes: " + new HashSet<>(causes.values()));
    }

    @Test
    void replyNamesTheOrderThatTheCustomerNamed() {
        Pattern order = Pattern.compile("my order (\\d+)\\?.*Order (\\d+) ", Pattern.DOTALL);
        long checked = SupportCorpus.generate(4, 0, 3_000)
                .map(order::matcher)
                .filter(Matcher::find)
                .peek(match -> assertEquals(match.group(1), match.group(2)))
                .count();
        assertTrue(checked > 20, "orders: " + checked);
    }

    @Test
    void anotherSeedHasOtherFacts() {
        assertFalse(SupportFacts.from(1).products().equals(SupportFacts.from(2).products()));
        assertEquals(SupportFacts.from(1), SupportFacts.from(1));
    }
}
