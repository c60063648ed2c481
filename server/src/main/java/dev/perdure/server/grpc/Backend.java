package dev.perdure.server.grpc;

import dev.perdure.engine.decision.Request;
import dev.perdure.engine.record.EntityKey;
import dev.perdure.server.attribute.AttributeRegistry;
import dev.perdure.server.batch.BatchJobs;
import dev.perdure.server.callback.AllowedAddresses;
import dev.perdure.server.clock.Awaits;
import dev.perdure.server.dispatch.Queries;
import dev.perdure.server.dispatch.QueueConfigs;
import dev.perdure.server.dispatch.UpdateWaits;
import dev.perdure.server.entity.Answer;
import dev.perdure.server.entity.ClosedRuns;
import dev.perdure.server.entity.Entities;
import dev.perdure.server.entity.Intake;
import dev.perdure.server.entity.RunLists;
import dev.perdure.server.entity.ScheduleLists;
import dev.perdure.server.matching.Matching;
import dev.perdure.server.worker.WorkerRegistry;
import java.util.concurrent.ScheduledExecutorService;

/// What the services are made of.
///
/// @param closedRuns runs that are not the current one of their workflow id
/// @param callbackAddresses whom clients may have called
/// @param scheduler real time, for the ends of waits
/// @param epoch the number of this boot
public record Backend(
    Entities entities,
    Intake intake,
    ClosedRuns closedRuns,
    RunLists lists,
    BatchJobs batches,
    ScheduleLists scheduleLists,
    Matching matching,
    QueueConfigs queueConfigs,
    WorkerRegistry workers,
    Queries queries,
    UpdateWaits updates,
    Awaits awaits,
    Namespaces namespaces,
    AttributeRegistry searchAttributes,
    AllowedAddresses callbackAddresses,
    ClusterInfo cluster,
    int maxIdLength,
    int maxBlobBytes,
    ScheduledExecutorService scheduler,
    long epoch) {

  Validation validation() {
    return new Validation(maxIdLength, maxBlobBytes);
  }

  /// Asks for something new, which waits or is refused while the disk does not keep up.
  <R> void ask(EntityKey key, Request<R> request, Answer<R> answer) {
    intake.begin(() -> entities.ask(key, request, answer), answer::rejected);
  }

  /// Asks for something that completes work, which goes before new work.
  <R> void complete(EntityKey key, Request<R> request, Answer<R> answer) {
    intake.complete(() -> entities.ask(key, request, answer), answer::rejected);
  }
}
