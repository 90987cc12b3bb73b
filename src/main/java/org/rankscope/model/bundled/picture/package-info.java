/**
 * Pictures that the program draws by itself: scans with lesions, and drawings by many hands.
 *
 * <p>Every pixel follows from a seed alone. Shapes are laid on a canvas by the distance of a pixel's middle from their
 * edge, in strict arithmetic; no graphics library has a part in it, since those differ between machines in how they
 * smooth edges. Files are PNG with stored blocks: what a compressor makes of the same pixels depends on its version.
 */
package org.rankscope.model.bundled.picture;
