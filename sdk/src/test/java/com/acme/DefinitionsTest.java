package com.acme;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.acme.Shapes.Item;
import com.acme.Shapes.OrderWorkflow;
import com.acme.Shapes.Payments;
import com.acme.Shapes.Shipping;
import com.acme.Shapes.Ships;
import com.acme.hidden.Visible;
import dev.perdure.activity.Activity;
import dev.perdure.common.InvalidDefinitionException;
import dev.perdure.common.TypeRef;
import dev.perdure.converter.RawValue;
import dev.perdure.internal.definition.ActivityDefinition;
import dev.perdure.internal.definition.ActivityDefinitions;
import dev.perdure.internal.definition.Registry;
import dev.perdure.internal.definition.WorkflowDefinition;
import dev.perdure.workflow.Workflow;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DefinitionsTest {
  @Test
  void a_workflow_class_defines_its_run_method_signals_and_queries() throws Throwable {
    WorkflowDefinition order = WorkflowDefinition.of(OrderWorkflow.class);

    assertThat(order.name()).isEqualTo("OrderWorkflow");
    assertThat(order.signals().named()).containsOnlyKeys("approve", "no-more");
    assertThat(order.queries().named()).containsOnlyKeys("status");
    assertThat(order.run().parameterTypes()).containsExactly(Item.class);
    assertThat(order.run().invoke(order.newInstance(), new Item("x"))).isEqualTo("x");
  }

  @Test
  void annotations_on_an_interface_define_the_class_that_implements_it() throws Throwable {
    WorkflowDefinition ships = WorkflowDefinition.of(Ships.class);

    assertThat(ships.name()).isEqualTo("ship-it");
    assertThat(ships.run().resultType()).isEqualTo(new TypeRef<List<Item>>() {}.type());
    assertThat(ships.run().invoke(ships.newInstance(), Map.of())).isEqualTo(List.of());
    assertThat(ships.queries().named().get("where")).isNotNull();
  }

  @Test
  void activities_are_called_on_the_instance_that_was_registered() throws Throwable {
    var louder =
        new Items() {
          @Override
          public List<Item> list(Item first) {
            return List.of(first, first);
          }
        };

    ActivityDefinitions byName = activities(louder);
    assertThat(byName.names()).containsExactlyInAnyOrder("list", "pick");
    ActivityDefinition list = requireNonNull(byName.find("list"));
    assertThat(list.parameterTypes()).containsExactly(Item.class);
    assertThat(list.resultType()).isEqualTo(new TypeRef<List<Item>>() {}.type());
    assertThat(list.invoke(new Item("x"))).isEqualTo(List.of(new Item("x"), new Item("x")));
  }

  public static class Items extends Shapes.Items {}

  public interface Greeter {
    @Activity.Definition
    String greet(String name);
  }

  @Test
  void a_proxy_of_an_annotated_interface_has_its_activities() throws Throwable {
    Object proxy =
        Proxy.newProxyInstance(
            Greeter.class.getClassLoader(),
            new Class<?>[] {Greeter.class},
            (_, method, arguments) -> method.getName() + " " + arguments[0]);

    ActivityDefinition greet = requireNonNull(activities(proxy).find("greet"));
    assertThat(greet.invoke("Ada")).isEqualTo("greet Ada");
  }

  @Test
  void an_activity_of_a_base_class_that_is_not_visible_can_be_called() throws Throwable {
    ActivityDefinition inherited = requireNonNull(activities(new Visible()).find("inherited"));

    assertThat(inherited.invoke(List.of("a"), 7L)).isEqualTo(List.of("a"));
  }

  private static ActivityDefinitions activities(Object instance) {
    return new Registry.Builder().activities(instance).build().activities();
  }

  public static class Failing {
    @Activity.Definition
    public void fail() {
      throw new UnsupportedOperationException("not today");
    }
  }

  @Test
  void what_user_code_throws_arrives_unwrapped() {
    ActivityDefinition fail = ActivityDefinition.of(new Failing()).getFirst();

    assertThatThrownBy(() -> fail.invoke())
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessage("not today");
  }

  @Workflow.Definition
  public static class Wrong {
    public Wrong(String needed) {}

    @Workflow.Run
    public void run() {}

    @Workflow.Run
    public void runToo(int times) {}

    @Workflow.Query
    public void ask() {}

    @Workflow.Signal
    void hidden() {}

    @Workflow.Signal(name = "same")
    public void one() {}

    @Workflow.Signal(name = "same")
    public void two() {}

    @Workflow.Signal(name = "__temporal_mine")
    public void reserved() {}
  }

  @Test
  void all_problems_of_a_class_are_told_at_once() {
    InvalidDefinitionException wrong =
        catchThrowableOfType(
            InvalidDefinitionException.class, () -> WorkflowDefinition.of(Wrong.class));

    String name = "com.acme.DefinitionsTest$Wrong";
    assertThat(wrong.problems())
        .containsExactlyInAnyOrder(
            name
                + " has 2 methods with @Workflow.Run: [run, runToo]. Exactly one method is the"
                + " workflow.",
            name + ".ask is a query and returns nothing. A query answers with a value.",
            name + ".hidden is not public. Make it public, so that a worker may call it.",
            name
                + ".one and "
                + name
                + ".two are both the signal \"same\". Name one of them in its annotation.",
            name
                + ".reserved has the name \"__temporal_mine\": names that start with __temporal_"
                + " are reserved.",
            name
                + " has no constructor without parameters. Add one, mark one that takes the run"
                + " method's parameters with @Workflow.Init, or give a factory.");
    assertThat(wrong).hasMessageStartingWith("6 problems:\n  - ");
  }

  @Workflow.Definition(name = "OrderWorkflow")
  public static class SecondOrder {
    @Workflow.Run
    public void run() {}
  }

  @Test
  void all_problems_of_a_worker_are_told_at_once() {
    var registry =
        new Registry.Builder()
            .workflow(OrderWorkflow.class, null)
            .workflow(SecondOrder.class, null)
            .workflow(String.class, null)
            .workflow(Shipping.class, null)
            .activities(new Failing())
            .activities(new Failing())
            .activities(Failing.class)
            .activities("text");

    assertThatThrownBy(registry::build)
        .isInstanceOf(InvalidDefinitionException.class)
        .hasMessage(
            """
            6 problems:
              - com.acme.Shapes$OrderWorkflow and com.acme.DefinitionsTest$SecondOrder are both the workflow type "OrderWorkflow". Name one of them in its annotation.
              - java.lang.String is not a workflow: neither it nor a supertype has @Workflow.Definition. Add it, or register another class.
              - com.acme.Shapes$Shipping cannot be created. Register the class that implements it, or give a factory.
              - com.acme.DefinitionsTest$Failing.fail and com.acme.DefinitionsTest$Failing.fail are both the activity type "fail". Name one of them in its annotation.
              - com.acme.DefinitionsTest$Failing was registered as a class. Activities are registered as objects: new Failing(…).
              - java.lang.String has no method with @Activity.Definition. Mark those that are activities.\
            """);
  }

  @Test
  void a_factory_makes_the_instances_of_an_interface() throws Throwable {
    WorkflowDefinition ships =
        requireNonNull(
            new Registry.Builder()
                .workflow(Shipping.class, Ships::new)
                .build()
                .workflows()
                .get("ship-it"));

    assertThat(ships.newInstance()).isInstanceOf(Ships.class);
  }

  public static class Dynamic {
    @Activity.Definition(dynamic = true, name = "named")
    public String any(String only) {
      return only;
    }
  }

  public static class Another {
    @Activity.Definition(dynamic = true)
    public int any(List<RawValue> all) {
      return all.size();
    }
  }

  @Test
  void a_dynamic_activity_has_no_name_takes_raw_values_and_is_the_only_one() {
    var registry =
        new Registry.Builder()
            .activities(new Dynamic())
            .activities(new Another())
            .activities(new Another());

    assertThatThrownBy(registry::build)
        .isInstanceOf(InvalidDefinitionException.class)
        .hasMessageContaining("Its one parameter must be a List<RawValue>")
        .hasMessageContaining("it has no name")
        .hasMessageContaining("are both dynamic activities. A worker can have one.");
  }

  /// A proxy as containers make them: a subclass whose methods lack the annotations.
  public static class Enhanced extends Failing {
    @Override
    public void fail() {
      super.fail();
    }
  }

  @Test
  void a_subclass_that_a_container_made_has_the_activities_of_its_superclass() {
    assertThat(new Registry.Builder().activities(new Enhanced()).build().activities().names())
        .containsExactly("fail");
  }

  @Test
  void generic_and_static_methods_are_no_activities() {
    assertThatThrownBy(() -> ActivityDefinition.of(new Payments()))
        .hasMessageContaining("Payments.generic has type parameters");
    assertThatThrownBy(() -> ActivityDefinition.of(new StaticOnly()))
        .hasMessageContaining("StaticOnly.now is static. Make it an instance method.");
  }

  public static class StaticOnly {
    @Activity.Definition
    public static long now() {
      return 0;
    }
  }
}
