package guide.production;

import dev.perdure.activity.Activity;
import dev.perdure.workflow.ActivityOptions;
import dev.perdure.workflow.Workflow;
import java.time.Duration;

@Workflow.Definition
public class Parcel {
  public static class Warehouse {
    @Activity.Definition
    public void pack(String id) {}

    @Activity.Definition
    public void charge(String id) {}
  }

  private static final ActivityOptions MINUTE = ActivityOptions.startToClose(Duration.ofMinutes(1));

  @Workflow.Run
  public String run(String id) {
    if (Workflow.patched("charge-first")) {
      Workflow.executeActivity(Warehouse::charge, id, MINUTE);
      Workflow.executeActivity(Warehouse::pack, id, MINUTE);
    } else { // as it was before
      Workflow.executeActivity(Warehouse::pack, id, MINUTE);
      Workflow.executeActivity(Warehouse::charge, id, MINUTE);
    }
    return "parcel " + id;
  }
}
