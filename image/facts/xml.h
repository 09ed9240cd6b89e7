/* image/facts/xml.h - the tags and texts of an XML document, one after the other.
 *
 * Enough for an XMP packet: no document type, so no entity but the five of XML and numbers. Reads
 * inside the span alone, allocates nothing, and is not told whether tags match.
 */
#ifndef IMAGE_FACTS_XML_H
#define IMAGE_FACTS_XML_H

#include "base/buf.h"

enum xml_kind { XML_END, XML_OPEN, XML_CLOSE, XML_TEXT };

struct xml {
    struct span rest;
    enum xml_kind kind;
    struct span name;       /* OPEN, CLOSE */
    struct span attributes; /* OPEN: for xml_attribute() */
    bool closed;            /* OPEN: it ends at once, and no CLOSE follows */
    struct span text;       /* TEXT: without blanks at its ends, not empty, entities as they are */
    bool broken;            /* END: it came before the end of the bytes */
};

/* To the next part; false at the end, and where the rest is no XML. */
bool xml_next(struct xml *xml);

/* Take one attribute off the front. */
bool xml_attribute(struct span *attributes, struct span *name, struct span *value);

/* Add the text with its entities replaced; unknown ones stay as they are. */
void xml_decode(struct span text, struct buf *out);

#endif
