package dev.perdure.server.store;

import dev.perdure.engine.record.EntityKey;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;

/// Remembers which entities there may be, so that a new one is known without a look at the disk.
///
/// A Bloom filter that grows by layers, each of twice the size of the one before. When the last
/// layer is full it goes on with more and more needless looks, and never a wrong answer.
final class SeenKeys {
  private static final int FIRST_LAYER_BITS = 1 << 20;
  private static final int LAYERS = 8;
  private static final int BITS_PER_KEY = 10;
  private static final int HASHES = 4;

  private final AtomicInteger layers = new AtomicInteger();
  private final Layer[] filter = new Layer[LAYERS];
  private volatile boolean complete;

  private static final class Layer {
    private final AtomicLongArray words;
    private final AtomicInteger count = new AtomicInteger();

    Layer(int bits) {
      words = new AtomicLongArray(bits >> 6);
    }

    boolean contains(long hash) {
      for (int i = 0; i < HASHES; i++) {
        int bit = bit(hash, i);
        if ((words.get(bit >> 6) & 1L << bit) == 0) {
          return false;
        }
      }
      return true;
    }

    void add(long hash) {
      for (int i = 0; i < HASHES; i++) {
        int bit = bit(hash, i);
        int word = bit >> 6;
        long mask = 1L << bit;
        if ((words.get(word) & mask) == 0) {
          words.getAndUpdate(word, old -> old | mask);
        }
      }
      count.incrementAndGet();
    }

    boolean isFull() {
      return (long) count.get() * BITS_PER_KEY > (long) words.length() << 6;
    }

    private int bit(long hash, int i) {
      long mixed = hash + i * Long.rotateLeft(hash, 32);
      return (int) (mixed >>> 20) & ((words.length() << 6) - 1);
    }
  }

  SeenKeys() {
    filter[0] = new Layer(FIRST_LAYER_BITS);
    layers.set(1);
  }

  void add(EntityKey key) {
    add(hash(key.kind().number(), key.namespace(), key.id()));
  }

  private void add(long hash) {
    if (contains(hash)) {
      return;
    }
    int last = layers.get() - 1;
    if (filter[last].isFull() && last + 1 < LAYERS) {
      last = grow(last);
    }
    filter[last].add(hash);
  }

  private synchronized int grow(int full) {
    if (layers.get() == full + 1) {
      filter[full + 1] = new Layer(FIRST_LAYER_BITS << (full + 1));
      layers.set(full + 2);
    }
    return layers.get() - 1;
  }

  /// All entities of the tables were added.
  void complete() {
    complete = true;
  }

  /// Whether it is certain that there is no such entity.
  boolean isNew(EntityKey key) {
    return complete && !contains(hash(key.kind().number(), key.namespace(), key.id()));
  }

  private boolean contains(long hash) {
    for (int i = layers.get() - 1; i >= 0; i--) {
      if (filter[i].contains(hash)) {
        return true;
      }
    }
    return false;
  }

  private static long hash(int kind, String namespace, String id) {
    long hash = kind * 31L + namespace.hashCode();
    for (int i = 0; i < id.length(); i++) {
      hash = (hash ^ id.charAt(i)) * 0x100000001b3L;
    }
    // The finaliser of MurmurHash3: every bit of the input moves every bit of the hash.
    hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
    hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return hash ^ (hash >>> 33);
  }
}
