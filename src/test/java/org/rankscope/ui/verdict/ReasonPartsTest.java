package org.rankscope.ui.verdict;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReasonPartsTest {
    @Test
    void whatIsSaidOfSeveralOthersLeavesTheCard() {
        ReasonParts parts = ReasonParts.of(
                "LoRA at r = 4 is enough. Its loss (1.15) is 0.3 % short of the best of all."
                        + " Judged alone, DoRA gets r = 8 (1.142). Full fine-tuning reaches 1.130 with 40 times the parameters.");
        assertEquals("LoRA at r = 4 is enough. Its loss (1.15) is 0.3 % short of the best of all.", parts.why());
        assertEquals(
                List.of(
                        "Judged alone, DoRA gets r = 8 (1.142).",
                        "Full fine-tuning reaches 1.130 with 40 times the parameters."),
                parts.others());
    }

    @Test
    void oneSentenceOnSeveralLeavesItToo() {
        ReasonParts parts = ReasonParts.of(
                "LoRA at r = 4 is enough. Judged alone, DoRA gets r = 8 (1.142) and rsLoRA gets r = 8 (1.15).");
        assertEquals("LoRA at r = 4 is enough.", parts.why());
        assertEquals(List.of("Judged alone, DoRA gets r = 8 (1.142) and rsLoRA gets r = 8 (1.15)."), parts.others());
    }

    @Test
    void oneSentenceOnAnotherStays() {
        String reason = "Rank 8 is enough. IA3 reaches 2.325 with 4.7 % of the parameters.";
        assertEquals(new ReasonParts(reason, List.of()), ReasonParts.of(reason));
    }
}
