package dev.perdure.internal.reference;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Instruction;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.TypeCheckInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads a static method's code and finds the one instance method to which it passes all its
/// parameters on, in order and unchanged.
final class Forwarding {
  private static final Set<String> BOXES =
      Set.of(
          "java/lang/Boolean",
          "java/lang/Byte",
          "java/lang/Character",
          "java/lang/Double",
          "java/lang/Float",
          "java/lang/Integer",
          "java/lang/Long",
          "java/lang/Short");

  private Forwarding() {}

  /// The method that is called: its class's internal name, its name and its descriptor.
  record Target(String owner, String name, String descriptor) {}

  /// The method to which `owner.name` forwards; null when it does anything else, or when its code
  /// cannot be read.
  static @Nullable Target of(Class<?> owner, String name, String descriptor) {
    String file = owner.getName().substring(owner.getName().lastIndexOf('.') + 1) + ".class";
    try (InputStream code = owner.getResourceAsStream(file)) {
      if (code == null) {
        return null;
      }
      for (MethodModel method : ClassFile.of().parse(code.readAllBytes()).methods()) {
        if (method.methodName().equalsString(name)
            && method.methodType().equalsString(descriptor)) {
          return target(method);
        }
      }
      return null;
    } catch (IOException e) {
      return null;
    }
  }

  private static @Nullable Target target(MethodModel method) {
    CodeModel code = method.code().orElse(null);
    if (code == null) {
      return null;
    }
    Deque<Instruction> left = new ArrayDeque<>();
    for (CodeElement element : code) {
      if (element instanceof Instruction instruction) {
        left.add(instruction);
      }
    }
    if (!loadsAll(left, method.methodTypeSymbol())) {
      return null;
    }
    Target target =
        left.poll() instanceof InvokeInstruction call
                && (call.opcode() == Opcode.INVOKEVIRTUAL
                    || call.opcode() == Opcode.INVOKEINTERFACE)
                && call.typeSymbol().parameterCount()
                    == method.methodTypeSymbol().parameterCount() - 1
            ? new Target(
                call.owner().asInternalName(), call.name().stringValue(), call.type().stringValue())
            : null;
    skipConversions(left);
    return left.poll() instanceof ReturnInstruction && left.isEmpty() ? target : null;
  }

  private static boolean loadsAll(Deque<Instruction> left, MethodTypeDesc type) {
    int slot = 0;
    for (ClassDesc parameter : type.parameterList()) {
      if (!(left.poll() instanceof LoadInstruction load) || load.slot() != slot) {
        return false;
      }
      skipConversions(left);
      slot += TypeKind.from(parameter).slotSize();
    }
    return true;
  }

  /// Casts, boxing and unboxing come from the compiler and change no value.
  private static void skipConversions(Deque<Instruction> left) {
    while (isConversion(left.peek())) {
      left.remove();
    }
  }

  private static boolean isConversion(@Nullable Instruction instruction) {
    return switch (instruction) {
      case TypeCheckInstruction check -> check.opcode() == Opcode.CHECKCAST;
      case InvokeInstruction call ->
          BOXES.contains(call.owner().asInternalName())
              && (call.opcode() == Opcode.INVOKESTATIC
                  ? call.name().equalsString("valueOf") && call.typeSymbol().parameterCount() == 1
                  : call.name().stringValue().endsWith("Value"));
      case null, default -> false;
    };
  }
}
