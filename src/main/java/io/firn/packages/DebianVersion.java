package io.firn.packages;

/** Compares versions as dpkg does. Source: Debian Policy 5.6.12. */
final class DebianVersion {
    private DebianVersion() {}

    static int compare(String left, String right) {
        int epochs = Long.compare(epoch(left), epoch(right));
        if (epochs != 0) {
            return epochs;
        }
        String l = left.substring(left.indexOf(':') + 1);
        String r = right.substring(right.indexOf(':') + 1);
        int upstream = part(upstream(l), upstream(r));
        return upstream != 0 ? upstream : part(revision(l), revision(r));
    }

    private static long epoch(String version) {
        int colon = version.indexOf(':');
        return colon < 0 ? 0 : Long.parseLong(version.substring(0, colon));
    }

    private static String upstream(String version) {
        int dash = version.lastIndexOf('-');
        return dash < 0 ? version : version.substring(0, dash);
    }

    private static String revision(String version) {
        int dash = version.lastIndexOf('-');
        return dash < 0 ? "" : version.substring(dash + 1);
    }

    private static int part(String left, String right) {
        int l = 0;
        int r = 0;
        while (l < left.length() || r < right.length()) {
            while ((l < left.length() && !digit(left, l)) || (r < right.length() && !digit(right, r))) {
                int order = Integer.compare(order(left, l), order(right, r));
                if (order != 0) {
                    return order;
                }
                l++;
                r++;
            }
            l = Math.min(l, left.length());
            r = Math.min(r, right.length());
            int lEnd = digits(left, l);
            int rEnd = digits(right, r);
            String lNumber = left.substring(l, lEnd).replaceFirst("^0+", "");
            String rNumber = right.substring(r, rEnd).replaceFirst("^0+", "");
            int numbers = lNumber.length() != rNumber.length()
                    ? Integer.compare(lNumber.length(), rNumber.length())
                    : lNumber.compareTo(rNumber);
            if (numbers != 0) {
                return numbers;
            }
            l = lEnd;
            r = rEnd;
        }
        return 0;
    }

    private static boolean digit(String text, int at) {
        return text.charAt(at) >= '0' && text.charAt(at) <= '9';
    }

    private static int digits(String text, int from) {
        int end = Math.min(from, text.length());
        while (end < text.length() && digit(text, end)) {
            end++;
        }
        return end;
    }

    /** Tilde before the end, the end before letters, letters before the rest. */
    private static int order(String text, int at) {
        if (at >= text.length() || digit(text, at)) {
            return 0;
        }
        char c = text.charAt(at);
        if (c == '~') {
            return -1;
        }
        return Character.isLetter(c) ? c : c + 256;
    }
}
