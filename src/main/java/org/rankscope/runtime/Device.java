package org.rankscope.runtime;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.rankscope.io.RequestException;

/**
 * Where a graph runs.
 *
 * @param index among the devices of its kind, from 0; CUDA's own order, which {@code CUDA_VISIBLE_DEVICES} changes
 */
public record Device(Kind kind, int index) {
    public static final Device CPU = new Device(Kind.CPU, 0);

    private static final int AMPERE = 8;
    private static final Pattern CUDA = Pattern.compile("cuda(?::(\\d{1,3}))?");

    /** What runs it. */
    public enum Kind {
        CPU,
        CUDA
    }

    /** The NVIDIA GPU of this index. */
    public static Device cuda(int index) {
        return new Device(Kind.CUDA, index);
    }

    public boolean isCuda() {
        return kind == Kind.CUDA;
    }

    /**
     * The device that a specification asks for: {@code auto}, {@code cpu}, {@code cuda} (the first) or {@code cuda:1}.
     *
     * @throws RequestException if it is unknown or can't be used here, with the reason
     */
    public static Device parse(String wanted) {
        String name = wanted.toLowerCase(Locale.ROOT);
        Matcher cuda = CUDA.matcher(name);
        if (name.equals("auto")) {
            return Devices.cudaObstacle().isEmpty() ? cuda(0) : CPU;
        } else if (name.equals("cpu")) {
            return CPU;
        } else if (!cuda.matches()) {
            throw new RequestException("device: expected auto, cpu, cuda or cuda:N, found '" + wanted + "'.");
        }
        Devices.cudaObstacle().ifPresent(obstacle -> {
            throw new RequestException(
                    "device: cuda can't be used here: " + obstacle.sentence() + " Use \"cpu\" or \"auto\".");
        });
        int index = cuda.group(1) == null ? 0 : Integer.parseInt(cuda.group(1));
        if (index >= Devices.cudaCount()) {
            throw new RequestException("device: " + wanted + " isn't there; CUDA shows "
                    + (Devices.cudaCount() == 1
                            ? "one device, cuda:0."
                            : Devices.cudaCount() + ", cuda:0 to cuda:" + (Devices.cudaCount() - 1) + "."));
        }
        return cuda(index);
    }

    /**
     * Whether it multiplies in bfloat16 and TF32 itself: NVIDIA's devices from compute capability 8.0 on (CUDA C++ Programming
     * Guide, "Compute Capabilities").
     */
    public boolean hasBfloat16() {
        return isCuda() && CudaProvider.status().devices().get(index).computeMajor() >= AMPERE;
    }

    /**
     * The devices over which a study that asks for {@code wanted} spreads its cells: for {@code auto} and {@code cuda} every
     * GPU that is like the first, else the one that {@link #parse} gives. Unlike ones are left out: their kernels add up in
     * another order, their times can't be compared, and what fits one may not fit the other.
     *
     * @throws RequestException as {@link #parse} does
     */
    public static List<Device> all(String wanted) {
        Device first = parse(wanted);
        return first.isCuda() && wanted.indexOf(':') < 0 ? Devices.cudaAlike() : List.of(first);
    }

    /** As a specification names this one and no other. */
    @Override
    public String toString() {
        return isCuda() ? "cuda:" + index : "cpu";
    }
}
