package io.firn.access;

import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts wrong tokens by address. Past the limit an address is told to wait; a right token from it still passes, so nobody
 * can lock others out who share the address.
 */
@Singleton
final class Throttle {
    private static final int MOST_ADDRESSES = 10_000;

    private final AccessSettings settings;
    private final Clock clock;
    private final Map<String, Window> windows = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Window> eldest) {
            return size() > MOST_ADDRESSES;
        }
    };

    Throttle(AccessSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /** Notes a wrong token; false where the address has sent too many. */
    synchronized boolean wrong(String address) {
        Instant now = clock.instant();
        Window window = windows.get(address);
        if (window == null || now.isAfter(window.end)) {
            window = new Window(now.plus(settings.wrongTokensWindow()));
            windows.put(address, window);
        }
        window.count++;
        return window.count <= settings.wrongTokens();
    }

    private static final class Window {
        private final Instant end;
        private int count;

        Window(Instant end) {
            this.end = end;
        }
    }
}
