package io.firn.stack;

import com.fasterxml.jackson.databind.JsonNode;
import io.firn.detect.Json;
import io.firn.detect.Offer;
import io.firn.detect.Offers;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.fault.FieldFault;
import io.firn.nix.StorePath;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What an administrator does with the toolchains on offer. It holds from the next plan on, without a restart; apps keep what
 * they are locked to.
 */
@ApplicationScoped
public class Offering {
    private static final String VERSION = "[0-9]+(\\.[0-9]+){0,3}";

    private final RuntimeRows rows;
    private final Distributions distributions;
    private final Trial trial;
    private final Clock clock;

    Offering(RuntimeRows rows, Distributions distributions, Trial trial, Clock clock) {
        this.rows = rows;
        this.distributions = distributions;
        this.trial = trial;
        this.clock = clock;
    }

    /** All versions of all tools of the package set, those that are hidden too. */
    public List<RuntimeView> list() {
        Runtimes runtimes = distributions.runtimes();
        Distribution current = distributions.current(runtimes);
        Distribution shipped = distributions.asShipped();
        Map<String, String> pins = runtimes.pinsOf(current.packageSet());
        Offers offers = runtimes.applied(current.offers());
        var views = new ArrayList<RuntimeView>();
        for (String tool : current.offers().tools()) {
            Offer all = current.offers().of(tool);
            for (String version : all.versions()) {
                Optional<Runtimes.Version> row = row(runtimes, current.packageSet(), tool, version);
                views.add(new RuntimeView(
                        tool,
                        version,
                        offers.offers(tool) && offers.of(tool).standard().equals(version),
                        version.equals(pins.get(tool)),
                        row.filter(Runtimes.Version::hidden).isPresent(),
                        row.map(Runtimes.Version::deprecated).orElse(null),
                        !shipped.offers().has(tool, version)));
            }
        }
        return List.copyOf(views);
    }

    /** Default commands by stack. */
    public Map<String, Runtimes.Commands> commands() {
        return distributions.runtimes().commands();
    }

    /**
     * Offers a version that this Firn does not know, once a builder has made it.
     *
     * @param entry what {@code versions.json} is to hold of it
     */
    public RuntimeView add(String tool, String version, JsonNode entry) {
        Distribution current = distributions.current();
        known(current, tool);
        if (!version.matches(VERSION)) {
            throw Fault.invalid(
                    "Could not add " + tool + " \"" + version + "\".",
                    List.of(new FieldFault("version", "must be numbers with dots, for instance 22.23.3")));
        }
        if (distributions.asShipped().offers().has(tool, version)) {
            throw Fault.of(
                    FaultCode.CONFLICT,
                    "Could not add " + tool + " " + version + ": this Firn offers it already.",
                    "To show it again where it is hidden: firn runtimes hide " + tool + " " + version + " --off");
        }
        String text = Json.line(entry);
        var added = new Runtimes.Version(current.packageSet(), tool, version, text, false, null);
        Runtimes runtimes = distributions.runtimes();
        var versions = new ArrayList<>(runtimes.versions());
        versions.removeIf(row -> row.tool().equals(tool) && row.version().equals(version));
        versions.add(added);
        Distribution candidate = distributions.current(new Runtimes(versions, runtimes.pins(), runtimes.commands()));
        StorePath made = trial.of(candidate, tool, version, entry);
        put(added);
        return new RuntimeView(tool, version, false, false, false, null, true).madeAs(made.toString());
    }

    /** Hides or shows a version, and says or unsays that it is deprecated. */
    public void mark(String tool, String version, @Nullable Boolean hidden, Optional<String> deprecated, boolean said) {
        Distribution current = distributions.current();
        required(current, tool, version);
        Runtimes runtimes = distributions.runtimes();
        Optional<Runtimes.Version> row = row(runtimes, current.packageSet(), tool, version);
        boolean hides = hidden == null ? row.filter(Runtimes.Version::hidden).isPresent() : hidden;
        if (hides && runtimes.pinsOf(current.packageSet()).containsValue(version)) {
            throw Fault.of(
                    FaultCode.CONFLICT,
                    "Could not hide " + tool + " " + version + ": it is pinned.",
                    "Pin another one first: firn runtimes pin " + tool + " VERSION");
        }
        String note = said
                ? deprecated.orElse(null)
                : row.map(Runtimes.Version::deprecated).orElse(null);
        put(new Runtimes.Version(
                current.packageSet(),
                tool,
                version,
                row.map(Runtimes.Version::entry).orElse(null),
                hides,
                note));
        if (hides && !runtimes().applied(distributions.current().offers()).offers(tool)) {
            put(new Runtimes.Version(
                    current.packageSet(),
                    tool,
                    version,
                    row.map(Runtimes.Version::entry).orElse(null),
                    false,
                    note));
            throw Fault.of(
                    FaultCode.CONFLICT,
                    "Could not hide " + tool + " " + version + ": it is the last one on offer.",
                    "Add or show another one first.");
        }
    }

    /** Takes back all that was changed of a version; one that was added goes. */
    @Transactional
    public void remove(String tool, String version) {
        rows.lock();
        String set = distributions.current().packageSet();
        if (rows.all().pinsOf(set).getOrDefault(tool, "").equals(version)) {
            rows.pin(set, tool, null, clock.instant());
        }
        rows.remove(set, tool, version);
    }

    /** The version for all who do not ask, and for all ranges that it meets; null leaves that to the distribution again. */
    public void pin(String tool, @Nullable String version) {
        Distribution current = distributions.current();
        known(current, tool);
        if (version != null) {
            required(current, tool, version);
            if (row(distributions.runtimes(), current.packageSet(), tool, version)
                    .filter(Runtimes.Version::hidden)
                    .isPresent()) {
                throw Fault.of(
                        FaultCode.CONFLICT,
                        "Could not pin " + tool + " " + version + ": it is hidden.",
                        "Show it first: firn runtimes hide " + tool + " " + version + " --off");
            }
        }
        pinned(current.packageSet(), tool, version);
    }

    @Transactional
    void pinned(String packageSet, String tool, @Nullable String version) {
        rows.lock();
        rows.pin(packageSet, tool, version, clock.instant());
    }

    /** Commands for repositories of a stack that name none. */
    @Transactional
    public void commands(String stack, Runtimes.Commands commands) {
        var stacks = new TreeSet<String>();
        distributions.current().tree().list("buildpacks").forEach(entry -> stacks.add(entry.name()));
        if (!stack.matches("[a-z]+") || !stacks.contains(stack)) {
            throw Fault.of(
                    FaultCode.NOT_FOUND,
                    "Could not set commands for \"" + stack + "\": there is no such stack.",
                    "The stacks are the folders of buildpacks/.");
        }
        rows.lock();
        rows.commands(stack, commands, clock.instant());
    }

    @Transactional
    Runtimes runtimes() {
        return rows.all();
    }

    @Transactional
    void put(Runtimes.Version version) {
        rows.lock();
        rows.put(version, clock.instant());
    }

    private static Optional<Runtimes.Version> row(Runtimes runtimes, String set, String tool, String version) {
        return runtimes.versions().stream()
                .filter(row -> row.packageSet().equals(set)
                        && row.tool().equals(tool)
                        && row.version().equals(version))
                .findFirst();
    }

    private static void known(Distribution current, String tool) {
        if (!current.offers().offers(tool)) {
            throw Fault.of(
                    FaultCode.NOT_FOUND,
                    "Could not find the tool \"" + tool + "\": the package set \"" + current.packageSet() + "\" has "
                            + String.join(", ", current.offers().tools()) + ".",
                    "List them with: firn runtimes");
        }
    }

    private static void required(Distribution current, String tool, String version) {
        known(current, tool);
        if (!current.offers().has(tool, version)) {
            Offer offer = current.offers().of(tool);
            throw Fault.of(
                    FaultCode.NOT_FOUND,
                    "Could not find " + tool + " " + version + ": the package set \"" + current.packageSet()
                            + "\" does not offer it.",
                    "The nearest is " + offer.nearest(version) + "; list all with: firn runtimes");
        }
    }

    /** What goes out where everything is asked for. */
    public RuntimeList all() {
        return new RuntimeList(distributions.current().packageSet(), list(), new TreeMap<>(commands()));
    }
}
