package dev.perdure.internal.workflow;

import dev.perdure.workflow.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/// Promises of several promises.
final class Promises {
  private Promises() {}

  /// A promise of all results, or of the first failure.
  static <T extends @Nullable Object> Promise<List<T>> allOf(
      RunContext run, List<? extends Promise<? extends T>> promises) {
    var all = new RunPromise<List<T>>(run);
    all.onCancel(null, () -> promises.forEach(Promise::cancel));
    int[] open = {promises.size()};
    if (open[0] == 0) {
      all.complete(List.of());
    }
    for (Promise<? extends T> promise : promises) {
      RunPromise<? extends T> each = own(promise);
      each.whenDone(
          () -> {
            open[0]--;
            Throwable failure = each.failure();
            if (failure != null) {
              all.fail(failure);
            } else if (open[0] == 0) {
              all.complete(results(promises));
            }
          });
    }
    return all;
  }

  private static <T extends @Nullable Object> List<T> results(
      List<? extends Promise<? extends T>> promises) {
    List<T> results = new ArrayList<>(promises.size());
    for (Promise<? extends T> promise : promises) {
      results.add(own(promise).result());
    }
    return results;
  }

  /// A promise of the first result or failure.
  static <T extends @Nullable Object> Promise<T> anyOf(
      RunContext run, List<? extends Promise<? extends T>> promises) {
    if (promises.isEmpty()) {
      throw new IllegalArgumentException("There is no first one of no promises.");
    }
    var any = new RunPromise<T>(run);
    any.onCancel(null, () -> promises.forEach(Promise::cancel));
    for (Promise<? extends T> promise : promises) {
      RunPromise<? extends T> each = own(promise);
      each.whenDone(
          () -> {
            Throwable failure = each.failure();
            if (failure != null) {
              any.fail(failure);
            } else {
              any.complete(each.result());
            }
          });
    }
    return any;
  }

  /// The promises in the order in which there is a result or failure.
  static <T extends @Nullable Object> Iterator<Promise<T>> asCompleted(
      List<? extends Promise<T>> promises) {
    var done = new ArrayDeque<Promise<T>>();
    var line = new WaitLine<@Nullable Void, Promise<T>>();
    for (Promise<T> promise : promises) {
      own(promise)
          .whenDone(
              () -> {
                if (line.isEmpty()) {
                  done.add(promise);
                } else {
                  line.hand(promise);
                }
              });
    }
    return new Iterator<>() {
      private int left = promises.size();

      @Override
      public boolean hasNext() {
        return left > 0;
      }

      @Override
      public Promise<T> next() {
        if (left == 0) {
          throw new NoSuchElementException("All promises were given.");
        }
        Promise<T> next = done.poll();
        if (next == null) {
          next = line.await(null);
        }
        left--;
        return next;
      }
    };
  }

  private static <T extends @Nullable Object> RunPromise<T> own(Promise<T> promise) {
    if (promise instanceof RunPromise<T> own) {
      return own;
    }
    throw new IllegalArgumentException(
        promise.getClass().getName() + " is not a promise of this SDK.");
  }
}
