package com.acme;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.client.Client;
import dev.perdure.client.ClientOptions;
import dev.perdure.client.WorkflowOptions;
import dev.perdure.testing.WorkflowEnvironment;
import dev.perdure.testing.WorkflowEnvironmentOptions;
import dev.perdure.testing.WorkflowExtension;
import dev.perdure.worker.Worker;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LocalExtensionTest {
  @RegisterExtension
  static final WorkflowExtension workflows =
      WorkflowExtension.local(worker -> worker.workflows(Sleeper.class))
          .withOptions(
              WorkflowEnvironmentOptions.defaults()
                  .withClientOptions(ClientOptions.defaults().withNamespace("shop")));

  @Test
  void a_test_can_have_a_local_environment(WorkflowEnvironment env, Client client, Worker worker) {
    var options = WorkflowOptions.of("sleeper", worker.taskQueue());

    client.executeWorkflow(Sleeper::run, Duration.ofMillis(1), options);

    assertThat(env.supportsTimeSkipping()).isFalse();
    assertThat(client.namespace()).isEqualTo("shop");
  }
}
