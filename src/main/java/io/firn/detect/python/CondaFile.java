package io.firn.detect.python;

import io.firn.detect.Findings;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Names in a conda environment file, read line by line.
 *
 * @param there whether there is one
 * @param packages names
 * @param asked its Python, where it names one
 */
record CondaFile(boolean there, Set<String> packages, @Nullable String asked) {
    static final String FILE = "environment.yml";

    private static final Pattern ITEM = Pattern.compile(
            "\\s*-\\s+[\"']?(?:[A-Za-z0-9_-]{1,60}::)?([A-Za-z0-9][A-Za-z0-9._-]{0,100})\\s*((?:[<>=!~]{1,2}[^\\s\"'#]{1,40})?).{0,100}");

    CondaFile {
        packages = Set.copyOf(packages);
    }

    static CondaFile read(Findings findings) {
        Optional<String> text = findings.text(FILE);
        var packages = new TreeSet<String>();
        String python = null;
        for (String line : text.orElse("").lines().limit(5_000).toList()) {
            Matcher item = ITEM.matcher(line);
            if (!item.matches()) {
                continue;
            }
            if (item.group(1).equals("python")) {
                python = item.group(2).replaceFirst("^={1,2}(?=\\d)", "");
            } else {
                packages.add(Requirements.normalised(item.group(1)));
            }
        }
        return new CondaFile(text.isPresent(), packages, python);
    }

    Optional<String> python() {
        return Optional.ofNullable(asked).filter(version -> !version.isEmpty());
    }
}
