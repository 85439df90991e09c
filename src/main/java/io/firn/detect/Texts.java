package io.firn.detect;

/** Foreign text in messages. */
public final class Texts {
    private Texts() {}

    /** Without control characters, at most 120 characters. */
    public static String shown(String text) {
        String clean = text.replaceAll("\\p{Cntrl}", "?");
        return clean.length() <= 120 ? clean : clean.substring(0, 120) + "…";
    }
}
