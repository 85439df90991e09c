package io.firn.node;

import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Sets and maps of plain words in one text column; the words hold neither comma nor equals sign. */
final class Words {
    private Words() {}

    static String join(Collection<String> words) {
        return String.join(",", words);
    }

    static Set<String> set(String text) {
        var words = new TreeSet<String>();
        Arrays.stream(text.split(",", -1)).filter(word -> !word.isEmpty()).forEach(words::add);
        return words;
    }

    static String join(Map<String, String> words) {
        return join(words.entrySet().stream()
                .map(word -> word.getKey() + "=" + word.getValue())
                .toList());
    }

    static Map<String, String> map(String text) {
        var words = new TreeMap<String, String>();
        set(text)
                .forEach(
                        word -> words.put(word.substring(0, word.indexOf('=')), word.substring(word.indexOf('=') + 1)));
        return words;
    }
}
