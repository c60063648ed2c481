package com.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.common.InvalidDefinitionException;
import dev.perdure.common.VersioningBehavior;
import dev.perdure.common.VersioningOverride;
import dev.perdure.common.WorkerDeploymentVersion;
import dev.perdure.worker.Worker;
import dev.perdure.worker.WorkerBuilder;
import dev.perdure.worker.WorkerDeploymentConfig;
import dev.perdure.workflow.Workflow;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WorkerVersioningTest {
  private static final WorkerDeploymentVersion VERSION = new WorkerDeploymentVersion("shop", "2.1");

  /// Says what happens to it.
  @Workflow.Definition(versioningBehavior = VersioningBehavior.PINNED)
  public static class Pinned {
    @Workflow.Run
    public void run() {}
  }

  /// Does not say it.
  @Workflow.Definition
  public static class Silent {
    @Workflow.Run
    public void run() {}
  }

  private ScriptedServer server;

  @BeforeEach
  void start() throws Exception {
    server = new ScriptedServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private WorkerBuilder builder() {
    return Worker.builder(server.client(), "orders").workflows(Pinned.class, Silent.class);
  }

  @Test
  void a_versioned_worker_wants_to_know_what_happens_to_each_workflow() {
    var versioned = WorkerDeploymentConfig.of(VERSION).withUseWorkerVersioning(true);

    assertThatThrownBy(builder().deploymentConfig(versioned)::start)
        .isInstanceOf(InvalidDefinitionException.class)
        .hasMessageContaining(
            Silent.class.getName() + " does not say what happens to it at a new version.")
        .hasMessageNotContaining(Pinned.class.getName());
  }

  @Test
  void a_build_id_of_its_own_contradicts_a_deployment() {
    assertThatIllegalStateException()
        .isThrownBy(
            builder().buildId("7").deploymentConfig(WorkerDeploymentConfig.of(VERSION))::start)
        .withMessageContaining("has a build id and a deployment");
  }

  @Test
  void a_version_is_written_with_a_dot() {
    assertThat(VERSION.toCanonicalString()).isEqualTo("shop.2.1");
    assertThat(WorkerDeploymentVersion.fromCanonicalString("shop.2.1")).isEqualTo(VERSION);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WorkerDeploymentVersion.fromCanonicalString("shop"))
        .withMessageContaining("has no dot");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new WorkerDeploymentVersion("a.b", "1"))
        .withMessageContaining("a name without a dot");
  }

  @Test
  void overrides_are_values() {
    assertThat(VersioningOverride.pinned(VERSION)).isEqualTo(VersioningOverride.pinned(VERSION));
    assertThat(VersioningOverride.pinned(VERSION)).isNotEqualTo(VersioningOverride.autoUpgrade());
    assertThat(VersioningOverride.pinned(VERSION)).hasToString("pinned to shop.2.1");
  }
}
