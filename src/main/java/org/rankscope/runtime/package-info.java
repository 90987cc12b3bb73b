/**
 * Running graphs: sessions, devices and what they use of memory. The only package that imports {@code ai.onnxruntime}.
 */
package org.rankscope.runtime;
