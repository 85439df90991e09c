package io.firn.detect.python;

import io.firn.detect.Findings;
import io.firn.detect.Plan;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What an app needs, wherever it says so, and who would install it.
 *
 * @param requirements its requirements.txt, where there is one
 * @param pyproject its pyproject.toml
 * @param pipfile its Pipfile
 * @param conda its environment.yml
 * @param names normalised names of what it needs
 */
record PythonNeeds(
        Optional<Requirements> requirements, Pyproject pyproject, Pipfile pipfile, CondaFile conda, Set<String> names) {
    /** Lock files in the order in which they are read, with whose they are. */
    private static final List<Map.Entry<String, String>> LOCKS = List.of(
            Map.entry("uv.lock", "uv"),
            Map.entry("poetry.lock", "poetry"),
            Map.entry("pdm.lock", "pdm"),
            Map.entry(Pipfile.LOCK, "pipenv"));

    /** Of no tool's own (PEP 751): read where the plan says so, for it lay about unread once. */
    private static final String STANDARD = "pylock.toml";

    private static final Map<String, String> LOCKING = Map.of(
            "uv", "uv lock", "poetry", "poetry lock", "pdm", "pdm lock", "pipenv", "pipenv lock", "pip", "uv lock");

    static PythonNeeds read(Findings findings) {
        Optional<Requirements> requirements = Requirements.read(findings.tree());
        Pyproject pyproject = Pyproject.read(findings);
        Pipfile pipfile = Pipfile.read(findings);
        CondaFile conda = CondaFile.read(findings);
        var names = new TreeSet<>(pyproject.dependencies());
        requirements.ifPresent(read -> read.items().forEach(item -> names.add(item.name())));
        names.addAll(pipfile.packages());
        names.addAll(conda.packages());
        return new PythonNeeds(requirements, pyproject, pipfile, conda, Set.copyOf(names));
    }

    boolean has(String name) {
        return names.contains(name);
    }

    /** The file that a reader would look at first. */
    String file(Findings findings) {
        return List.of(Requirements.FILE, Pyproject.FILE, Pipfile.FILE, CondaFile.FILE, "setup.py").stream()
                .filter(findings::has)
                .findFirst()
                .orElse(Requirements.FILE);
    }

    /** Names who installs, and says no where nothing says exactly what. */
    void installer(Findings findings) {
        for (Map.Entry<String, String> lock : LOCKS) {
            if (findings.has(lock.getKey())) {
                findings.installer(lock.getValue(), null, lock.getKey(), lock.getKey() + " is there");
                return;
            }
        }
        if (findings.has(STANDARD)) {
            findings.installer("pip", null, STANDARD, STANDARD + " is there");
            findings.setting(Plan.LOCK, STANDARD, STANDARD, "it says which exact packages are meant");
            return;
        }
        if (requirements.isPresent()) {
            findings.installer("pip", null, Requirements.FILE, "requirements.txt is there");
            requirements.get().warnings().forEach(findings::warn);
            return;
        }
        if (conda.there()) {
            findings.installer("conda", null, CondaFile.FILE, "environment.yml is there");
            findings.unmet(findings.refuse(
                    "its dependencies are in environment.yml, whose packages come from conda's own channels",
                    "Write those that it needs to requirements.txt, or lock them with uv or Poetry, and commit that."));
            return;
        }
        String manager = findings.has(Pipfile.FILE)
                ? "pipenv"
                : List.of("poetry", "pdm", "uv").stream()
                        .filter(pyproject::uses)
                        .findFirst()
                        .orElse("pip");
        findings.installer(
                manager, null, findings.has(file(findings)) ? file(findings) : null, "no lock file is there");
        if (!names.isEmpty()) {
            String lock = LOCKING.getOrDefault(manager, "uv lock");
            findings.warn("No lock file says which exact dependencies " + file(findings)
                    + " means: the package set supplies them, in its versions, where these are in the ranges that are"
                    + " asked for; where one is not, pip chooses all of them at an index, once, if Firn knows one. Run \""
                    + lock + "\" and commit the lock file to decide it yourself.");
        } else if (findings.has("setup.py")
                && findings.text("setup.py").orElse("").contains("install_requires")) {
            findings.unmet(findings.refuse(
                    "its dependencies are in setup.py, which only running it could tell",
                    "Write them to requirements.txt, or to pyproject.toml with a lock file, and commit it."));
        }
    }
}
