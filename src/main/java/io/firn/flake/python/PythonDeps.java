package io.firn.flake.python;

import io.firn.detect.Offers;
import io.firn.detect.Plan;
import io.firn.detect.Texts;
import io.firn.detect.python.Declared;
import io.firn.detect.python.Pep440;
import io.firn.detect.python.Requirements;
import io.firn.fault.Fault;
import io.firn.flake.Deps;
import io.firn.flake.LockFault;
import io.firn.flake.Pins;
import io.firn.flake.Sri;
import io.firn.tree.Tree;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads requirements.txt, or what pyproject.toml or a Pipfile without lock file names, against what the package set supplies. No silent substitution: a range is supplied, an exact version
 * is met or refused with the one there is, a hash is fetched or refused.
 */
public final class PythonDeps {
    private static final List<String> SERVERS = List.of("gunicorn", "uvicorn", "waitress", "hypercorn", "daphne");
    /** Packages that extras bring, for those extras that are common in web apps. */
    private static final Map<String, List<String>> EXTRAS = Map.of(
            "uvicorn[standard]", List.of("httptools", "uvloop", "websockets", "python-dotenv", "pyyaml"),
            "fastapi[standard]", List.of("uvicorn", "httpx", "jinja2", "python-multipart", "email-validator"),
            "fastapi[all]", List.of("uvicorn", "httpx", "jinja2", "python-multipart", "email-validator", "pyyaml"),
            "celery[redis]", List.of("redis"),
            "flask[async]", List.of("asgiref"),
            "flask[dotenv]", List.of("python-dotenv"),
            "sqlalchemy[asyncio]", List.of("greenlet"),
            "django[argon2]", List.of("argon2-cffi"),
            "django[bcrypt]", List.of("bcrypt"),
            "gunicorn[gevent]", List.of("gevent"));

    private final String packageSet;
    private final String python;
    private final PinnedFiles pinned;
    private final Map<String, Offers.Supplied> offered;
    private final SortedMap<String, Deps.Supplied> supplied = new TreeMap<>();
    private final SortedMap<String, Deps.SourceFile> files = new TreeMap<>();

    private PythonDeps(String packageSet, String python, Map<String, Offers.Supplied> offered, Pins pins) {
        this.pinned = new PinnedFiles(python, pins);
        this.packageSet = packageSet;
        this.python = python;
        this.offered = offered;
    }

    /** The dependencies of the app in the tree, for the plan's Python; a fault names the entry that cannot be had. */
    public static Deps read(Plan plan, Tree tree, Offers offers, Pins pins) {
        String version = version(plan, offers);
        var deps = new PythonDeps(offers.packageSet(), version, offers.supplied("python", version), pins);
        Optional<PyLock> lock = PyLock.read(tree, version, plan);
        if (lock.isPresent()) {
            return deps.locked(plan, lock.get());
        }
        Optional<Requirements> requirements = asked(tree);
        requirements.ifPresent(deps::resolve);
        deps.servers(plan);
        String digest = requirements
                .map(read -> Sri.sha256(String.join("", read.texts().values())))
                .orElse(null);
        return new Deps(1, "python", digest, List.copyOf(deps.files.values()), List.copyOf(deps.supplied.values()));
    }

    /** The Python that an app is built with. */
    static String version(Plan plan, Offers offers) {
        Plan.Toolchain toolchain = plan.toolchain();
        return toolchain == null ? offers.of("python").standard() : toolchain.version();
    }

    /** What the manifests ask for, by the first of them. */
    static Optional<Requirements> asked(Tree tree) {
        return Requirements.read(tree).or(() -> Declared.read(tree));
    }

    /** Why the package set cannot supply all of this, for that Python; empty where it can. */
    static Optional<Fault> unsupplied(List<Requirements.Item> items, String python, Offers offers) {
        var deps = new PythonDeps(offers.packageSet(), python, offers.supplied("python", python), Pins.NONE);
        return items.stream()
                .flatMap(item -> deps.lacks(item.name(), item.asked(), item.where()).stream())
                .findFirst();
    }

    private Deps locked(Plan plan, PyLock lock) {
        for (PyLock.Locked one : lock.packages()) {
            String marker = one.marker();
            if (marker != null && !Markers.apply(marker, python)) {
                continue;
            }
            String foreign = one.foreign();
            if (foreign != null) {
                throw LockFault.entry(
                        lock.file(),
                        one.name(),
                        "it comes from \"" + Texts.shown(foreign) + "\" and not from the index",
                        "Use a version that is published in the index.");
            }
            if (one.files().isEmpty()) {
                supply(one.name(), one.version().isEmpty() ? null : "==" + one.version(), lock.file());
            } else {
                files.put(one.name(), pinned.choose(lock.file(), one));
            }
        }
        servers(plan);
        return new Deps(
                1, "python", Sri.sha256(lock.text()), List.copyOf(files.values()), List.copyOf(supplied.values()));
    }

    private void resolve(Requirements requirements) {
        if (!requirements.refused().isEmpty()) {
            throw LockFault.file(
                    requirements.file(),
                    "it asks for " + requirements.refused().getFirst(),
                    "Name a package of the index there, or copy its code into the app.");
        }
        for (Requirements.Item item : requirements.items()) {
            String marker = item.marker();
            if (marker == null || Markers.apply(marker, python)) {
                one(item);
            }
        }
    }

    private void one(Requirements.Item item) {
        if (!item.hashes().isEmpty()) {
            Deps.SourceFile file = pinned.of(item);
            files.put(file.name(), file);
            return;
        }
        supply(item.name(), item.asked(), item.where());
        for (String extra : item.extras()) {
            EXTRAS.getOrDefault(item.name() + "[" + extra + "]", List.of()).stream()
                    .filter(offered::containsKey)
                    .forEach(name -> supply(name, null, item.where()));
        }
    }

    private void supply(String name, @Nullable String asked, String where) {
        lacks(name, asked, where).ifPresent(fault -> {
            throw fault;
        });
        Offers.Supplied offer = Objects.requireNonNull(offered.get(name));
        Deps.Supplied before = supplied.get(name);
        String both = before == null || before.asked() == null
                ? asked
                : asked == null ? before.asked() : before.asked() + "," + asked;
        supplied.put(name, new Deps.Supplied(name, both, offer.packageName(), offer.version()));
    }

    /** Why the package set cannot supply it. */
    private Optional<Fault> lacks(String name, @Nullable String asked, String where) {
        Offers.Supplied offer = offered.get(name);
        if (offer == null) {
            return Optional.of(
                    LockFault.entry(
                            where,
                            name,
                            "the package set \"" + packageSet + "\" does not supply it for Python " + python
                                    + nearName(name),
                            where.startsWith(Requirements.FILE)
                                    ? "Pin its wheel by hash (name==version --hash=sha256:…), or copy its code into the app."
                                    : "Commit a lock file that names its wheel (uv lock, poetry lock, pdm lock, pipenv lock)."));
        }
        if (asked != null && !Pep440.satisfies(offer.version(), asked)) {
            return Optional.of(LockFault.entry(
                    where,
                    name + asked,
                    "the package set \"" + packageSet + "\" supplies " + name + " " + offer.version() + " and no other",
                    "Ask for a range that holds " + offer.version() + " (for instance \"" + name + ">="
                            + range(offer.version()) + "\"), or pin the wheel by hash."));
        }
        return Optional.empty();
    }

    /** A server that the plan starts and requirements.txt forgot. */
    private void servers(Plan plan) {
        for (Plan.ProcessType process : plan.processes().values()) {
            String program = process.command().split("\\s", 2)[0].replace("-serve", "");
            if (SERVERS.contains(program)
                    && offered.containsKey(program)
                    && !supplied.containsKey(program)
                    && !files.containsKey(program)) {
                supply(program, null, "the plan");
            }
        }
    }

    private String nearName(String name) {
        String plain = name.replaceFirst("^(?:python-|py)", "");
        return offered.keySet().stream()
                .filter(other -> plain.length() > 2 && other.contains(plain))
                .findFirst()
                .map(other -> "; it supplies " + other)
                .orElse("");
    }

    private static String range(String version) {
        String[] parts = version.split("\\.", -1);
        return parts.length < 2 ? version : parts[0] + "." + parts[1];
    }
}
