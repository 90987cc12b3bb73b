package org.rankscope.insight.advice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.rankscope.insight.advice.Advice.Subject;
import org.rankscope.insight.advice.AdviceFacts.DeviceKind;

class AdvisorTest {
    private static final long BILLION = 1_000_000_000L;
    private static final Facts LLM = new Facts("llama", 7 * BILLION);
    private static final Facts BERT = new Facts("bert", 110_000_000).as(Purpose.GENERAL);
    private static final Facts VIT = new Facts("vit", 86_000_000).as(Purpose.GENERAL);

    /** Facts that are changed one at a time. */
    private record Facts(
            String type,
            long parameters,
            int bits,
            Purpose purpose,
            OptionalLong examples,
            DeviceKind device,
            int gib) {
        Facts(String type, long parameters) {
            this(type, parameters, 16, Purpose.INSTRUCTION, OptionalLong.of(50_000), DeviceKind.CPU, 64);
        }

        Facts as(Purpose other) {
            return new Facts(type, parameters, bits, other, examples, device, gib);
        }

        Facts of(long other) {
            return new Facts(type, other, bits, purpose, examples, device, gib);
        }

        Facts fourBit() {
            return new Facts(type, parameters, 4, purpose, examples, device, gib);
        }

        Facts with(long rows) {
            return new Facts(type, parameters, bits, purpose, OptionalLong.of(rows), device, gib);
        }

        Facts onGpu(int memory) {
            return new Facts(type, parameters, bits, purpose, examples, DeviceKind.GPU, memory);
        }

        AdviceFacts facts() {
            return new AdviceFacts(
                    type,
                    KnownModel.of(type).orElseThrow().family(),
                    parameters,
                    bits,
                    purpose,
                    examples,
                    OptionalLong.of(1_000_000),
                    OptionalLong.empty(),
                    device,
                    (long) gib << 30);
        }

        Advice advice() {
            return Advisor.advise(facts(), 4096, Optional.empty());
        }
    }

    private static Stream<Arguments> cases() {
        return Stream.of(
                Arguments.of("a text encoder", BERT, 4, 16),
                Arguments.of("sentiment", BERT.as(Purpose.SENTIMENT), 4, 8),
                Arguments.of("inference", BERT.as(Purpose.INFERENCE), 8, 12),
                Arguments.of("ViT", VIT, 4, 16),
                Arguments.of("dense prediction", VIT.as(Purpose.DENSE_PREDICTION), 16, 32),
                Arguments.of("CLIP", new Facts("clip", 150_000_000).as(Purpose.GENERAL), 8, 32),
                Arguments.of("instructions", LLM, 8, 16),
                Arguments.of("reasoning", LLM.as(Purpose.REASONING), 32, 64),
                Arguments.of("code", LLM.as(Purpose.CODE), 32, 64),
                Arguments.of("70B", LLM.of(70 * BILLION), 16, 32),
                Arguments.of("few examples", LLM.with(999), 4, 8),
                Arguments.of("just enough examples", LLM.with(1000), 8, 16),
                Arguments.of("a consumer GPU", LLM.onGpu(24), 4, 8),
                Arguments.of("a large GPU", LLM.onGpu(80), 8, 16),
                Arguments.of("a 4-bit base", LLM.fourBit(), 32, 64),
                Arguments.of("an encoder-decoder in general", new Facts("t5", 220_000_000).as(Purpose.GENERAL), 8, 16),
                // Precedence.
                Arguments.of("few examples above a 4-bit base", LLM.fourBit().with(500), 4, 8),
                Arguments.of("a 4-bit base above 70B", LLM.of(70 * BILLION).fourBit(), 32, 64),
                Arguments.of("a 4-bit base above a consumer GPU", LLM.fourBit().onGpu(24), 32, 64),
                Arguments.of("70B above reasoning", LLM.of(70 * BILLION).as(Purpose.REASONING), 16, 32),
                Arguments.of(
                        "reasoning above a consumer GPU",
                        LLM.as(Purpose.REASONING).onGpu(24),
                        32,
                        64),
                Arguments.of("a consumer GPU above its family", BERT.onGpu(12), 4, 8));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void ranksAreThoseOfTheTable(String name, Facts facts, int from, int to) {
        Advice advice = facts.advice();
        assertEquals(new RankRange(from, to), advice.ranks());
        assertTrue(advice.sweep().get(0) < from, () -> advice.sweep() + " shows nothing below " + from);
        assertTrue(
                advice.sweep().get(advice.sweep().size() - 1) > to,
                () -> advice.sweep() + " shows nothing above " + to);
    }

    @Test
    void everyRowOfEveryTableDecidesSomewhere() {
        List<AdviceFacts> facts = Stream.concat(
                        cases().map(one -> (Facts) one.get()[1]),
                        Stream.of(
                                LLM.of(1_000_000),
                                LLM.of(20_000_000),
                                LLM.of(BILLION),
                                LLM.of(40 * BILLION).fourBit(),
                                new Facts("clip", BILLION)))
                .map(Facts::facts)
                .toList();
        for (List<? extends AdviceRule<?>> table :
                List.of(AdviceRules.RANKS, AdviceRules.ALPHA, AdviceRules.DROPOUT, AdviceRules.LEARNING_RATE)) {
            Set<String> decided = new HashSet<>();
            facts.forEach(one -> decided.add(table.stream()
                    .filter(rule -> rule.applies().test(one))
                    .findFirst()
                    .orElseThrow()
                    .when()));
            table.forEach(rule -> assertTrue(decided.contains(rule.when()), () -> "never met: " + rule.when()));
        }
    }

    @Test
    void everyLineHasItsReasonAndASource() {
        cases().map(one -> ((Facts) one.get()[1]).advice()).forEach(advice -> {
            for (Subject subject :
                    List.of(Subject.RANKS, Subject.ALPHA, Subject.DROPOUT, Subject.TARGETS, Subject.LEARNING_RATE)) {
                Advice.Line line = advice.line(subject).orElseThrow();
                assertFalse(line.reason().isBlank());
                assertTrue(
                        Stream.of(Source.values())
                                .anyMatch(source -> line.source().contains(source.citation())),
                        line::source);
            }
            assertTrue(advice.targets().isAllLinear());
        });
    }

    @Test
    void whatIsOutrankedIsShown() {
        Advice.Line ranks = LLM.fourBit().onGpu(24).advice().line(Subject.RANKS).orElseThrow();
        assertEquals("4-bit base", ranks.because());
        assertEquals(
                List.of(
                        "4 to 8 for one consumer GPU (32 GiB or less)",
                        "8 to 16 for instructions, tone or style, language model"),
                ranks.outranked());
    }

    @Test
    void fewExamplesGetDropout() {
        assertEquals(0.1, LLM.with(200).advice().dropout());
        assertEquals(0, LLM.advice().dropout());
    }

    @Test
    void theTextTowerGetsNoMoreThanTheVisionTower() {
        assertEquals(
                "at or below the vision tower's",
                new Facts("clip", BILLION)
                        .advice()
                        .line(Subject.TEXT_TOWER)
                        .orElseThrow()
                        .value());
        assertTrue(LLM.advice().line(Subject.TEXT_TOWER).isEmpty());
    }

    @Test
    void highRanksAreScaledByTheirRoot() {
        assertEquals(AlphaAdvice.RANK_STABILISED, LLM.as(Purpose.CODE).advice().alpha());
        assertEquals(AlphaAdvice.TWICE_RANK, LLM.advice().alpha());
    }

    @ParameterizedTest
    @CsvSource({
        "4, 16, 4096, '[2, 4, 8, 16, 32]'",
        "8, 12, 4096, '[4, 8, 16]'",
        "1, 1, 4096, '[1, 2]'",
        "8, 32, 16, '[4, 8, 16]'",
        "32, 64, 6, '[6]'"
    })
    void aSweepGoesOneStepBeyondTheRangeAndNoFurtherThanTheLayers(int from, int to, int largest, String ranks) {
        assertEquals(ranks, new RankRange(from, to).sweep(largest).toString());
    }

    @Test
    void whatRankCostsIsSaidWithTheModelsOwnNumbers() {
        Advice advice = Advisor.advise(
                LLM.facts(), 4096, Optional.of(new RankCost(4, 1_000, 200L << 20, 32, 8_000, 210L << 20, "8 x 128")));
        OpenQuestion memory = advice.questions().get(1);
        assertEquals(
                "Here about 200 MiB at rank 4 and 210 MiB at rank 32 (batch 8 x 128): 8.0 times the parameters, 5 % more"
                        + " memory.",
                memory.here());
        assertEquals(
                "1,000,000 training tokens against 1,000 parameters at rank 4 and 8,000 at rank 32.",
                advice.questions().get(0).here());
    }

    @ParameterizedTest
    @CsvSource({
        "premise;hypothesis;label, INFERENCE",
        "instruction;output, INSTRUCTION",
        "instruction;code, CODE",
        "question;solution, REASONING",
        "review;label, SENTIMENT",
        "text, INSTRUCTION"
    })
    void namesOfFieldsHintAtThePurpose(String fields, Purpose purpose) {
        assertEquals(purpose, Purpose.guess(ModelFamily.DECODER, Set.of(fields.split(";"))));
    }

    @Test
    void anEncoderIsForNothingInParticular() {
        assertEquals(Purpose.GENERAL, Purpose.guess(ModelFamily.ENCODER, Set.of("text")));
    }
}
