package org.rankscope.autodiff.rule;

/** ONNX Runtime's implementations of operators that gradients are written for, where those of one are wrong. */
public enum Kernels {
    CPU,
    CUDA
}
