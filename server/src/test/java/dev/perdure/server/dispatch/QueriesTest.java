package dev.perdure.server.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.engine.decision.Rejection;
import dev.perdure.server.clock.InFlight;
import dev.perdure.server.entity.StoredEntities;
import dev.perdure.server.matching.Matching;
import dev.perdure.server.store.Store;
import dev.perdure.server.store.StoreOptions;
import io.temporal.api.query.v1.WorkflowQueryResult;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class QueriesTest {
  @Test
  void callers_are_told_to_ask_again_when_what_they_wait_for_is_dropped() {
    var answers = new ArrayList<String>();
    try (var scheduler = Executors.newSingleThreadScheduledExecutor();
        var store = Store.inMemory(StoreOptions.DEFAULT)) {
      var queries =
          new Queries(
              scheduler,
              new Matching(scheduler),
              new StoredEntities(store, Runnable::run),
              InFlight.UNCOUNTED);
      for (var id : List.of("1", "2")) {
        queries.await(
            id,
            new Queries.Answered() {
              @Override
              public void answered(WorkflowQueryResult result) {
                answers.add(id + " answered");
              }

              @Override
              public void rejected(Rejection rejection) {
                answers.add(id + " " + rejection.code() + ": " + rejection.message());
              }
            });
      }

      queries.clear();

      assertThat(answers)
          .containsExactlyInAnyOrder(
              "1 UNAVAILABLE: buffered query cleared, please retry",
              "2 UNAVAILABLE: buffered query cleared, please retry");
      assertThat(queries.answered("1", WorkflowQueryResult.getDefaultInstance())).isFalse();
    }
  }
}
