package dev.perdure.internal.replay;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.perdure.workflow.ActivityCancellationType;
import dev.perdure.workflow.ChildWorkflowCancellationType;
import dev.perdure.workflow.NondeterminismException;

/// The replay core decides by its inputs alone: it knows no clock, no threads, no network and no
/// user code.
@AnalyzeClasses(
    packages = "dev.perdure.internal.replay",
    importOptions = ImportOption.DoNotIncludeTests.class)
final class PurityTest {
  @ArchTest
  static final ArchRule THE_REPLAY_CORE_USES_PROTOCOL_CLASSES_AND_COLLECTIONS_ONLY =
      classes()
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(
                      "dev.perdure.internal.replay..",
                      "com.google.protobuf..",
                      "io.temporal.api..",
                      "java.lang",
                      "java.lang.invoke",
                      "java.lang.runtime",
                      "java.util",
                      "java.util.function",
                      "org.jspecify.annotations")
                  .or(type(ActivityCancellationType.class))
                  .or(type(ChildWorkflowCancellationType.class))
                  .or(type(NondeterminismException.class)))
          .because("what it does must follow from the history and from what code asked for");
}
