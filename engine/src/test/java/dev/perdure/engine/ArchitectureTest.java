package dev.perdure.engine;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.perdure.engine.state.RunState;
import dev.perdure.engine.state.WorkflowState;
import java.util.Set;

@AnalyzeClasses(
    packages = "dev.perdure.engine",
    importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
  /// Streams over bytes in memory, which the protobuf runtime speaks.
  private static final Set<String> BYTES_IN_MEMORY =
      Set.of(
          "java.io.ByteArrayOutputStream",
          "java.io.OutputStream",
          "java.io.IOException",
          "java.io.UncheckedIOException",
          // Every record and lambda refers to these.
          "java.io.Serializable",
          "java.io.ObjectInputStream");

  private static final DescribedPredicate<JavaClass> THE_OUTSIDE_WORLD =
      resideInAnyPackage(
              "java.io..",
              "java.nio.file..",
              "java.nio.channels..",
              "java.net..",
              "java.sql..",
              "java.util.concurrent..",
              "io.grpc..",
              "org.slf4j..")
          .and(
              not(
                  describe(
                      "bytes in memory", type -> BYTES_IN_MEMORY.contains(type.getFullName()))));

  @ArchTest
  static final ArchRule the_engine_does_no_io_and_has_no_threads =
      noClasses()
          .should()
          .dependOnClassesThat(THE_OUTSIDE_WORLD)
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(Thread.class)
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(ThreadLocal.class);

  @ArchTest
  static final ArchRule the_engine_has_no_clock_and_no_dice =
      noClasses()
          .should()
          .callMethodWhere(
              describe(
                  "reads a clock or draws a number",
                  call -> {
                    var owner = call.getTargetOwner();
                    var name = call.getName();
                    return (resideInAPackage("java.time..").test(owner) && name.equals("now"))
                        || (owner.isEquivalentTo(System.class)
                            && (name.equals("currentTimeMillis") || name.equals("nanoTime")))
                        || (owner.isEquivalentTo(java.util.UUID.class) && name.equals("randomUUID"))
                        || (owner.isEquivalentTo(Math.class) && name.equals("random"));
                  }))
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(java.util.random.RandomGenerator.class);

  @ArchTest
  static final ArchRule only_appliers_change_a_run =
      noClasses()
          .that()
          .haveSimpleNameNotEndingWith("Applier")
          .and()
          .doNotBelongToAnyOf(RunState.class, WorkflowState.class)
          .should()
          .setFieldWhere(
              describe(
                  "is a field of RunState",
                  access -> access.getTargetOwner().isEquivalentTo(RunState.class)));

  @ArchTest
  static final ArchRule records_and_state_know_nothing_of_decisions =
      noClasses()
          .that()
          .resideInAnyPackage("dev.perdure.engine.record..", "dev.perdure.engine.state..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.perdure.engine.decision..",
              "dev.perdure.engine.run..",
              "dev.perdure.engine.activity..",
              "dev.perdure.engine.workflowtask..");

  @ArchTest
  static final ArchRule stored_forms_come_first =
      slices().matching("dev.perdure.engine.(record|state|retry)..").should().beFreeOfCycles();
}
