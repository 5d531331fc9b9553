package io.millrace.serve.config;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** The comments above the methods of a folder's types, as Markdown on one line. */
final class SourceComments {
  private final Map<String, String> byMethod = new HashMap<>();

  private SourceComments() {}

  static SourceComments read(Path folder) throws IOException {
    SourceComments comments = new SourceComments();
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
        Stream<Path> sources = Files.list(folder)) {
      List<Path> java = sources.filter(file -> file.toString().endsWith(".java")).toList();
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null, files, null, null, null, files.getJavaFileObjectsFromPaths(java));
      DocTrees trees = DocTrees.instance(task);
      for (CompilationUnitTree unit : task.parse()) {
        comments.scan(unit, trees);
      }
    }
    return comments;
  }

  private void scan(CompilationUnitTree unit, DocTrees trees) {
    new TreePathScanner<Void, String>() {
      @Override
      public Void visitClass(ClassTree type, String outer) {
        return super.visitClass(type, type.getSimpleName().toString());
      }

      @Override
      public Void visitMethod(MethodTree method, String type) {
        String comment = trees.getDocComment(getCurrentPath());
        byMethod.put(type + "." + method.getName(), comment == null ? "" : markdown(comment));
        return null;
      }
    }.scan(unit, "");
  }

  /** What stands above a method; empty if nothing does. */
  String of(Class<?> type, String method) {
    return byMethod.getOrDefault(type.getSimpleName() + "." + method, "");
  }

  private static String markdown(String comment) {
    return comment
        .replaceAll("\\s+", " ")
        .replaceAll("\\{@(?:code|link) ([^}]*)}", "`$1`")
        .replaceAll("<p>", "")
        .replaceAll(" @\\w+ .*", "")
        .replace("|", "\\|")
        .strip();
  }
}
