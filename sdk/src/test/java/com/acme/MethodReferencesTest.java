package com.acme;

import static com.acme.References.resolve;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.acme.Shapes.Box;
import com.acme.Shapes.FastShipping;
import com.acme.Shapes.Item;
import com.acme.Shapes.Items;
import com.acme.Shapes.Mailer;
import com.acme.Shapes.OrderWorkflow;
import com.acme.Shapes.Payments;
import com.acme.Shapes.Shipping;
import com.acme.Shapes.Ships;
import com.acme.hidden.Visible;
import dev.perdure.common.MethodRef0;
import dev.perdure.common.MethodRef1;
import dev.perdure.common.TypeRef;
import dev.perdure.internal.reference.MethodReferences;
import dev.perdure.internal.reference.ResolvedMethod;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MethodReferencesTest {
  @Test
  void a_method_of_a_class_resolves_with_its_names() {
    ResolvedMethod run = resolve(OrderWorkflow::run);

    assertThat(run.receiver()).isEqualTo(OrderWorkflow.class);
    assertThat(run.method().getName()).isEqualTo("run");
    assertThat(run.parameterTypes()).containsExactly(Item.class);
    assertThat(run.resultType()).isEqualTo(String.class);
    assertThat(run.workflowType()).isEqualTo("OrderWorkflow");
    assertThat(run).hasToString("OrderWorkflow::run");
  }

  @Test
  void signals_and_queries_have_the_names_of_their_annotations_or_methods() {
    assertThat(resolve(OrderWorkflow::approve).signalName()).isEqualTo("approve");
    assertThat(resolve(OrderWorkflow::close).signalName()).isEqualTo("no-more");
    assertThat(resolve(OrderWorkflow::status).queryName()).isEqualTo("status");
    assertThat(resolve(Shipping::whereabouts).queryName()).isEqualTo("where");
  }

  @Test
  void methods_of_final_classes_and_records_resolve() {
    assertThat(resolve(Payments::charge).activityType()).isEqualTo("charge");
    assertThat(resolve(Mailer::send).activityType()).isEqualTo("send");
    assertThat(resolve(Mailer::send).resultType()).isEqualTo(byte[].class);
  }

  @Test
  void primitive_parameters_and_results_resolve() {
    ResolvedMethod refund = resolve(Payments::refund);

    assertThat(refund.parameterTypes())
        .containsExactly(long.class, boolean.class, double.class, char.class);
    assertThat(refund.resultType()).isEqualTo(long.class);
    assertThat(refund.activityType()).isEqualTo("give-back");
  }

  @Test
  void a_method_without_a_result_resolves() {
    assertThat(resolve(Payments::ping).resultType()).isEqualTo(void.class);
  }

  @Test
  void the_workflow_type_is_named_after_the_type_that_carries_the_annotation() {
    assertThat(resolve(Shipping::ship).workflowType()).isEqualTo("ship-it");
    assertThat(resolve(FastShipping::ship).workflowType()).isEqualTo("ship-it");
    assertThat(resolve(Ships::ship).workflowType()).isEqualTo("ship-it");
  }

  @Test
  void a_reference_through_a_sub_interface_has_that_receiver() {
    assertThat(resolve(FastShipping::ship).receiver()).isEqualTo(FastShipping.class);
    assertThat(resolve(FastShipping::ship).method().getDeclaringClass()).isEqualTo(Shipping.class);
  }

  @Test
  void generic_types_are_kept() {
    ResolvedMethod ship = resolve(Shipping::ship);

    assertThat(ship.resultType()).isEqualTo(new TypeRef<List<Item>>() {}.type());
    assertThat(ship.parameterTypes())
        .containsExactly(new TypeRef<Map<String, List<Item>>>() {}.type());
  }

  @Test
  void inherited_generic_types_are_bound_by_the_receiver() {
    assertThat(resolve(Items::pick).resultType()).isEqualTo(Item.class);
    assertThat(resolve(Items::pick).parameterTypes().toString())
        .isEqualTo("[java.util.Map<java.lang.String, com.acme.Shapes$Item>]");
    assertThat(resolve(Items::array).resultType()).isEqualTo(Item[].class);
    assertThat(resolve(Items::array).parameterTypes().toString())
        .isEqualTo("[java.util.List<com.acme.Shapes$Item>]");
  }

  @Test
  void an_override_has_the_annotation_of_what_it_overrides() {
    ResolvedMethod list = resolve(Items::list);

    assertThat(list.method().getDeclaringClass()).isEqualTo(Items.class);
    assertThat(list.activityType()).isEqualTo("list");
  }

  @Test
  void open_type_variables_become_what_the_compiler_inferred() {
    MethodRef0<Box<Item>, Item> open = Box::open;
    MethodRef1<Payments, Item, Item> generic = Payments::generic;
    MethodRef1<Items, Map<String, Item>, Item> unknown = (items, _) -> items.pick(Map.of());

    assertThat(resolve(open).resultType()).isEqualTo(Item.class);
    assertThat(resolve(generic).resultType()).isEqualTo(Item.class);
    assertThatThrownBy(() -> resolve(unknown)).hasMessageContaining("is a lambda");
  }

  @Test
  void a_method_inherited_from_a_class_that_the_caller_cannot_see_resolves() {
    ResolvedMethod inherited = resolve(Visible::inherited);

    assertThat(inherited.receiver()).isEqualTo(Visible.class);
    assertThat(inherited.activityType()).isEqualTo("inherited");
    assertThat(inherited.parameterTypes())
        .containsExactly(new TypeRef<List<String>>() {}.type(), long.class);
    assertThat(inherited.resultType()).isEqualTo(new TypeRef<List<String>>() {}.type());
  }

  @Test
  void one_call_site_is_resolved_once() {
    ResolvedMethod first = null;
    for (int i = 0; i < 2; i++) {
      ResolvedMethod now = resolve(OrderWorkflow::run);
      if (first != null) {
        assertThat(now).isSameAs(first);
      }
      first = now;
    }
  }

  @Test
  void a_reference_that_a_debugger_wraps_resolves() throws Exception {
    var handle =
        MethodHandles.lookup()
            .findVirtual(
                OrderWorkflow.class, "run", MethodType.methodType(String.class, Item.class));
    @SuppressWarnings("unchecked")
    MethodRef1<OrderWorkflow, Item, String> wrapped =
        MethodHandleProxies.asInterfaceInstance(MethodRef1.class, handle);

    assertThat(resolve(wrapped).workflowType()).isEqualTo("OrderWorkflow");
  }

  @Test
  @SuppressWarnings("UnnecessaryLambda")
  void a_lambda_is_refused_with_its_class_and_what_to_write_instead() {
    MethodRef1<OrderWorkflow, Item, String> twice =
        (order, item) -> order.run(item) + order.status();
    MethodRef1<OrderWorkflow, Item, String> constant = (order, item) -> order.run(new Item("x"));
    MethodRef1<Payments, Integer, String> swapped =
        (payments, cents) -> payments.charge("a", cents);

    for (var lambda : List.of(twice, constant, swapped)) {
      assertThatThrownBy(() -> MethodReferences.resolve(lambda))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "The method reference in com.acme.MethodReferencesTest is a lambda that does not just"
                  + " pass its parameters on to one method. Write Type::method, as in Order::run,"
                  + " with the type's name on the left; or pass the name as a String.");
    }
  }

  @Test
  void a_lambda_that_only_forwards_is_as_good_as_a_reference() {
    MethodRef1<OrderWorkflow, Item, String> forwards = (order, item) -> order.run(item);

    assertThat(resolve(forwards).workflowType()).isEqualTo("OrderWorkflow");
  }

  /// Kotlin compiles `OrderWorkflow::run` to a reference to such a method.
  static String main$run(OrderWorkflow receiver, Item item) {
    return receiver.run(item);
  }

  @Test
  void the_bridge_that_kotlin_makes_is_looked_through() {
    MethodRef1<OrderWorkflow, Item, String> bridge = MethodReferencesTest::main$run;

    assertThat(resolve(bridge).workflowType()).isEqualTo("OrderWorkflow");
    assertThat(resolve(bridge).method().getDeclaringClass()).isEqualTo(OrderWorkflow.class);
  }

  @Test
  void a_bound_reference_is_refused() {
    var order = new OrderWorkflow();
    MethodRef0<Item, String> bound = order::run;

    assertThatThrownBy(() -> resolve(bound)).hasMessageContaining("captures a value");
  }

  @Test
  void static_methods_and_constructors_are_refused() {
    MethodRef0<Payments, String> fee = Payments::fee;
    MethodRef0<String, Item> constructor = Item::new;

    assertThatThrownBy(() -> resolve(fee)).hasMessageContaining("names the static method fee");
    assertThatThrownBy(() -> resolve(constructor)).hasMessageContaining("creates an object");
  }

  @Test
  void an_object_that_implements_the_interface_is_refused() {
    var object =
        new MethodRef0<OrderWorkflow, String>() {
          @Override
          public String call(OrderWorkflow receiver) {
            return "";
          }
        };

    assertThatThrownBy(() -> MethodReferences.resolve(object))
        .hasMessageContaining("where a method reference is expected. Write Type::method");
  }

  @Test
  void a_method_without_the_annotation_has_no_name() {
    assertThatThrownBy(() -> resolve(OrderWorkflow::unmarked).signalName())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "OrderWorkflow::unmarked is not annotated with @Workflow.Signal. Annotate it, or refer"
                + " to a signal handler.");
    assertThatThrownBy(() -> resolve(OrderWorkflow::status).workflowType())
        .hasMessageContaining("@Workflow.Run");
    assertThatThrownBy(() -> resolve(OrderWorkflow::run).activityType())
        .hasMessageContaining("@Activity.Definition");
  }
}
