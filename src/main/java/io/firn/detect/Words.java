package io.firn.detect;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** The word that someone may have meant. */
final class Words {
    private static final int LONGEST = 60;

    private Words() {}

    /** The known word nearest to one that is not known; empty where none is near. */
    static Optional<String> nearest(String word, Collection<String> known) {
        String given = word.toLowerCase(Locale.ROOT);
        if (given.length() > LONGEST) {
            return Optional.empty();
        }
        String best = null;
        int smallest = Math.max(2, given.length() / 2) + 1;
        for (String candidate : known) {
            int distance = distance(given, candidate);
            if (distance < smallest) {
                smallest = distance;
                best = candidate;
            }
        }
        return Optional.ofNullable(best);
    }

    /** Letters to change, add or leave out. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int corner = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                int change = corner + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(change, Math.min(above, row[j - 1]) + 1);
                corner = above;
            }
        }
        return row[b.length()];
    }
}
