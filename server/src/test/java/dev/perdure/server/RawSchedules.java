package dev.perdure.server;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import io.grpc.Channel;
import io.temporal.api.common.v1.WorkflowType;
import io.temporal.api.schedule.v1.IntervalSpec;
import io.temporal.api.schedule.v1.Schedule;
import io.temporal.api.schedule.v1.ScheduleAction;
import io.temporal.api.schedule.v1.ScheduleListEntry;
import io.temporal.api.schedule.v1.SchedulePatch;
import io.temporal.api.schedule.v1.ScheduleSpec;
import io.temporal.api.taskqueue.v1.TaskQueue;
import io.temporal.api.workflow.v1.NewWorkflowExecutionInfo;
import io.temporal.api.workflowservice.v1.CountSchedulesRequest;
import io.temporal.api.workflowservice.v1.CreateScheduleRequest;
import io.temporal.api.workflowservice.v1.DeleteScheduleRequest;
import io.temporal.api.workflowservice.v1.DescribeScheduleRequest;
import io.temporal.api.workflowservice.v1.DescribeScheduleResponse;
import io.temporal.api.workflowservice.v1.ListSchedulesRequest;
import io.temporal.api.workflowservice.v1.PatchScheduleRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc.WorkflowServiceBlockingStub;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// Raw calls about schedules.
final class RawSchedules {
  private final WorkflowServiceBlockingStub stub;

  RawSchedules(Channel channel) {
    stub = WorkflowServiceGrpc.newBlockingStub(channel);
  }

  WorkflowServiceBlockingStub stub() {
    return stub.withDeadlineAfter(20, TimeUnit.SECONDS);
  }

  /// A schedule that starts a workflow, named after its id, every so many seconds.
  static CreateScheduleRequest.Builder every(String id, long seconds) {
    return CreateScheduleRequest.newBuilder()
        .setNamespace("default")
        .setScheduleId(id)
        .setRequestId(UUID.randomUUID().toString())
        .setSchedule(
            Schedule.newBuilder()
                .setSpec(
                    ScheduleSpec.newBuilder()
                        .addInterval(
                            IntervalSpec.newBuilder()
                                .setInterval(Duration.newBuilder().setSeconds(seconds))))
                .setAction(
                    ScheduleAction.newBuilder()
                        .setStartWorkflow(
                            NewWorkflowExecutionInfo.newBuilder()
                                .setWorkflowId(id + "-run")
                                .setWorkflowType(WorkflowType.newBuilder().setName("Test"))
                                .setTaskQueue(TaskQueue.newBuilder().setName(RawClient.QUEUE)))));
  }

  ByteString create(CreateScheduleRequest.Builder request) {
    return stub().createSchedule(request.build()).getConflictToken();
  }

  DescribeScheduleResponse describe(String id) {
    return stub()
        .describeSchedule(
            DescribeScheduleRequest.newBuilder().setNamespace("default").setScheduleId(id).build());
  }

  /// Asks again and again until the schedule is as it should be.
  DescribeScheduleResponse await(String id, Predicate<DescribeScheduleResponse> condition)
      throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    var described = describe(id);
    while (!condition.test(described)) {
      if (System.nanoTime() > end) {
        throw new AssertionError("waited in vain, it is " + described);
      }
      Thread.sleep(20);
      described = describe(id);
    }
    return described;
  }

  void patch(String id, SchedulePatch.Builder patch) {
    var _ =
        stub()
            .patchSchedule(
                PatchScheduleRequest.newBuilder()
                    .setNamespace("default")
                    .setScheduleId(id)
                    .setRequestId(UUID.randomUUID().toString())
                    .setPatch(patch)
                    .build());
  }

  void delete(String id) {
    var _ =
        stub()
            .deleteSchedule(
                DeleteScheduleRequest.newBuilder()
                    .setNamespace("default")
                    .setScheduleId(id)
                    .build());
  }

  /// The whole list, page by page.
  List<ScheduleListEntry> list(String query, int pageSize) {
    var entries = new ArrayList<ScheduleListEntry>();
    var request =
        ListSchedulesRequest.newBuilder()
            .setNamespace("default")
            .setQuery(query)
            .setMaximumPageSize(pageSize);
    do {
      var page = stub().listSchedules(request.build());
      entries.addAll(page.getSchedulesList());
      request.setNextPageToken(page.getNextPageToken());
    } while (!request.getNextPageToken().isEmpty());
    return entries;
  }

  List<String> ids(String query) {
    return list(query, 3).stream().map(ScheduleListEntry::getScheduleId).toList();
  }

  long count(String query) {
    return stub()
        .countSchedules(
            CountSchedulesRequest.newBuilder().setNamespace("default").setQuery(query).build())
        .getCount();
  }
}
