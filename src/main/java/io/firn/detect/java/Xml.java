package io.firn.detect.java;

import io.firn.detect.Findings;
import io.firn.detect.Texts;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * An element of a small XML file, without attributes and namespaces. Document types and entities of one's own are not read: a
 * file that has them is refused.
 */
final class Xml {
    private static final int DEPTH = 60;
    private static final int ELEMENTS = 50_000;

    private final String name;
    private final List<Xml> children = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();

    private Xml(String name) {
        this.name = name;
    }

    /** The root element of a file; a fault says where it is broken. */
    static Xml read(Findings findings, String file) {
        String content = findings.text(file)
                .orElseThrow(() -> findings.refuse(
                        "\"" + Texts.shown(file) + "\" is not there, or larger than " + Findings.SMALL + " bytes",
                        "Put the file there, or keep data out of it."));
        try {
            return parse(content);
        } catch (XMLStreamException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNumber();
            throw findings.refuse(
                    "\"" + Texts.shown(file) + "\" is no XML that can be read" + (line > 0 ? " at line " + line : ""),
                    "Correct the file; document types and entities of one's own are not read.");
        }
    }

    static Xml parse(String content) throws XMLStreamException {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, false);
        XMLStreamReader reader = factory.createXMLStreamReader(new StringReader(content.strip()));
        var document = new Xml("");
        var open = new ArrayList<>(List.of(document));
        int elements = 0;
        while (reader.hasNext()) {
            switch (reader.next()) {
                case XMLStreamReader.START_ELEMENT -> {
                    if (++elements > ELEMENTS || open.size() > DEPTH) {
                        throw new XMLStreamException("too many or too deep elements", reader.getLocation());
                    }
                    var element = new Xml(reader.getLocalName());
                    open.getLast().children.add(element);
                    open.add(element);
                }
                case XMLStreamReader.END_ELEMENT -> open.removeLast();
                case XMLStreamReader.CHARACTERS, XMLStreamReader.CDATA ->
                    open.getLast().text.append(reader.getText());
                case XMLStreamReader.DTD, XMLStreamReader.ENTITY_REFERENCE ->
                    throw new XMLStreamException("document types and entities are not read", reader.getLocation());
                default -> {}
            }
        }
        if (document.children.isEmpty()) {
            throw new XMLStreamException("there is no element", reader.getLocation());
        }
        return document.children.getFirst();
    }

    String name() {
        return name;
    }

    List<Xml> children() {
        return children;
    }

    /** The elements that a path of names leads to. */
    List<Xml> all(String... path) {
        List<Xml> level = List.of(this);
        for (String step : path) {
            var next = new ArrayList<Xml>();
            for (Xml element : level) {
                element.children.stream()
                        .filter(child -> child.name.equals(step))
                        .forEach(next::add);
            }
            level = next;
        }
        return List.copyOf(level);
    }

    /** The text of the first element that a path leads to, where it has any. */
    Optional<String> text(String... path) {
        return all(path).stream()
                .findFirst()
                .map(element -> element.text.toString().strip())
                .filter(content -> !content.isEmpty());
    }
}
