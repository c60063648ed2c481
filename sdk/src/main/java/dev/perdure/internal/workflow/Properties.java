package dev.perdure.internal.workflow;

import dev.perdure.common.SearchAttributeUpdate;
import dev.perdure.internal.replay.PatchAnswer;
import dev.perdure.internal.wire.MemoPayloads;
import dev.perdure.internal.wire.SearchAttributePayloads;
import io.temporal.api.common.v1.Memo;
import io.temporal.api.common.v1.SearchAttributes;
import java.lang.reflect.Type;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a run tells about itself and can read again: search attributes and the memo. What the run
/// was started with is kept up to date, so it is also what the next run is continued with.
public final class Properties {
  /// The attribute in which the SDK lists the patches of a run.
  static final String CHANGE_VERSION = "TemporalChangeVersion";

  private final RunContext run;

  Properties(RunContext run) {
    this.run = run;
  }

  /// Changes search attributes.
  public void upsertSearchAttributes(SearchAttributeUpdate... updates) {
    run.requireWritable("change search attributes");
    if (updates.length == 0) {
      return;
    }
    for (SearchAttributeUpdate update : updates) {
      if (update.key().name().equals(CHANGE_VERSION)) {
        throw new IllegalArgumentException(
            "The search attribute %s lists the workflow's patches; only Workflow.patched and Workflow.deprecatePatch change it."
                .formatted(CHANGE_VERSION));
      }
    }
    SearchAttributes upserted = SearchAttributePayloads.encode(updates);
    run.machines.upsertSearchAttributes(upserted);
    var started = run.started.toBuilder();
    SearchAttributes.Builder attributes = started.getSearchAttributesBuilder();
    for (SearchAttributeUpdate update : updates) {
      String name = update.key().name();
      if (update.value() == null) {
        attributes.removeIndexedFields(name);
      } else {
        attributes.putIndexedFields(name, upserted.getIndexedFieldsOrThrow(name));
      }
    }
    run.started = started.build();
  }

  /// Whether code takes the new way of a patch.
  public boolean patched(String id) {
    requirePatch(id);
    PatchAnswer answer = run.machines.askForPatch(id, run.replaying);
    remember(answer);
    return answer.isOn();
  }

  /// Says that the old way of a patch is gone.
  public void deprecatePatch(String id) {
    requirePatch(id);
    remember(run.machines.deprecatePatch(id, run.replaying));
  }

  private void requirePatch(String id) {
    run.requireWritable("ask for a patch");
    if (id.isEmpty()) {
      throw new IllegalArgumentException("A patch needs an id, and this one is empty.");
    }
  }

  private void remember(PatchAnswer answer) {
    if (answer.upserted().getIndexedFieldsCount() > 0) {
      var started = run.started.toBuilder();
      started.getSearchAttributesBuilder().mergeFrom(answer.upserted());
      run.started = started.build();
    }
  }

  /// Changes values of the memo; null removes one.
  public void upsertMemo(Map<String, ? extends @Nullable Object> values) {
    run.requireWritable("change the memo");
    if (values.isEmpty()) {
      return;
    }
    Memo upserted = MemoPayloads.encode(values, run.settings.converter());
    run.machines.upsertMemo(upserted);
    var started = run.started.toBuilder();
    Memo.Builder memo = started.getMemoBuilder();
    upserted
        .getFieldsMap()
        .forEach(
            (key, value) -> {
              if (values.get(key) == null) {
                memo.removeFields(key);
              } else {
                memo.putFields(key, value);
              }
            });
    run.started = started.build();
  }

  /// The memo's values.
  public Map<String, @Nullable Object> memo() {
    return MemoPayloads.decode(run.started.getMemo(), run.settings.converter());
  }

  /// A value of the memo; null when there is none of this name.
  public @Nullable Object memoValue(String key, Type type) {
    return MemoPayloads.decode(run.started.getMemo(), key, type, run.settings.converter());
  }
}
