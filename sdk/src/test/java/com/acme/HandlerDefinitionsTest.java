package com.acme;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.perdure.common.Details;
import dev.perdure.common.InvalidDefinitionException;
import dev.perdure.common.VersioningBehavior;
import dev.perdure.internal.definition.Registry;
import dev.perdure.internal.definition.WorkflowDefinition;
import dev.perdure.workflow.DynamicWorkflowConfig;
import dev.perdure.workflow.HandlerUnfinishedPolicy;
import dev.perdure.workflow.Workflow;
import java.util.List;
import org.junit.jupiter.api.Test;

class HandlerDefinitionsTest {
  @Workflow.Definition(
      failureExceptionTypes = ArithmeticException.class,
      versioningBehavior = VersioningBehavior.PINNED)
  public static class Good {
    private final String owner;

    @Workflow.Init
    public Good(String owner, List<Integer> numbers) {
      this.owner = owner + numbers;
    }

    @Workflow.Run
    public String run(String owner, List<Integer> numbers) {
      return this.owner;
    }

    @Workflow.Signal(dynamic = true)
    public void signals(String name, Details arguments) {}

    @Workflow.Query(dynamic = true)
    public int queries(String name, Details arguments) {
      return 0;
    }

    @Workflow.Update(dynamic = true)
    public void updates(String name, Details arguments) {}

    @Workflow.UpdateValidator("updates")
    public void anyUpdate(String name, Details arguments) {}

    @Workflow.Update(
        name = "put-in",
        unfinishedPolicy = HandlerUnfinishedPolicy.ABANDON,
        description = "puts in")
    public int put(List<Integer> numbers) {
      return 0;
    }

    @Workflow.UpdateValidator("put-in")
    public void checkPut(List<Integer> numbers) {}

    @Workflow.Update
    public int take(int number) {
      return number;
    }

    @Workflow.UpdateValidator("take")
    public void checkTake(int number) {}
  }

  @Test
  void a_definition_has_handlers_for_names_and_for_any_name() throws Throwable {
    var good = WorkflowDefinition.of(Good.class);

    var put = requireNonNull(good.updates().named().get("put-in"));
    assertThat(requireNonNull(put.validator()).method().getName()).isEqualTo("checkPut");
    assertThat(put.unfinishedPolicy()).isEqualTo(HandlerUnfinishedPolicy.ABANDON);
    assertThat(put.description()).isEqualTo("puts in");
    assertThat(requireNonNull(good.updates().named().get("take")).validator()).isNotNull();
    assertThat(requireNonNull(good.updates().dynamic()).validator()).isNotNull();
    assertThat(good.signals().dynamic()).isNotNull();
    assertThat(good.queries().dynamic()).isNotNull();
    assertThat(good.failureExceptionTypes()).containsExactly(ArithmeticException.class);
    assertThat(good.versioningBehavior()).isEqualTo(VersioningBehavior.PINNED);
    assertThat(good.hasInit()).isTrue();
    var instance = good.newInstance("ada", List.of(1));
    assertThat(good.run().invoke(instance, "", List.of())).isEqualTo("ada[1]");
  }

  @Workflow.Definition
  public static class Base {
    @Workflow.Run
    public void run(String owner) {}

    @Workflow.Update
    public void both(int number) {}

    @Workflow.Signal
    public void changed() {}
  }

  public static class Wrong extends Base {
    @Workflow.Init
    public Wrong(int number) {}

    @Workflow.UpdateValidator("no-such-update")
    public void lost(int number) {}

    @Workflow.Update(name = "put-in")
    public int put(List<Integer> numbers) {
      return 0;
    }

    @Workflow.UpdateValidator("put-in")
    public int checks(List<String> numbers) {
      return 0;
    }

    @Workflow.Signal(dynamic = true)
    public void oneArgument(String name) {}

    @Workflow.Query(dynamic = true, name = "named")
    public int named(String name, Details arguments) {
      return 0;
    }

    @Workflow.Query(name = "__stack_trace")
    public String stack() {
      return "";
    }

    @Workflow.Update(name = "__temporal_mine")
    public void mine() {}

    @Override
    @Workflow.Query
    public void changed() {}

    @Workflow.DynamicConfig
    public String config() {
      return "";
    }
  }

  @Test
  void all_problems_of_handlers_are_told_at_once_with_what_to_do() {
    var wrong =
        catchThrowableOfType(
            InvalidDefinitionException.class, () -> WorkflowDefinition.of(Wrong.class));

    String name = "com.acme.HandlerDefinitionsTest$Wrong";
    assertThat(wrong.problems())
        .containsExactlyInAnyOrder(
            "The @Workflow.Init constructor of "
                + name
                + " takes (int), but com.acme.HandlerDefinitionsTest$Base.run takes (String). Give"
                + " both the same parameters.",
            name
                + ".lost validates the update \"no-such-update\", but "
                + name
                + " has no such update. It has: __temporal_mine, both, put-in.",
            name
                + ".checks takes (java.util.List<java.lang.String>), but the update \"put-in\" that"
                + " it validates ("
                + name
                + ".put) takes (java.util.List<java.lang.Integer>). Give both the same"
                + " parameters.",
            name
                + ".checks validates the update \"put-in\" and returns a value. A validator refuses"
                + " by throwing, so make it void.",
            name
                + ".oneArgument is the dynamic signal and takes (String). It must take (String"
                + " name, Details arguments).",
            name
                + ".named is the dynamic query and has the name \"named\". It takes any name, so"
                + " give it none.",
            name
                + ".stack has the name \"__stack_trace\", which every workflow answers by itself."
                + " Give it another.",
            name
                + ".mine has the name \"__temporal_mine\": names that start with __temporal_ are"
                + " reserved.",
            "com.acme.HandlerDefinitionsTest$Base.changed is marked as @Workflow.Signal, and "
                + name
                + ".changed as @Workflow.Query. One method is one of them.",
            name + ".changed is a query and returns nothing. A query answers with a value.",
            name
                + ".config configures a dynamic workflow, but "
                + name
                + " is not dynamic. Use the members of @Workflow.Definition instead.",
            name + ".config must take no parameters and return a DynamicWorkflowConfig.");
  }

  @Workflow.Definition(dynamic = true)
  public static class Any {
    @Workflow.Run
    public void run(Details arguments) {}

    @Workflow.DynamicConfig
    public DynamicWorkflowConfig config() {
      return DynamicWorkflowConfig.defaults();
    }
  }

  @Workflow.Definition(dynamic = true, name = "named")
  public static class WrongAny {
    @Workflow.Run
    public void run(String argument) {}
  }

  @Workflow.Definition(dynamic = true)
  public static class SecondAny {
    @Workflow.Run
    public void run(Details arguments) {}
  }

  @Workflow.Definition(name = "__temporal_workflow")
  public static class Reserved {
    @Workflow.Run
    public void run() {}

    @Workflow.Update(dynamic = true)
    public void one(String name, Details arguments) {}

    @Workflow.Update(dynamic = true)
    public void two(String name, Details arguments) {}
  }

  @Test
  void a_worker_has_one_dynamic_workflow_that_runs_what_has_no_definition() {
    var registry =
        new Registry.Builder().workflow(Any.class, null).workflow(Base.class, null).build();

    assertThat(requireNonNull(registry.workflow("Whatever")).type()).isEqualTo(Any.class);
    assertThat(requireNonNull(registry.workflow("Base")).type()).isEqualTo(Base.class);

    var wrong =
        catchThrowableOfType(
            InvalidDefinitionException.class,
            () ->
                new Registry.Builder()
                    .workflow(Any.class, null)
                    .workflow(WrongAny.class, null)
                    .workflow(SecondAny.class, null)
                    .workflow(Reserved.class, null)
                    .build());
    String test = "com.acme.HandlerDefinitionsTest$";
    assertThat(wrong.problems())
        .containsExactly(
            test
                + "WrongAny is dynamic and has the name \"named\". It runs workflows of any name,"
                + " so give it none.",
            test
                + "WrongAny.run runs a dynamic workflow and takes (String). It must take (Details"
                + " arguments).",
            test + "Any and " + test + "SecondAny are both dynamic workflows. A worker has one.",
            test
                + "Reserved has the name \"__temporal_workflow\": names that start with __temporal_"
                + " are reserved.",
            test
                + "Reserved.one and "
                + test
                + "Reserved.two are both the dynamic update. Keep one of them.");
  }
}
