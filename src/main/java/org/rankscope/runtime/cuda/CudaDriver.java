package org.rankscope.runtime.cuda;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** Asks NVIDIA's driver through the CUDA driver API (cuda.h). No context is made, so no device memory is taken. */
final class CudaDriver {
    private static final int SUCCESS = 0;
    /** CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR and _MINOR. */
    private static final int COMPUTE_MAJOR = 75;

    private static final int COMPUTE_MINOR = 76;

    /** The functions used, as cuda.h declares them: CUresult is an int, CUdevice too. */
    interface Api extends Library {
        int cuDriverGetVersion(IntByReference version);

        int cuInit(int flags);

        int cuDeviceGetCount(IntByReference count);

        int cuDeviceGet(IntByReference device, int ordinal);

        int cuDeviceGetName(byte[] name, int length, int device);

        int cuDeviceGetUuid_v2(byte[] uuid, int device);

        int cuDeviceTotalMem_v2(LongByReference bytes, int device);

        int cuDeviceGetAttribute(IntByReference value, int attribute, int device);

        int cuGetErrorString(int error, PointerByReference words);
    }

    private CudaDriver() {}

    /** @param version gives the driver's own version, which it doesn't tell itself */
    static DriverState read(boolean windows, Supplier<Optional<String>> version) {
        Api api;
        try {
            api = Native.load(libraryName(windows), Api.class);
        } catch (LinkageError e) {
            return DriverState.MISSING;
        }
        IntByReference known = new IntByReference();
        IntByReference count = new IntByReference();
        int error = api.cuDriverGetVersion(known);
        if (error == SUCCESS && known.getValue() >= CudaCheck.LEAST_CUDA) {
            error = api.cuInit(0);
            error = error == SUCCESS ? api.cuDeviceGetCount(count) : error;
        }
        List<CudaDevice> devices = new ArrayList<>();
        for (int i = 0; i < count.getValue() && error == SUCCESS; i++) {
            error = add(api, i, devices);
        }
        return new DriverState(true, known.getValue(), version.get(), error(api, error), devices);
    }

    static String libraryName(boolean windows) {
        return windows ? "nvcuda" : "libcuda.so.1";
    }

    private static int add(Api api, int index, List<CudaDevice> devices) {
        IntByReference device = new IntByReference();
        byte[] name = new byte[256];
        byte[] uuid = new byte[16];
        LongByReference bytes = new LongByReference();
        IntByReference major = new IntByReference();
        IntByReference minor = new IntByReference();
        int error = api.cuDeviceGet(device, index);
        int handle = device.getValue();
        error = error == SUCCESS ? api.cuDeviceGetName(name, name.length, handle) : error;
        error = error == SUCCESS ? api.cuDeviceGetUuid_v2(uuid, handle) : error;
        error = error == SUCCESS ? api.cuDeviceTotalMem_v2(bytes, handle) : error;
        error = error == SUCCESS ? api.cuDeviceGetAttribute(major, COMPUTE_MAJOR, handle) : error;
        error = error == SUCCESS ? api.cuDeviceGetAttribute(minor, COMPUTE_MINOR, handle) : error;
        if (error == SUCCESS) {
            devices.add(new CudaDevice(
                    index, Native.toString(name), uuid(uuid), bytes.getValue(), major.getValue(), minor.getValue()));
        }
        return error;
    }

    /** As NVML writes it: 16 bytes, the first digit first. */
    private static String uuid(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new UUID(buffer.getLong(), buffer.getLong()).toString();
    }

    private static Optional<DriverState.Error> error(Api api, int code) {
        if (code == SUCCESS) {
            return Optional.empty();
        }
        PointerByReference words = new PointerByReference();
        boolean known = api.cuGetErrorString(code, words) == SUCCESS && words.getValue() != null;
        return Optional.of(new DriverState.Error(code, known ? words.getValue().getString(0) : "unknown error"));
    }
}
