package io.evac.driver.libvirt;

import io.evac.inventory.Texts;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.xml.sax.SAXException;

/** Reads what libvirt prints. */
final class Xml {
    /** Each layer of a disk is an element in the one before. Whoever walks the tree calls itself as often. */
    private static final String DEPTH = "500";

    private static final String PRINTED = "1.0";

    private Xml() {}

    /**
     * @param root what its outermost element is called
     * @throws IllegalArgumentException when it is something else
     */
    static Document parse(byte[] xml, String root) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            // What a host says is hostile input: no external entities, no bombs.
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setAttribute("jdk.xml.maxElementDepth", DEPTH);
            DocumentBuilder builder = factory.newDocumentBuilder();
            builder.setErrorHandler(null);
            Document document = builder.parse(new ByteArrayInputStream(xml));
            if (!document.getDocumentElement().getTagName().equals(root)) {
                throw new IllegalArgumentException("not the definition of a " + root);
            }
            // Of libvirt nothing else comes; later versions have characters that steer, and that this one cannot write.
            if (!PRINTED.equals(document.getXmlVersion())) {
                throw new IllegalArgumentException("not XML " + PRINTED);
            }
            return document;
        } catch (SAXException | IOException e) {
            // What is read lies in memory: only bytes that are not of the encoding that it names are an IOException.
            throw new IllegalArgumentException(
                    "not the definition of a " + root + ": " + Texts.quoted(String.valueOf(e.getMessage())), e);
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException(e);
        }
    }
}
