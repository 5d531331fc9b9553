/**
 * An ONNX graph in memory: emit one, load one, walk and change it, save it.
 *
 * <pre>
 * model.onnx --OnnxFile.load--> Graph --nodes, initializers, replace--> Graph --OnnxFile.save--> model.onnx
 * </pre>
 *
 * <p>The only package that sees the ONNX protobuf classes; imports nothing of Millrace.
 */
package io.millrace.compress.graph;
