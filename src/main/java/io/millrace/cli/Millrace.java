package io.millrace.cli;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
@QuarkusMain
public final class Millrace {
  public static void main(String[] args) {
    if (args.length > 0 && args[0].equals("serve")) Quarkus.run(args);
    else System.out.println("hi");
  }
}
