#include "handlers/accept.h"

#include <string.h>

enum { Q_ONE = 1000, RANGE_NONE = 0, RANGE_ANY = 1, RANGE_IMAGE = 2, RANGE_EXACT = 3 };

/* RFC 9110, 12.4.2: 0, 1, or either with up to three decimals. -1: not a weight. */
static int read_weight(struct span text)
{
    int weight = 0;

    if (text.len == 0 || text.len > 5 || (text.data[0] != '0' && text.data[0] != '1') ||
        (text.len > 1 && text.data[1] != '.'))
        return -1;
    weight = (text.data[0] - '0') * Q_ONE;
    for (size_t i = 2, unit = 100; i < text.len; i++, unit /= 10) {
        if (text.data[i] < '0' || text.data[i] > '9')
            return -1;
        weight += (text.data[i] - '0') * (int)unit;
    }
    return weight <= Q_ONE ? weight : -1;
}

/* The weight among a member's parameters; Q_ONE where there is none. */
static int weight_of(struct span parameters)
{
    struct span piece;

    while (span_next(&parameters, ';', &piece)) {
        const struct span trimmed = span_trim(piece);

        if (span_starts(trimmed, "q=") || span_starts(trimmed, "Q="))
            return read_weight(span_cut(trimmed, 2, trimmed.len));
    }
    return Q_ONE;
}

static int range_of(struct span type, enum format_id id)
{
    if (span_is_nocase(type, format_row(id)->mime))
        return RANGE_EXACT;
    if (span_is_nocase(type, "image/*"))
        return RANGE_IMAGE;
    return span_is(type, "*/*") ? RANGE_ANY : RANGE_NONE;
}

static void read_member(struct accept *accept, struct span member, int range[FORMAT_COUNT])
{
    struct span rest = member;
    struct span type;

    if (!span_next(&rest, ';', &type))
        return;
    const int weight = weight_of(rest);

    for (int id = 0; weight >= 0 && id < FORMAT_COUNT; id++) {
        const int found = range_of(span_trim(type), (enum format_id)id);

        if (found == RANGE_NONE || found < range[id])
            continue;
        range[id] = found;
        accept->q[id] = (uint16_t)weight;
        accept->named[id] = found == RANGE_EXACT;
    }
}

void accept_read(struct accept *accept, const char *header)
{
    int range[FORMAT_COUNT] = {0};
    struct span rest = span_text(header ? header : "*/*");
    struct span member;

    *accept = (struct accept){0};
    if (span_trim(rest).len == 0) /* an empty field accepts nothing less than no field */
        rest = span_text("*/*");
    while (span_next(&rest, ',', &member))
        read_member(accept, span_trim(member), range);
}

/* How closely a media range names a type. */
static int range_of_media(struct span range, struct span type)
{
    const size_t slash = range.len > 2 ? range.len - 1 : 0; /* of "multipart/" and its star */

    if (span_equal(range, type))
        return RANGE_EXACT;
    if (slash > 1 && range.data[slash] == '*' && range.data[slash - 1] == '/' &&
        span_equal(span_cut(range, 0, slash), span_cut(type, 0, slash)))
        return RANGE_IMAGE;
    return span_is(range, "*/*") ? RANGE_ANY : RANGE_NONE;
}

/* The weight of the closest range; of several as close, the last. */
static int weight_of_media(const char *header, struct span type)
{
    struct span rest = span_text(header);
    struct span member;
    int closest = RANGE_NONE;
    int found = 0;

    while (span_next(&rest, ',', &member)) {
        struct span range;
        const bool whole = span_next(&member, ';', &range);
        const int weight = weight_of(member);
        const int close = whole ? range_of_media(span_trim(range), type) : RANGE_NONE;

        if (close == RANGE_NONE || close < closest || weight < 0)
            continue;
        closest = close;
        found = weight;
    }
    return found;
}

int accept_media(const char *header, const char *const *types, int n)
{
    const bool any = header == NULL || span_trim(span_text(header)).len == 0;
    int best = -1;
    int most = 0;

    for (int i = 0; i < n; i++) {
        const int weight = any ? Q_ONE : weight_of_media(header, span_text(types[i]));

        if (weight <= most)
            continue;
        most = weight;
        best = i;
    }
    return best;
}

static bool can_write(enum format_id id, uint32_t formats)
{
    return format_row(id)->writes && (formats & 1u << id);
}

bool accept_any(const struct accept *accept, uint32_t formats)
{
    for (int id = 0; id < FORMAT_COUNT; id++)
        if (accept->q[id] > 0 && can_write((enum format_id)id, formats))
            return true;
    return false;
}

/* 0 for the first word of `order`, more for later ones, most for words that are not there. */
static int order_of(const char *order, enum format_id id)
{
    struct span rest = span_text(order);
    struct span word;
    int place = 0;

    for (; span_next(&rest, ',', &word); place++)
        if (format_by_name(span_trim(word)) == id)
            break;
    return place;
}

/* Larger is better; compared field by field in the order of the header's sentence. */
struct merit {
    int keeps_alpha, q, named, own, keeps_frames, order;
};

static struct merit merit_of(const struct accept *accept, const char *order, enum format_id id,
                             const struct image_info *info)
{
    const struct format *format = format_row(id);
    const bool named = accept->named[id];

    return (struct merit){
        .keeps_alpha = format->alpha || !info->alpha,
        .q = accept->q[id],
        .named = named,
        .own = !named && id == info->format,
        .keeps_frames = format->animates || !info->animated,
        .order = -order_of(order, id),
    };
}

static int compare(const struct merit *a, const struct merit *b)
{
    const int differences[] = {
        a->keeps_alpha - b->keeps_alpha,   a->q - b->q,        a->named - b->named, a->own - b->own,
        a->keeps_frames - b->keeps_frames, a->order - b->order};

    for (size_t i = 0; i < sizeof(differences) / sizeof(differences[0]); i++)
        if (differences[i] != 0)
            return differences[i];
    return 0;
}

/* For a format that is not written: a photograph sent as HEIF is best a JPEG, which every client
 * reads, a bitmap or a drawing without loss a PNG. It counts as the own format. */
static struct image_info stand_in(const struct image_info *info)
{
    struct image_info now = *info;

    if (info->format == FORMAT_HEIF) {
        now.format = FORMAT_JPEG;
        now.alpha = false;
    }
    if (info->format == FORMAT_BMP || info->format == FORMAT_SVG)
        now.format = FORMAT_PNG;
    return now;
}

enum format_id accept_choose(const struct accept *accept, const char *order, uint32_t formats,
                             const struct image_info *info)
{
    const struct image_info now = stand_in(info);
    enum format_id best = FORMAT_NONE;
    struct merit best_merit = {0};

    for (int i = 0; i < FORMAT_COUNT; i++) {
        const enum format_id id = (enum format_id)i;

        if (accept->q[id] == 0 || !can_write(id, formats))
            continue;
        const struct merit merit = merit_of(accept, order, id, &now);

        if (best == FORMAT_NONE || compare(&merit, &best_merit) > 0) {
            best = id;
            best_merit = merit;
        }
    }
    return best;
}
