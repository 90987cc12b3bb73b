package org.rankscope.peft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.rankscope.io.RequestException;
import org.rankscope.io.StrictJson;
import org.rankscope.peft.AdapterConfig.Method;

class MethodFieldTest {
    private static final AdapterConfig EVERYTHING = AdapterConfigBuilder.builder()
            .r(3)
            .loraAlpha(5.0)
            .loraDropout(0.1)
            .targetModules(TargetSpec.list(List.of("q_proj")))
            .layersToTransform(List.of(1))
            .modulesToSave(List.of("lm_head"))
            .bias(Bias.ALL)
            .useRslora(true)
            .rankPattern(Map.of("q_proj", 2))
            .alphaPattern(Map.of("q_proj", 2.0))
            .initLoraWeights(InitialFactors.PISSA)
            .initR(4)
            .tinit(1)
            .tfinal(1)
            .deltaT(1)
            .beta1(0.5)
            .beta2(0.5)
            .orthRegWeight(0.1)
            .totalStep(10)
            .alphaPower(1.0)
            .feedforwardModules(TargetSpec.list(List.of("down_proj")))
            .numVirtualTokens(4)
            .bottleneckSize(4)
            .placement(Placement.PFEIFFER)
            .nonLinearity("gelu")
            .build();

    /** A cell of a study over several methods says what its own method reads, and can be trained. */
    @ParameterizedTest
    @EnumSource
    void anotherMethodKeepsOnlyWhatItReads(Method method) {
        AdapterConfig cell = EVERYTHING.with(method, 2, 4, 0.2, TargetSpec.list(List.of("v_proj")));
        assertEquals(List.of(), MethodField.unread(cell, List.of(method)));
        MethodField.check(cell);
        AdapterConfig usual = AdapterConfigBuilder.builder().method(method).build();
        if (method == Method.FULL) {
            assertEquals(usual, cell);
        } else {
            assertEquals(List.of("lm_head"), cell.modulesToSave());
        }
    }

    /** All fields are in the table: what is in none would be neither refused nor cleared. */
    @Test
    void everyFieldHasItsMethods() {
        Set<String> unread = new TreeSet<>();
        for (Method method : Method.values()) {
            MethodField.unread(EVERYTHING, List.of(method)).forEach(field -> unread.add(field.name()));
        }
        ObjectNode json = StrictJson.parse(StrictJson.toText(EVERYTHING), ObjectNode.class, "everything");
        Set<String> names = new HashSet<>();
        json.fieldNames().forEachRemaining(names::add);
        // Common to the descriptions of all, and the choice between lora and dora, which the test does not state.
        names.removeAll(Set.of("method", "r", "lora_alpha", "lora_dropout", "target_modules", "use_dora"));
        assertEquals(new TreeSet<>(names), unread);
    }

    @Test
    void whatAMethodDoesNotReadIsRefused() {
        AdapterConfig config =
                AdapterConfigBuilder.builder().method(Method.IA3).bias(Bias.ALL).build();
        String message = assertThrows(RequestException.class, () -> MethodField.check(config))
                .getMessage();
        assertTrue(
                message.startsWith("adapter.bias is all, which 'ia3' does not read; leave it out, or choose 'lora'"));
        assertEquals(
                Set.of("bias"),
                MethodField.unread(config, List.of(Method.IA3, Method.FULL)).stream()
                        .map(MethodField::name)
                        .collect(Collectors.toSet()));
        assertEquals(List.of(), MethodField.unread(config, List.of(Method.IA3, Method.LORA)));
    }
}
