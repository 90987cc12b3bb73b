package org.rankscope.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rankscope.graph.DType;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.io.RequestException;

class OnnxAdapterFileTest {
    @TempDir
    Path dir;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = dir.resolve("a.onnx_adapter");
    }

    @Test
    void tensorsComeBackBitByBit() throws IOException {
        Map<String, Tensor> tensors = tensors();
        OnnxAdapterFile.write(file, tensors);
        Map<String, Tensor> found = OnnxAdapterFile.read(file);
        assertEquals(List.copyOf(tensors.keySet()), List.copyOf(found.keySet()));
        tensors.forEach((name, tensor) -> {
            assertEquals(tensor.dtype(), found.get(name).dtype(), name);
            assertEquals(tensor.shape(), found.get(name).shape(), name);
            assertEquals(tensor.data(), found.get(name).data(), name);
        });
    }

    @Test
    void theSameTensorsGiveTheSameBytes() throws IOException {
        OnnxAdapterFile.write(file, tensors());
        OnnxAdapterFile.write(dir.resolve("b.onnx_adapter"), tensors());
        assertEquals(-1, Files.mismatch(file, dir.resolve("b.onnx_adapter")));
    }

    /** Wherever a file is cut off, and whichever byte is wrong, it is read or refused in a sentence. */
    @Test
    void damageIsRefusedOrHarmless() throws IOException {
        OnnxAdapterFile.write(file, tensors());
        byte[] whole = Files.readAllBytes(file);
        int refused = 0;
        for (int i = 0; i < whole.length; i++) {
            refused += refused(Arrays.copyOf(whole, i)) ? 1 : 0;
            for (int value : new int[] {0, 127, 255}) {
                byte[] wrong = whole.clone();
                wrong[i] = (byte) value;
                refused += refused(wrong) ? 1 : 0;
            }
        }
        assertTrue(refused > whole.length, refused + " of " + 4 * whole.length);
    }

    private boolean refused(byte[] bytes) throws IOException {
        Path damaged = dir.resolve("damaged.onnx_adapter");
        Files.write(damaged, bytes);
        try {
            OnnxAdapterFile.read(damaged);
            return false;
        } catch (RequestException e) {
            assertTrue(e.getMessage().startsWith(damaged + ": "), e.getMessage());
            return true;
        }
    }

    @Test
    void anotherFormatIsNamed() throws IOException {
        OnnxAdapterFile.write(file, tensors());
        byte[] bytes = Files.readAllBytes(file);
        int root = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt();
        for (int i = root; i < bytes.length; i++) {
            // The version is the only field of the root that is 1.
            if (bytes[i] == 1) {
                bytes[i] = 2;
                break;
            }
        }
        Files.write(file, bytes);
        assertRefused("version 2");
        Files.writeString(file, "{\"r\": 8, \"lora_alpha\": 16}");
        assertRefused("lacks the mark 'TORT'");
        Files.delete(file);
        assertRefused("no such file");
    }

    private void assertRefused(String part) {
        String message = assertThrows(RequestException.class, () -> OnnxAdapterFile.read(file))
                .getMessage();
        assertTrue(message.contains(part), message);
    }

    private static Map<String, Tensor> tensors() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("m.q.lora_A.weight", Tensor.ofFloats(Shape.of(3, 2), 1, -0f, Float.MIN_VALUE, 4, 5, 6));
        tensors.put("m.q.lora_B.weight", Tensor.ofFloats(Shape.of(2, 1), 7, Float.NaN));
        Tensor half = Tensor.zeros(DType.FLOAT16, Shape.of(3));
        half.data().putShort(2, (short) 0x3e00);
        tensors.put("half", half);
        tensors.put("none", Tensor.zeros(DType.FLOAT, Shape.of(0, 4)));
        tensors.put("scalar", Tensor.scalar(3));
        return tensors;
    }
}
