package org.rankscope.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.rankscope.peft.AdapterConfig.Method;
import org.rankscope.peft.TargetSpec;
import org.rankscope.search.Setting;

class CellIdsTest {
    private static final StudySpec SPEC = Studies.spec(List.of(8), 4);

    @Test
    void cellThatDiffersInAllSaysSo() {
        Setting setting = new Setting(Method.RSLORA, 8, 3e-4, 12.5, 0.05, TargetSpec.list(List.of("q_proj", "v_proj")));
        assertEquals("rslora-r8-lr0.0003-a12.5-d0.05-qv-s7", CellIds.of(SPEC, setting, 7));
        assertEquals("alpha 12.5, dropout 0.05, q_proj+v_proj", CellIds.words(SPEC, setting));
    }

    @Test
    void cellThatDiffersInNothingHasAShortName() {
        Setting setting = new Setting(Method.LORA, 8, 3e-4, 16, 0, TargetSpec.list(List.of("q_proj")));
        assertEquals("r8-lr0.0003-s0", CellIds.of(SPEC, setting, 0));
        assertEquals("", CellIds.words(SPEC, setting));
    }

    @Test
    void idsThatCouldBeMistakenHaveAChecksum() {
        TreeSet<String> ids = new TreeSet<>();
        List<TargetSpec> targets = List.of(
                TargetSpec.list(List.of("q_proj", "v_proj")),
                TargetSpec.list(List.of("qv_proj")),
                TargetSpec.list(List.of("gate_proj", "up_proj")),
                TargetSpec.list(List.of("qv")),
                TargetSpec.list(List.of("q", "v")),
                TargetSpec.pattern("all-linear"),
                TargetSpec.pattern(".*\\.(q|v)_proj"));
        targets.forEach(target -> ids.add(CellIds.of(SPEC, new Setting(Method.LORA, 1, 1e-3, 2, 0, target), 0)));
        assertEquals(targets.size(), ids.size(), ids.toString());
        assertTrue(ids.contains("r1-lr0.001-qv-s0"), ids.toString());
        ids.forEach(id -> assertTrue(id.matches("[A-Za-z0-9._-]+"), id));
    }
}
