package io.firn;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Does the same on several threads that begin together. */
public final class AtOnce {
    private AtOnce() {}

    /** What each of them gave; the failure of one where one failed. */
    public static <T> List<T> times(int several, Callable<T> each) throws Exception {
        var together = new CyclicBarrier(several);
        List<Callable<T>> all = new ArrayList<>();
        for (int n = 0; n < several; n++) {
            all.add(() -> {
                together.await();
                return each.call();
            });
        }
        List<T> given = new ArrayList<>();
        try (var threads = Executors.newFixedThreadPool(several)) {
            for (Future<T> one : threads.invokeAll(all)) {
                given.add(one.get());
            }
        }
        return given;
    }
}
