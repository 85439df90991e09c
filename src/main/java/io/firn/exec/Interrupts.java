package io.firn.exec;

import java.io.InterruptedIOException;

/** What an interrupt becomes where only I/O may fail. */
public final class Interrupts {
    private Interrupts() {}

    /**
     * The failure to throw; the thread is interrupted again, so that whoever catches the failure still knows.
     *
     * @param what was stopped, for people: {@code stopped while a NAR came}
     */
    public static InterruptedIOException io(String what, InterruptedException cause) {
        Thread.currentThread().interrupt();
        var stopped = new InterruptedIOException(what);
        stopped.initCause(cause);
        return stopped;
    }
}
