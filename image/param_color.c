#include "base/macros.h"
#include "image/param_parts.h"

#include <ctype.h>
#include <stdlib.h>

struct named_color {
    const char *name;
    uint32_t rgba;
};

/* The sixteen basic colour keywords of CSS Color Module Level 4, 6.1, and transparent. */
static const struct named_color named_colors[] = {
    {"black", 0x000000FF},  {"silver", 0xC0C0C0FF},      {"gray", 0x808080FF},
    {"white", 0xFFFFFFFF},  {"maroon", 0x800000FF},      {"red", 0xFF0000FF},
    {"purple", 0x800080FF}, {"fuchsia", 0xFF00FFFF},     {"green", 0x008000FF},
    {"lime", 0x00FF00FF},   {"olive", 0x808000FF},       {"yellow", 0xFFFF00FF},
    {"navy", 0x000080FF},   {"blue", 0x0000FFFF},        {"teal", 0x008080FF},
    {"aqua", 0x00FFFFFF},   {"transparent", 0x00000000},
};

struct color param_color_of(uint32_t rgba)
{
    return (struct color){(uint8_t)(rgba >> 24), (uint8_t)(rgba >> 16), (uint8_t)(rgba >> 8),
                          (uint8_t)rgba};
}

/* rgb and rgba have one hex digit a band, rrggbb and rrggbbaa two. */
static bool read_hex(struct span text, uint32_t *rgba)
{
    const bool brief = text.len == 3 || text.len == 4;
    uint32_t value = 0;

    if (!brief && text.len != 6 && text.len != 8)
        return false;
    for (size_t i = 0; i < text.len; i++) {
        if (!isxdigit(text.data[i]))
            return false;
        const char one[] = {(char)text.data[i], '\0'};
        const uint32_t digit = (uint32_t)strtoul(one, NULL, 16);

        value = brief ? value << 8 | digit << 4 | digit : value << 4 | digit;
    }
    *rgba = text.len == 3 || text.len == 6 ? value << 8 | 0xFF : value;
    return true;
}

enum err_code param_parse_color(const struct param *row, struct span text, struct color *color,
                                struct err *err)
{
    const struct span hex = span_starts(text, "#") ? span_cut(text, 1, text.len) : text;
    uint32_t rgba;

    for (size_t i = 0; i < ARRAY_LEN(named_colors); i++)
        if (span_is_nocase(text, named_colors[i].name)) {
            *color = param_color_of(named_colors[i].rgba);
            return ERR_OK;
        }
    if (!read_hex(hex, &rgba))
        return param_invalid(
            row, "a colour: rgb, rgba, rrggbb or rrggbbaa in hex, or a CSS basic name", err);
    *color = param_color_of(rgba);
    return ERR_OK;
}
