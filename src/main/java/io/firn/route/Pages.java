package io.firn.route;

/** What people see at the edge when no app answers. Braces are the proxy's own placeholders, so there are none here. */
final class Pages {
    static final String NO_APP = page(
            "No app here",
            "Nothing is deployed under this name.",
            "Check the address, or make an app of this name and deploy it: <code>firn apps create NAME</code>, "
                    + "<code>firn deploy -a NAME</code>");
    static final String NO_INSTANCE = page(
            "This app is not up",
            "None of its instances is healthy at the moment.",
            "If it is yours: <code>firn releases</code> and <code>firn logs</code> say why.");
    static final String NO_ANSWER = page(
            "This app does not answer",
            "It is deployed, but gave no answer.",
            "Try again in a moment. If it is yours: <code>firn logs</code> says why.");

    private Pages() {}

    private static String page(String title, String text, String hint) {
        return "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>" + title
                + "</title></head><body style=\"font:16px sans-serif;margin:15vh auto;max-width:32em\"><h1>" + title
                + "</h1><p>" + text + "</p><p>" + hint + "</p></body></html>\n";
    }
}
