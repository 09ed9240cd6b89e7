#include "image/facts/writers.h"

#include "base/macros.h"

#include <stdio.h>
#include <string.h>

/* IPTC-NAA Information Interchange Model 4.2, chapter 6: record 2, what it calls its data sets. */
struct data_set {
    unsigned char number;
    const char *name;
};

static const struct data_set data_sets[] = {
    {5, "ObjectName"},
    {7, "EditStatus"},
    {10, "Urgency"},
    {15, "Category"},
    {20, "SupplementalCategory"},
    {22, "FixtureIdentifier"},
    {25, "Keywords"},
    {26, "ContentLocationCode"},
    {27, "ContentLocationName"},
    {30, "ReleaseDate"},
    {35, "ReleaseTime"},
    {37, "ExpirationDate"},
    {38, "ExpirationTime"},
    {40, "SpecialInstructions"},
    {55, "DateCreated"},
    {60, "TimeCreated"},
    {62, "DigitalCreationDate"},
    {63, "DigitalCreationTime"},
    {65, "OriginatingProgram"},
    {70, "ProgramVersion"},
    {80, "Byline"},
    {85, "BylineTitle"},
    {90, "City"},
    {92, "Sublocation"},
    {95, "ProvinceState"},
    {100, "CountryCode"},
    {101, "CountryName"},
    {103, "OriginalTransmissionReference"},
    {105, "Headline"},
    {110, "Credit"},
    {115, "Source"},
    {116, "CopyrightNotice"},
    {118, "Contact"},
    {120, "Caption"},
    {122, "Writer"},
};

enum { MARKER = 0x1C, RECORD = 2, HEAD = 5 };

/* Adobe Photoshop File Formats, "Image Resource Blocks": 8BIM, id, Pascal string and data, each
 * padded to an even length. Resource 0x0404 is the IIM. */
static struct span find_resource(struct span block)
{
    enum { IIM = 0x0404, SIGNATURE = 4, ID = 2, SIZE = 4 };
    size_t at = 0;

    if (span_starts(block, "Photoshop 3.0"))
        at = sizeof("Photoshop 3.0");
    while (at + SIGNATURE + ID + 2 <= block.len && memcmp(block.data + at, "8BIM", 4) == 0) {
        const uint16_t id = read_be16(block.data + at + SIGNATURE);
        const size_t name = (1U + block.data[at + SIGNATURE + ID] + 1U) & ~1U;
        const size_t size_at = at + SIGNATURE + ID + name;

        if (size_at + SIZE > block.len)
            break;
        const size_t size = read_be32(block.data + size_at);

        if (id == IIM)
            return span_cut(block, size_at + SIZE, size);
        at = size_at + SIZE + size + (size & 1);
    }
    return block.len > 0 && block.data[0] == MARKER ? block : span_of(NULL, 0);
}

/* The next data set of record 2 and this number from *at on; numbers above 127 in a length are
 * extended data sets, which hold no text. */
static bool next(struct span iim, size_t *at, int number, struct span *value)
{
    while (*at + HEAD <= iim.len && iim.data[*at] == MARKER) {
        const unsigned char *p = iim.data + *at;
        const size_t len = read_be16(p + 3);

        if (len > INT16_MAX || *at + HEAD + len > iim.len)
            return false;
        *at += HEAD + len;
        if (p[1] != RECORD || p[2] != number || len == 0)
            continue;
        *value = span_of(p + HEAD, len);
        return true;
    }
    return false;
}

/* Once: text. Several times: an array. */
static void write_set(struct span iim, const struct data_set *set, size_t most, struct emit *json)
{
    struct span first;
    struct span value;
    size_t at = 0;

    if (!next(iim, &at, set->number, &first))
        return;
    if (!next(iim, &at, set->number, &value)) {
        if (first.len <= FACT_TEXT_MAX)
            emit_span(json, set->name, first);
        return;
    }
    at = 0;
    emit_array(json, set->name);
    while (json->out->len < most && next(iim, &at, set->number, &value))
        if (value.len <= FACT_TEXT_MAX)
            emit_span(json, NULL, value);
    emit_array_end(json);
}

void iptc_write(struct span block, struct emit *json, const char *key)
{
    const struct span iim = find_resource(block);
    const size_t most = json->out->len + FACT_BLOCK_MAX;

    if (iim.len == 0) {
        emit_text(json, key, NULL);
        return;
    }
    emit_object(json, key);
    for (size_t i = 0; i < ARRAY_LEN(data_sets); i++)
        if (json->out->len < most)
            write_set(iim, &data_sets[i], most, json);
    emit_object_end(json);
}

void fact_iptc(const struct fact_source *source, struct emit *json, const char *key)
{
    iptc_write(source_blob(source, VIPS_META_IPTC_NAME), json, key);
}
