package io.firn.pipeline;

import io.firn.lab.Installation;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Asks an app ten times a second while something happens to the control plane; each answer must be the old or the new one. */
final class Visits {
    private final Installation firn;
    private final String app;
    private final String before;
    private final String after;
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private final AtomicInteger count = new AtomicInteger();
    private final Thread thread;
    private volatile boolean over;

    Visits(Installation firn, String app, String before, String after) {
        this.firn = firn;
        this.app = app;
        this.before = before;
        this.after = after;
        this.thread = Thread.ofVirtual().name("visits").start(this::run);
    }

    private void run() {
        boolean changed = false;
        while (!over) {
            try {
                HttpResponse<String> answer = firn.visit(app, "/");
                count.incrementAndGet();
                boolean fresh = answer.body().startsWith(after);
                if (answer.statusCode() != 200 || (!fresh && !answer.body().startsWith(before))) {
                    failures.add(answer.statusCode() + ": " + answer.body());
                } else if (changed && !fresh) {
                    failures.add("the old release answered after the new one had");
                }
                changed |= fresh;
            } catch (AssertionError e) {
                failures.add(String.valueOf(e.getMessage()));
            }
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
    }

    void end() {
        over = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    List<String> failures() {
        return List.copyOf(failures);
    }

    int count() {
        return count.get();
    }
}
