package dev.perdure.server.grpc;

import dev.perdure.engine.decision.Rejection;
import dev.perdure.engine.state.Times;
import dev.perdure.server.batch.BatchTargets;
import dev.perdure.server.search.ListQuery;
import dev.perdure.server.search.QueryException;
import io.temporal.api.batch.v1.BatchOperationInfo;
import io.temporal.api.workflowservice.v1.DescribeBatchOperationRequest;
import io.temporal.api.workflowservice.v1.DescribeBatchOperationResponse;
import io.temporal.api.workflowservice.v1.ListBatchOperationsRequest;
import io.temporal.api.workflowservice.v1.ListBatchOperationsResponse;
import io.temporal.api.workflowservice.v1.StartBatchOperationRequest;
import io.temporal.api.workflowservice.v1.StartBatchOperationResponse;
import io.temporal.api.workflowservice.v1.StopBatchOperationRequest;
import io.temporal.api.workflowservice.v1.StopBatchOperationResponse;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// Calls about batch operations.
final class BatchCalls {
  private static final int PAGE_MAX = 1_000;

  /// Most bytes of a query, which is kept as long as the batch is told of.
  private static final int QUERY_MAX = 64 << 10;

  /// Those that go on come first, then those that ended last.
  private static final Comparator<DescribeBatchOperationResponse> ORDER =
      Comparator.comparing(DescribeBatchOperationResponse::hasCloseTime)
          .thenComparing(batch -> Times.instant(batch.getCloseTime()), Comparator.reverseOrder())
          .thenComparing(batch -> Times.instant(batch.getStartTime()), Comparator.reverseOrder())
          .thenComparing(DescribeBatchOperationResponse::getJobId);

  private final Backend backend;
  private final Validation validation;
  private final BatchChecks checks;

  BatchCalls(Backend backend) {
    this.backend = backend;
    this.validation = backend.validation();
    this.checks = new BatchChecks(validation);
  }

  void start(UnaryCall<StartBatchOperationRequest, StartBatchOperationResponse> call) {
    var request = call.request();
    backend.namespaces().checkOpen(request.getNamespace());
    checks.start(request);
    checkQuery(request);
    answer(
        call,
        backend.batches().start(request, kept(request.getNamespace())),
        StartBatchOperationResponse.getDefaultInstance());
  }

  private void checkQuery(StartBatchOperationRequest request) {
    var query = request.getVisibilityQuery();
    if (query.isEmpty()) {
      return;
    }
    if (Validation.utf8Length(query) > QUERY_MAX) {
      throw Validation.invalid("VisibilityQuery length exceeds limit.");
    }
    var types = backend.searchAttributes().types(request.getNamespace());
    try {
      var _ = ListQuery.ofList(query, types);
      // What is asked of the runs besides must fit in as well.
      var _ = ListQuery.ofList(BatchTargets.query(request, backend.namespaces().now()), types);
    } catch (QueryException e) {
      throw Validation.invalid(e.getMessage());
    }
  }

  void stop(UnaryCall<StopBatchOperationRequest, StopBatchOperationResponse> call) {
    var request = call.request();
    backend.namespaces().check(request.getNamespace());
    jobId(request.getJobId());
    if (request.getReason().isEmpty()) {
      throw Validation.invalid("Reason is not set on request.");
    }
    validation.length("Identity", request.getIdentity());
    answer(
        call,
        backend.batches().stop(request.getNamespace(), request.getJobId()),
        StopBatchOperationResponse.getDefaultInstance());
  }

  private static <R> void answer(
      UnaryCall<?, R> call, CompletableFuture<Optional<Rejection>> refusal, R response) {
    var _ =
        refusal.thenAccept(
            reason -> reason.ifPresentOrElse(call::reject, () -> call.reply(response)));
  }

  void describe(UnaryCall<DescribeBatchOperationRequest, DescribeBatchOperationResponse> call) {
    var request = call.request();
    backend.namespaces().check(request.getNamespace());
    jobId(request.getJobId());
    ListCalls.answer(
        call,
        backend
            .batches()
            .describe(request.getNamespace(), request.getJobId(), kept(request.getNamespace())),
        found ->
            found.ifPresentOrElse(
                call::reply,
                () ->
                    call.reject(
                        Rejection.notFound("workflow not found for ID: " + request.getJobId()))));
  }

  private @Nullable Duration kept(String namespace) {
    return backend.namespaces().get(namespace).retention();
  }

  void list(UnaryCall<ListBatchOperationsRequest, ListBatchOperationsResponse> call) {
    var request = call.request();
    backend.namespaces().check(request.getNamespace());
    int wished = request.getPageSize();
    int size = wished <= 0 || wished > PAGE_MAX ? PAGE_MAX : wished;
    var after = BatchToken.parse(request.getNextPageToken(), request.getNamespace());
    var rest =
        backend.batches().all(request.getNamespace(), kept(request.getNamespace())).stream()
            .sorted(ORDER)
            .filter(batch -> after == null || ORDER.compare(batch, after) > 0)
            .limit(size + 1L)
            .toList();
    var response = ListBatchOperationsResponse.newBuilder();
    rest.stream().limit(size).map(BatchCalls::info).forEach(response::addOperationInfo);
    if (rest.size() > size) {
      response.setNextPageToken(BatchToken.of(rest.get(size - 1), request.getNamespace()));
    }
    call.reply(response.build());
  }

  private static BatchOperationInfo info(DescribeBatchOperationResponse batch) {
    var info =
        BatchOperationInfo.newBuilder()
            .setJobId(batch.getJobId())
            .setOperationType(batch.getOperationType())
            .setState(batch.getState())
            .setStartTime(batch.getStartTime());
    if (batch.hasCloseTime()) {
      info.setCloseTime(batch.getCloseTime());
    }
    return info.build();
  }

  private void jobId(String jobId) {
    if (jobId.isEmpty()) {
      throw Validation.invalid("JobId is not set on request.");
    }
    validation.length("JobId", jobId);
  }
}
