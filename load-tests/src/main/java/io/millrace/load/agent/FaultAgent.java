package io.millrace.load.agent;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.nio.file.Path;
import java.security.ProtectionDomain;

/**
 * Makes a service's engine spoilable from outside, so that the product needs no hook for it: calls
 * {@link EngineFault#before} at the head of {@code ai.onnxruntime.OrtSession.run}, in the overload
 * that all others end in.
 *
 * <p>Use: {@code -javaagent:load-tests.jar=FAULT_FILE}.
 *
 * <p>Source: JEP 484, Class-File API.
 */
public final class FaultAgent {
  private static final String ENGINE = "ai/onnxruntime/OrtSession";
  private static final String CALL = "run";

  /** {@code inputs, requestedOutputs, pinnedOutputs, runOptions}. */
  private static final int PARAMETERS = 4;

  private static final MethodTypeDesc BEFORE =
      MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_Map);

  private FaultAgent() {}

  /** Called by the JVM before the service's main. */
  public static void premain(String faultFile, Instrumentation instrumentation) {
    EngineFault.watch(Path.of(faultFile));
    instrumentation.addTransformer(
        new ClassFileTransformer() {
          @Override
          public byte[] transform(
              ClassLoader loader, String name, Class<?> old, ProtectionDomain domain, byte[] code) {
            return ENGINE.equals(name) ? spoil(code) : null;
          }
        });
  }

  private static byte[] spoil(byte[] code) {
    ClassFile classFile = ClassFile.of();
    return classFile.transformClass(
        classFile.parse(code),
        ClassTransform.transformingMethodBodies(
            FaultAgent::isCall, CodeTransform.ofStateful(Before::new)));
  }

  private static boolean isCall(MethodModel method) {
    return method.methodName().equalsString(CALL)
        && method.code().isPresent()
        && method.methodTypeSymbol().parameterCount() == PARAMETERS;
  }

  /** Puts the call before what was there. */
  private static final class Before implements CodeTransform {
    @Override
    public void atStart(CodeBuilder builder) {
      builder.aload(1).invokestatic(ClassDesc.of(EngineFault.class.getName()), "before", BEFORE);
    }

    @Override
    public void accept(CodeBuilder builder, CodeElement element) {
      builder.with(element);
    }
  }
}
