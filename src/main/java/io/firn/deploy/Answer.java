package io.firn.deploy;

/** What one look at an instance from outside showed. */
public sealed interface Answer {

    /** Whether traffic may go there. */
    default boolean healthy() {
        return this instanceof Status s && s.code() >= 200 && s.code() < 400;
    }

    /** The answer as the second half of a sentence. */
    String words();

    /** It answered HTTP. */
    record Status(int code, String path) implements Answer {
        @Override
        public String words() {
            return "GET " + path + " answers " + code;
        }
    }

    /** Nobody listens there as seen from outside. */
    record Refused() implements Answer {
        @Override
        public String words() {
            return "it refuses connections";
        }
    }

    /** It took the connection and dropped it without an answer. */
    record Dropped() implements Answer {
        @Override
        public String words() {
            return "it drops connections without an answer";
        }
    }

    /** It did not answer in time. */
    record Silent(String path) implements Answer {
        @Override
        public String words() {
            return "GET " + path + " is not answered in time";
        }
    }

    /** It answered something that is not HTTP. */
    record Foreign(String first) implements Answer {
        @Override
        public String words() {
            return "it does not speak HTTP (it said '" + first + "')";
        }
    }
}
