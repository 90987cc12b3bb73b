package org.rankscope.insight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rankscope.io.RequestException;

class ResultTableCsvTest {
    @TempDir
    Path dir;

    @Test
    void rankAndLossAreEnough() throws IOException {
        ResultTable table = read("rank,loss\n1,1.23\n2,1.21\n");
        assertEquals(List.of(Observation.of(1, 0, 1.23), Observation.of(2, 0, 1.21)), table.observations());
        assertEquals("loss", table.metric());
        assertEquals(List.of(), table.notes());
    }

    @Test
    void optionalColumnsInAnyOrderAmongOthers() throws IOException {
        ResultTable table =
                read("note,standard_error,seed,rank,value,learning_rate\nx,0.1,7,4,91.5,1e-3\ny,,8,4,91.6,\n");
        assertEquals(
                new Observation(4, 7, 0.001, 91.5, OptionalDouble.of(0.1), List.of(), false),
                table.observations().get(0));
        assertEquals(
                new Observation(4, 8, Double.NaN, 91.6, OptionalDouble.empty(), List.of(), false),
                table.observations().get(1));
        assertEquals("value", table.metric());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\uFEFFrank,loss\n1,1.23\n2,1.21\n",
                " Rank , LOSS \r\n 1 , 1.23 \r\n\r\n 2 , 1.21 \r\n",
                "# from a sweep, see notes\nrank;loss\n1;1,23\n# half time\n2;1,21",
                "rank\tloss\n1\t1.23\n2\t1.21\n",
                "\uFEFF# saved by a spreadsheet\n\"rank\",\"loss\"\n\"1\",\"1.23\"\n2,1.21\n,\n"
            })
    void formsOfTheSameTable(String text) throws IOException {
        assertEquals(
                List.of(Observation.of(1, 0, 1.23), Observation.of(2, 0, 1.21)),
                read(text).observations());
    }

    @Test
    void costsSettingsAndLossesAreRead() throws IOException {
        ResultTable table = read("""
                method,rank,setting,seed,loss,start_loss,converged,trainable_parameters,adapter_bytes,peak_memory_bytes,elapsed_ms,eval_losses
                lora,4,alpha 8,0,2.1,3.5,false,1000,4000,2000000,12.6,1.0 3.2
                ,4,alpha 16,0,2.2,,true,1000,,,,
                """);
        assertEquals(
                new Observation(
                        "lora",
                        4,
                        "alpha 8",
                        0,
                        Double.NaN,
                        2.1,
                        OptionalDouble.empty(),
                        List.of(1.0, 3.2),
                        true,
                        new Cost(1000L, 4000L, 2_000_000L, 13L),
                        OptionalDouble.of(3.5)),
                table.observations().get(0));
        assertEquals(
                new Observation(
                        "lora",
                        4,
                        "alpha 16",
                        0,
                        Double.NaN,
                        2.2,
                        OptionalDouble.empty(),
                        List.of(),
                        false,
                        new Cost(1000L, null, null, null),
                        OptionalDouble.empty()),
                table.observations().get(1));
    }

    @Test
    void alphaIsASettingWhereARankHasSeveral() throws IOException {
        List<Observation> follows = read("rank,alpha,loss\n4,8,2.1\n8,16,2.0\n").observations();
        assertEquals(List.of("", ""), follows.stream().map(Observation::setting).toList());
        List<Observation> searched =
                read("rank,alpha,loss\n4,8,2.1\n4,16,2.0\n").observations();
        assertEquals(
                List.of("alpha 8", "alpha 16"),
                searched.stream().map(Observation::setting).toList());
        assertEquals(List.of(0L, 0L), searched.stream().map(Observation::seed).toList());
    }

    @Test
    void anyColumnCanBeTheMetric() throws IOException {
        Path file = dir.resolve("scores.csv");
        Files.writeString(file, "rank,loss,Exact Match,eval_losses\n1,2.1,60,2 2.2\n2,2.0,70,2 2\n");
        ResultTable table = ResultTableCsv.read(file, Optional.of("exact match"));
        assertEquals("exact_match", table.metric());
        assertEquals(
                List.of(60.0, 70.0),
                table.observations().stream().map(Observation::value).toList());
        assertEquals(List.of(), table.observations().get(0).items());
        String message = assertThrows(
                        RequestException.class, () -> ResultTableCsv.read(file, Optional.of("exact_mach")))
                .getMessage();
        assertTrue(message.contains("there is no column 'exact_mach'") && message.contains("'exact_match'"), message);
    }

    @Test
    void repeatedRunsWithoutASeedColumnCountAsSeeds() throws IOException {
        List<Observation> rows =
                read("rank,loss\n1,1.23\n2,1.21\n1,1.25\n1,1.24\n").observations();
        assertEquals(
                List.of(0L, 0L, 1L, 2L), rows.stream().map(Observation::seed).toList());
    }

    @Test
    void nanIsADivergedRun() throws IOException {
        List<Observation> rows = read("rank,loss\n1,1.23\n2,NaN\n4,inf\n").observations();
        assertTrue(Double.isNaN(rows.get(1).value()) && Double.isNaN(rows.get(2).value()));
    }

    @Test
    void onlyCompleteRowsOfAStudyCount() throws IOException {
        ResultTable table = read("""
                trial,method,rank,alpha,learning_rate,seed,state,eval_loss,train_loss
                r1-lr0.001-s0,lora,1,2,0.001,0,COMPLETE,2.41,2.3
                r2-lr0.001-s0,lora,2,4,0.001,0,FAILED,,
                r4-lr0.001-s0,lora,4,8,0.001,0,RUNNING,,
                r8-lr0.001-s0,lora,8,16,0.001,0,COMPLETE,2.15,2.1
                r8-lr0.001-s1,lora,8,16,0.001,1,FAILED,,
                """);
        assertEquals(
                List.of(1, 8),
                table.observations().stream().map(Observation::rank).toList());
        assertEquals(List.of("2 rows are FAILED and left out.", "1 row is RUNNING and left out."), table.notes());
        assertEquals("eval_loss", table.metric());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rank,loss~1,1.2~x,1.3 | line 3, column rank: found 'x', expected a whole number of at least 1",
                "rank,loss~0,1.2 | line 2, column rank: found '0', expected a whole number of at least 1",
                "rank,loss~-4,1.2 | line 2, column rank: found '-4'",
                "rank,loss~1.5,1.2 | line 2, column rank: found '1.5'",
                "rank,loss~~# x~1,abc | line 4, column loss: found 'abc', expected a number",
                "rank,loss~1, | line 2, column loss: found nothing, expected a number",
                "rank,loss~1 | line 2, column loss: found nothing",
                "rank,loss~1,1.2f | line 2, column loss: found '1.2f'",
                "rank,loss,seed~1,1.2,a | line 2, column seed: found 'a', expected a whole number",
                "rank,loss,seed~1,1.2,3~1,1.3,3 | line 3 repeats rank 1, seed 3 of line 2",
                "rank,loss,standard_error~1,1.2,-1 | line 2, column standard_error: found '-1', expected a number of",
                "rank,loss,learning_rate~1,1.2,0 | line 2, column learning_rate: found '0', expected a number above 0",
                "rank,loss,method~1,1.2,lora~2,1.2,dora~4,1.2, | column method: a row of rank 4 names none, and the table has lora",
                "rank,loss,peak_memory_bytes~1,1.2,6GB | line 2, column peak_memory_bytes: found '6GB', expected a number of",
                "rank,loss,converged~1,1.2,perhaps | line 2, column converged: found 'perhaps', expected true or false",
                "rank,loss,eval_losses~1,1.2,1.0 x 2.0 | line 2, column eval_losses: found 'x', expected numbers with spaces",
                "rank,loss,eval_losses~1,1.2,1.0 NaN 2.0 | line 2, column eval_losses: found 'NaN', expected numbers with spaces",
                "rank,loss~1,1e200 | line 2, column loss: found '1e200', expected a number (nan for a diverged run)",
                "rank,loss,start_loss~1,1.2,high | line 2, column start_loss: found 'high', expected a number",
                "rank,loss~a,1~b,1~c,1 | (2 more such problems.)",
                "ranks,loss~1,1 | there is no column 'rank'; the header has ranks, loss.",
                "rank,accuracy~1,1 | there is no column 'loss'",
                "1,1.2~2,1.3 | there is no column 'loss'; the header has 1, 1.2.",
                "rank,loss,rank~1,1,1 | the column 'rank' stands twice",
                "rank,loss | there is no row below the header",
                "rank,loss,state~1,,FAILED | there is no finished run in this table",
                "# nothing | the file is empty"
            })
    void whatIsWrongIsSaidWithItsPlace(String text, String part) throws IOException {
        RequestException error = assertThrows(RequestException.class, () -> read(text.replace('~', '\n')));
        assertTrue(
                error.getMessage().startsWith(dir.toString())
                        && error.getMessage().contains(part),
                error.getMessage());
    }

    @Test
    void filesThatAreNoTextAreNamed() throws IOException {
        Path file = dir.resolve("latin1.csv");
        Files.write(file, "rank,loss\n1,1.2 \u00e9\n".getBytes(StandardCharsets.ISO_8859_1));
        assertTrue(assertThrows(RequestException.class, () -> ResultTableCsv.read(file))
                .getMessage()
                .contains("not UTF-8 text"));
        assertTrue(assertThrows(RequestException.class, () -> ResultTableCsv.read(dir.resolve("absent.csv")))
                .getMessage()
                .contains("no such file"));
        assertThrows(RequestException.class, () -> ResultTableCsv.read(dir));
    }

    @Test
    void aPublishedTableGoesFromItsFileToItsVerdict() throws IOException {
        ResultTable table =
                read("rank,value,standard_error\n1,91.3,0.1\n2,91.4,0.1\n4,91.3,0.1\n8,91.6,0.1\n64,91.4,0.1\n");
        Verdict verdict =
                VerdictEngine.judge(table.observations(), VerdictOptions.DEFAULT.withMetric(table.metric(), true));
        assertEquals(8, verdict.rank());
        assertTrue(verdict.reason().contains("No rank has a higher score (91.60)"), verdict.reason());
    }

    private ResultTable read(String text) throws IOException {
        Path file = dir.resolve("table.csv");
        Files.writeString(file, text);
        return ResultTableCsv.read(file);
    }
}
