package io.firn.mirror;

import java.io.ByteArrayInputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * What a Maven project file says of other files, as it stands there. Enough to guess what Maven asks for next, and no more: profiles
 * are not looked into. Source of the form: Maven's own POM reference, model version 4.0.0.
 *
 * @param own group, artifact and version, those that are missing empty
 * @param parent of the same form
 * @param managed what it says of dependencies that it may not have
 * @param dependencies those that it has
 */
record PomSketch(
        Coordinates own,
        Optional<Coordinates> parent,
        Map<String, String> properties,
        List<Dependency> managed,
        List<Dependency> dependencies) {
    private static final int DEPTH = 60;
    private static final int ELEMENTS = 200_000;
    private static final int TEXT = 300;
    private static final String ONE = "project/dependencies/dependency";
    private static final String MANAGED = "project/dependencyManagement/dependencies/dependency";

    /**
     * A project file's name.
     *
     * @param group with dots
     */
    record Coordinates(String group, String artifact, String version) {
        /** Path below a Maven registry. */
        String file() {
            return group.replace('.', '/') + "/" + artifact + "/" + version + "/" + artifact + "-" + version + ".pom";
        }
    }

    /**
     * A dependency as it is written.
     *
     * @param scope {@code compile} where nothing says
     * @param type {@code jar} where nothing says
     */
    record Dependency(Coordinates of, String scope, String type, boolean optional) {
        boolean imported() {
            return scope.equals("import") && type.equals("pom");
        }

        /** Whether whoever depends on the project depends on this. */
        boolean passedOn() {
            return !optional && (scope.equals("compile") || scope.equals("runtime"));
        }
    }

    /** Reads one; empty where it cannot be read. Document types and entities are not. */
    static Optional<PomSketch> read(byte[] file) {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, false);
        try {
            XMLStreamReader reader = factory.createXMLStreamReader(new ByteArrayInputStream(file));
            return Optional.of(new Reading().all(reader));
        } catch (XMLStreamException | RuntimeException unreadable) { // the reader throws many kinds for broken files
            return Optional.empty();
        }
    }

    private static final class Reading {
        private final Map<String, String> texts = new HashMap<>();
        private final Map<String, String> properties = new HashMap<>();
        private final List<Dependency> managed = new ArrayList<>();
        private final List<Dependency> dependencies = new ArrayList<>();
        private final Map<String, String> one = new HashMap<>();
        private final StringBuilder text = new StringBuilder();

        PomSketch all(XMLStreamReader reader) throws XMLStreamException {
            var path = new ArrayDeque<String>();
            int elements = 0;
            while (reader.hasNext()) {
                switch (reader.next()) {
                    case XMLStreamReader.START_ELEMENT -> {
                        if (++elements > ELEMENTS || path.size() > DEPTH) {
                            throw new XMLStreamException("too many or too deep elements", reader.getLocation());
                        }
                        path.addLast((path.isEmpty() ? "" : path.getLast() + "/") + reader.getLocalName());
                        text.setLength(0);
                    }
                    case XMLStreamReader.CHARACTERS, XMLStreamReader.CDATA -> {
                        if (text.length() < TEXT) {
                            text.append(reader.getText());
                        }
                    }
                    case XMLStreamReader.END_ELEMENT -> {
                        end(path.removeLast(), text.toString().strip());
                        text.setLength(0);
                    }
                    case XMLStreamReader.DTD -> throw new XMLStreamException("document types are not read");
                    default -> {}
                }
            }
            Coordinates parent = coordinates(texts, "project/parent/");
            return new PomSketch(
                    coordinates(texts, "project/"),
                    parent.artifact().isEmpty() ? Optional.empty() : Optional.of(parent),
                    properties,
                    managed,
                    dependencies);
        }

        private void end(String path, String value) {
            String name = path.substring(path.lastIndexOf('/') + 1);
            String above = path.substring(0, Math.max(0, path.length() - name.length() - 1));
            if (path.equals(ONE) || path.equals(MANAGED)) {
                (path.equals(ONE) ? dependencies : managed).add(dependency());
                one.clear();
            } else if (above.equals(ONE) || above.equals(MANAGED)) {
                one.put(name, value);
            } else if (above.equals("project/properties")) {
                properties.put(name, value);
            } else if (above.equals("project") || above.equals("project/parent")) {
                texts.put(path, value);
            }
        }

        private Dependency dependency() {
            return new Dependency(
                    coordinates(one, ""),
                    one.getOrDefault("scope", "compile"),
                    one.getOrDefault("type", "jar"),
                    "true".equals(one.get("optional")));
        }

        private static Coordinates coordinates(Map<String, String> texts, String above) {
            return new Coordinates(
                    texts.getOrDefault(above + "groupId", ""),
                    texts.getOrDefault(above + "artifactId", ""),
                    texts.getOrDefault(above + "version", ""));
        }
    }
}
