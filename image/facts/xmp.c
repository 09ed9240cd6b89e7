#include "image/facts/writers.h"
#include "image/facts/xml.h"

#include <string.h>

/* XMP specification part 1, 7: properties are elements, or attributes of rdf:Description; lists are
 * rdf:Bag, rdf:Seq and rdf:Alt of rdf:li. What is nested gets the names above it, with slashes:
 * xmpMM:DerivedFrom/stRef:documentID. Names are those of the file; prefixes are not resolved. */
enum { DEPTH_MAX = 16, VALUES_MAX = 256, PATHS_MAX = 32 << 10 };

struct value {
    size_t path_at, path_len; /* inside paths */
    struct span text;
    bool told;
};

struct packet {
    struct span names[DEPTH_MAX]; /* of the open elements */
    int depth, too_deep;
    struct value values[VALUES_MAX];
    int n;
    struct buf paths;
};

static bool is_frame(struct span name)
{
    return span_starts(name, "rdf:") || span_starts(name, "x:") || span_starts(name, "xml");
}

static void add(struct packet *packet, struct span last, struct span text)
{
    const size_t at = packet->paths.len;

    if (packet->n == VALUES_MAX || text.len == 0 || text.len > FACT_TEXT_MAX)
        return;
    for (int i = 0; i < packet->depth; i++)
        if (!is_frame(packet->names[i])) {
            buf_text(&packet->paths, packet->paths.len > at ? "/" : "");
            buf_add(&packet->paths, packet->names[i].data, packet->names[i].len);
        }
    buf_text(&packet->paths, last.len > 0 && packet->paths.len > at ? "/" : "");
    buf_add(&packet->paths, last.data, last.len);
    if (!packet->paths.failed && packet->paths.len > at)
        packet->values[packet->n++] = (struct value){at, packet->paths.len - at, text, false};
}

static void add_attributes(struct packet *packet, struct span attributes)
{
    struct span name;
    struct span value;

    while (xml_attribute(&attributes, &name, &value))
        if (!is_frame(name))
            add(packet, name, value);
}

static void open_element(struct packet *packet, const struct xml *xml)
{
    if (packet->depth == DEPTH_MAX || packet->too_deep > 0) {
        packet->too_deep += !xml->closed;
        return;
    }
    packet->names[packet->depth++] = xml->name;
    add_attributes(packet, xml->attributes);
    packet->depth -= xml->closed;
}

static void close_element(struct packet *packet)
{
    if (packet->too_deep > 0)
        packet->too_deep--;
    else if (packet->depth > 0)
        packet->depth--;
}

static void read_packet(struct packet *packet, struct span bytes)
{
    struct xml xml = {.rest = bytes};

    while (packet->n < VALUES_MAX && xml_next(&xml)) {
        if (xml.kind == XML_OPEN)
            open_element(packet, &xml);
        else if (xml.kind == XML_CLOSE)
            close_element(packet);
        else if (packet->too_deep == 0)
            add(packet, span_of(NULL, 0), xml.text);
    }
}

static struct span path_of(const struct packet *packet, int i)
{
    return span_cut(buf_span(&packet->paths), packet->values[i].path_at,
                    packet->values[i].path_len);
}

static void write_value(struct value *value, struct emit *json, const char *key)
{
    struct buf text;

    buf_init(&text, FACT_TEXT_MAX);
    xml_decode(value->text, &text);
    emit_span(json, key, buf_span(&text));
    buf_fini(&text);
    value->told = true;
}

/* All values of one path: text, or an array of texts. */
static void write_path(struct packet *packet, int first, size_t most, struct emit *json)
{
    const struct span path = path_of(packet, first);
    char key[FACT_TEXT_MAX];
    int n = 0;

    for (int i = first; i < packet->n; i++)
        n += span_equal(path_of(packet, i), path);
    if (!span_copy(path, key, sizeof(key)))
        return;
    if (n == 1) {
        write_value(&packet->values[first], json, key);
        return;
    }
    emit_array(json, key);
    for (int i = first; i < packet->n && json->out->len < most; i++)
        if (span_equal(path_of(packet, i), path))
            write_value(&packet->values[i], json, NULL);
    emit_array_end(json);
}

void xmp_write(struct span packet_bytes, struct emit *json, const char *key)
{
    struct packet packet = {.n = 0};
    const size_t most = json->out->len + FACT_BLOCK_MAX;

    buf_init(&packet.paths, PATHS_MAX);
    read_packet(&packet, packet_bytes);
    if (packet.n > 0) {
        emit_object(json, key);
        for (int i = 0; i < packet.n && json->out->len < most; i++)
            if (!packet.values[i].told)
                write_path(&packet, i, most, json);
        emit_object_end(json);
    } else {
        emit_text(json, key, NULL);
    }
    buf_fini(&packet.paths);
}

void fact_xmp(const struct fact_source *source, struct emit *json, const char *key)
{
    xmp_write(source_blob(source, VIPS_META_XMP_NAME), json, key);
}
