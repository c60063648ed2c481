package dev.perdure.verification.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import dev.perdure.workflow.NondeterminismException;
import java.util.Set;

/// The arrows of the architecture, over the classes of every module.
@AnalyzeClasses(packages = "dev.perdure", importOptions = ImportOption.DoNotIncludeTests.class)
final class LayersTest {
  private static final String ENGINE = "dev.perdure.engine..";
  private static final String SERVER = "dev.perdure.server..";
  private static final String VALIDATION = "dev.perdure.validation..";
  private static final String REPLAY = "dev.perdure.internal.replay..";
  private static final String[] SDK = {
    "dev.perdure.activity..",
    "dev.perdure.client..",
    "dev.perdure.common..",
    "dev.perdure.converter..",
    "dev.perdure.envconfig..",
    "dev.perdure.failure..",
    "dev.perdure.internal..",
    "dev.perdure.worker..",
    "dev.perdure.workflow..",
  };
  private static final String[] TOOLS = {
    "dev.perdure.cli..",
    "dev.perdure.testing..",
    "dev.perdure.verification..",
    "dev.perdure.benchmarks..",
  };

  /// What in `java.io` is more than bytes in memory.
  private static final DescribedPredicate<JavaClass> OUTSIDE_WORLD =
      JavaClass.Predicates.belongToAnyOf(
          java.io.File.class,
          java.io.FileDescriptor.class,
          java.io.FileInputStream.class,
          java.io.FileOutputStream.class,
          java.io.RandomAccessFile.class,
          java.io.PrintStream.class,
          java.io.Console.class);

  @ArchTest
  static final ArchRule the_sdk_never_knows_the_server =
      noClasses()
          .that()
          .resideInAnyPackage(SDK)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(ENGINE, SERVER);

  @ArchTest
  static final ArchRule the_sdk_knows_neither_netty_nor_guava =
      noClasses()
          .that()
          .resideInAnyPackage(SDK)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("com.google.common..", "io.netty..", "io.grpc.netty..");

  @ArchTest
  static final ArchRule the_server_never_knows_the_sdk =
      noClasses()
          .that()
          .resideInAnyPackage(ENGINE, SERVER)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(SDK);

  @ArchTest
  static final ArchRule the_engine_knows_nothing_of_its_shell =
      noClasses().that().resideInAPackage(ENGINE).should().dependOnClassesThat(in(SERVER));

  @ArchTest
  static final ArchRule validation_is_left_out_by_who_does_not_want_it =
      noClasses()
          .that()
          .resideOutsideOfPackage(VALIDATION)
          .should()
          .dependOnClassesThat(in(VALIDATION));

  @ArchTest
  static final ArchRule validation_knows_what_users_know_of_the_sdk =
      noClasses()
          .that()
          .resideInAPackage(VALIDATION)
          .should()
          .dependOnClassesThat(in("dev.perdure.internal..", ENGINE, SERVER));

  @ArchTest
  static final ArchRule nothing_depends_on_the_tools =
      noClasses()
          .that()
          .resideOutsideOfPackages(TOOLS)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(TOOLS);

  @ArchTest static final ArchRule the_engine_is_pure = isPure(ENGINE);

  @ArchTest static final ArchRule the_replay_core_is_pure = isPure(REPLAY);

  @ArchTest static final ArchRule the_engine_has_no_clock_and_no_dice = hasNoClockAndNoDice(ENGINE);

  @ArchTest
  static final ArchRule the_replay_core_has_no_clock_and_no_dice = hasNoClockAndNoDice(REPLAY);

  @ArchTest
  static final ArchRule the_replay_core_knows_only_itself_and_the_protocol =
      noClasses()
          .that()
          .resideInAPackage(REPLAY)
          .should()
          .dependOnClassesThat(
              in("dev.perdure..")
                  .and(DescribedPredicate.not(in(REPLAY, "dev.perdure.common..")))
                  .and(DescribedPredicate.not(type(NondeterminismException.class)))
                  .and(DescribedPredicate.not(JavaClass.Predicates.ENUMS)));

  @ArchTest
  static final ArchRule engine_layers_are_free_of_cycles =
      slices().assignedFrom(new EngineLayers()).should().beFreeOfCycles();

  @ArchTest
  static final ArchRule server_packages_are_free_of_cycles =
      slices().matching("dev.perdure.server.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule sdk_internals_are_free_of_cycles =
      slices().matching("dev.perdure.internal.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule records_of_the_engine_are_immutable =
      classes()
          .that()
          .resideInAPackage("dev.perdure.engine.record..")
          .and()
          .areRecords()
          .should()
          .haveOnlyFinalFields();

  private static ArchRule isPure(String packages) {
    return noClasses()
        .that()
        .resideInAPackage(packages)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "java.net..",
            "java.nio.file..",
            "java.nio.channels..",
            "java.sql..",
            "java.util.concurrent.locks..",
            "io.grpc..",
            "org.slf4j..")
        .orShould()
        .dependOnClassesThat(OUTSIDE_WORLD);
  }

  private static ArchRule hasNoClockAndNoDice(String packages) {
    return noClasses()
        .that()
        .resideInAPackage(packages)
        .should()
        .callMethod(java.time.Instant.class, "now")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(java.util.UUID.class, "randomUUID")
        .orShould()
        .callMethod(Math.class, "random")
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Thread.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(java.util.concurrent.Executor.class);
  }

  private static DescribedPredicate<JavaClass> in(String... packages) {
    return JavaClass.Predicates.resideInAnyPackage(packages);
  }

  /// The engine's layers. Its features are one of them: closing a run ends its workflow task, and a
  /// workflow task closes its run. Times of cron strings and of schedules stand below the state.
  private static final class EngineLayers implements SliceAssignment {
    private static final Set<String> LOWER =
        Set.of("attribute", "cron", "calendar", "record", "state", "decision");

    @Override
    public SliceIdentifier getIdentifierOf(JavaClass type) {
      var prefix = "dev.perdure.engine.";
      if (!type.getPackageName().startsWith(prefix)) {
        return SliceIdentifier.ignore();
      }
      var name = type.getPackageName().substring(prefix.length());
      return SliceIdentifier.of(LOWER.contains(name) ? name : "features");
    }

    @Override
    public String getDescription() {
      return "the engine's layers";
    }
  }
}
