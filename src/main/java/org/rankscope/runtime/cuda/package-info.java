/**
 * What this machine has of CUDA, and what stands in the way of using it: the driver, its devices, CUDA's libraries, and
 * the memory of a process on a device.
 *
 * <p>Decisions: devices are asked of the driver itself (libcuda), whose order and selection ONNX Runtime counts in, and
 * are known to NVML by their UUID; what is found is data ({@link org.rankscope.runtime.cuda.DriverState}, {@link
 * org.rankscope.runtime.cuda.CudaPlace}), so that every {@link org.rankscope.runtime.cuda.CudaObstacle} can be tested on a
 * machine without a GPU. Nothing here knows ONNX Runtime.
 */
package org.rankscope.runtime.cuda;
