package dev.perdure.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.engine.record.EntityKey;
import org.junit.jupiter.api.Test;

class SeenKeysTest {
  private static final int COUNT = 300_000;

  private static EntityKey key(int number) {
    return EntityKey.workflow("default", "order-" + number);
  }

  @Test
  void nothing_is_certainly_new_before_all_keys_are_known() {
    var keys = new SeenKeys();

    assertThat(keys.isNew(key(1))).isFalse();
    keys.complete();
    assertThat(keys.isNew(key(1))).isTrue();
  }

  @Test
  void what_was_seen_is_never_new_and_few_others_look_seen() {
    var keys = new SeenKeys();
    keys.complete();
    for (int i = 0; i < COUNT; i++) {
      keys.add(key(i));
    }

    int wrong = 0;
    for (int i = 0; i < COUNT; i++) {
      assertThat(keys.isNew(key(i))).isFalse();
      wrong += keys.isNew(key(COUNT + i)) ? 0 : 1;
    }
    assertThat(wrong).isLessThan(COUNT / 20);
  }

  @Test
  void the_same_id_in_another_namespace_is_another_key() {
    var keys = new SeenKeys();
    keys.complete();
    keys.add(key(1));

    assertThat(keys.isNew(EntityKey.workflow("other", "order-1"))).isTrue();
  }
}
