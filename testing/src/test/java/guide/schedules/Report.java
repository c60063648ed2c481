package guide.schedules;

import dev.perdure.common.SearchAttributeKey;
import dev.perdure.workflow.Workflow;
import java.time.Duration;

@Workflow.Definition
public class Report {
  public static final SearchAttributeKey<String> TEAM = SearchAttributeKey.forKeyword("Team");
  public static final SearchAttributeKey<Long> PAGES = SearchAttributeKey.forLong("Pages");

  private boolean approved;

  @Workflow.Run
  public String run(String team) {
    Workflow.upsertSearchAttributes(PAGES.valueSet(12L));
    return Workflow.await(Duration.ofHours(1), () -> approved)
        ? "report of " + team
        : "draft of " + team;
  }

  @Workflow.Signal
  public void approve() {
    approved = true;
  }

  @Workflow.Query
  public boolean approved() {
    return approved;
  }
}
