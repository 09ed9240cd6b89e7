/* Sums along references: chains, circles, and ids made to collide. */
#include "image/vips/svg_refs.h"
#include "tests/support/suite.h"

#include <stdio.h>

enum { SECONDS = 20 };

static struct svg_place place_of(struct svg_refs *refs, uint32_t id, enum svg_kind kind)
{
    return (struct svg_place){svg_refs_node(refs, id, kind), 1, 2};
}

/* Nodes 1 to n, each drawn and each referring to the next `times`. */
static struct svg_refs *chain(uint32_t n, int times, enum svg_kind kind)
{
    struct svg_refs *refs = svg_refs_new();
    struct svg_place place = {SVG_DOCUMENT, 1, 2};

    ck_assert_ptr_nonnull(refs);
    for (uint32_t id = 1; id <= n; id++) {
        svg_refs_draw(refs, &place);
        for (int i = 0; i < times; i++)
            svg_refs_add(refs, &place, id, 0);
        place = place_of(refs, id, kind);
    }
    svg_refs_draw(refs, &place);
    return refs;
}

START_TEST(a_chain_multiplies)
{
    struct svg_refs *refs = chain(3, 10, SVG_PATTERN);
    struct svg_sum sum;

    ck_assert(svg_refs_sum(refs, 1, 1, &sum));
    ck_assert_double_eq(sum.drawn, 1 + 10 + 100 + 1000);
    ck_assert_double_eq(sum.growth, 16);
    ck_assert_double_eq(sum.layers, 4);
    ck_assert_double_eq(sum.patterns, 3);
    svg_refs_free(refs);
}
END_TEST

START_TEST(masks_and_strokes_of_markers_count)
{
    struct svg_refs *masks = chain(2, 1, SVG_MASK);
    struct svg_refs *markers = chain(2, 1, SVG_MARKER);
    struct svg_sum sum;

    ck_assert(svg_refs_sum(masks, 1, 1, &sum));
    ck_assert_double_eq(sum.layers, 3 + 2 * 2);
    ck_assert(svg_refs_sum(markers, 5, 7, &sum));
    ck_assert_double_eq(sum.growth, 2 * 2 * 2 * 5 * 5);
    ck_assert_double_eq(sum.drawn, 1 + 7 * (1 + 7));
    svg_refs_free(masks);
    svg_refs_free(markers);
}
END_TEST

/* The edges of a chain are numbered from 1 on: the document's leads to node 1, and so on. */
static bool chain_with(struct svg_edges handed, uint32_t to)
{
    struct svg_refs *refs = chain(2, 1, SVG_PATTERN);
    const struct svg_place place = place_of(refs, to, SVG_PATTERN);
    struct svg_sum sum;

    svg_refs_hand_down(refs, handed, &place);
    const bool whole = svg_refs_sum(refs, 1, 1, &sum);

    svg_refs_free(refs);
    return whole;
}

/* What a node inherits from around it counts, and the order in which nodes are visited must not
 * hide it; librsvg leaves out a pattern in itself. */
START_TEST(a_circle_of_what_is_inherited_is_refused)
{
    ck_assert(!chain_with((struct svg_edges){1, 2}, 2));
    ck_assert(chain_with((struct svg_edges){2, 3}, 2));
    ck_assert(chain_with((struct svg_edges){2, 3}, 1));
}
END_TEST

START_TEST(a_line_of_too_many_marks_is_refused)
{
    static const struct svg_place document = {SVG_DOCUMENT, 1, 1};

    for (int i = 0; i < 2; i++) {
        struct svg_refs *refs = chain(1, 1, SVG_MARKER);
        struct svg_sum sum;

        svg_refs_add(refs, &document, 1, i == 0 ? 4000 : 5000);
        ck_assert_int_eq(svg_refs_sum(refs, 1, 1, &sum), i == 0);
        svg_refs_free(refs);
    }
}
END_TEST

/* Each time that they are drawn; those of a style sheet apart. */
START_TEST(filters_are_work_each_time)
{
    static const struct svg_place sheet = {SVG_SHEET, 0, 1};
    struct svg_refs *refs = chain(2, 10, SVG_OTHER);
    struct svg_sum sum;

    svg_refs_filter(refs, place_of(refs, 2, SVG_OTHER).node, 3);
    svg_refs_filter(refs, place_of(refs, 3, SVG_FILTER).node, 7);
    svg_refs_add(refs, &sheet, 3, 0);
    ck_assert(svg_refs_sum(refs, 1, 1, &sum));
    ck_assert_double_eq(sum.passes, 10 * 10 * 3);
    ck_assert_double_eq(sum.anywhere, 7);
    svg_refs_free(refs);
}
END_TEST

/* A pattern is drawn for each that inherits it; not a mask, and none in itself. */
START_TEST(heirs_draw_a_pattern_each)
{
    static const enum svg_kind kinds[] = {SVG_PATTERN, SVG_MARKER, SVG_MASK};
    static const double drawn[] = {22 + 22 * 11, 88 + 7 * 88 * 11, 11 + 11 + 11};

    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        static const struct svg_place document = {SVG_DOCUMENT, 0, 1};
        struct svg_refs *refs = chain(0, 0, SVG_OTHER);
        const struct svg_place inside = place_of(refs, 1, kinds[i]);
        const struct svg_edges edges = {svg_refs_edges(refs), svg_refs_edges(refs) + 1};
        struct svg_sum sum;

        for (int n = 0; n < 10; n++)
            svg_refs_draw(refs, &document);
        for (int n = 0; n < 11; n++)
            svg_refs_draw(refs, &inside);
        svg_refs_add(refs, &document, 1, 0);
        svg_refs_share(refs, edges, 0);
        svg_refs_add(refs, &document, 1, 0);
        svg_refs_hand_down(refs, edges, &inside);
        ck_assert(svg_refs_sum(refs, 1, 7, &sum));
        ck_assert_double_eq(sum.drawn, drawn[i]);
        svg_refs_free(refs);
    }
}
END_TEST

START_TEST(a_chain_may_be_so_long)
{
    struct svg_refs *fine = chain(32, 1, SVG_OTHER);
    struct svg_refs *longer = chain(33, 1, SVG_OTHER);
    struct svg_sum sum;

    ck_assert(svg_refs_sum(fine, 1, 1, &sum));
    ck_assert(!svg_refs_sum(longer, 1, 1, &sum));
    svg_refs_free(fine);
    svg_refs_free(longer);
}
END_TEST

START_TEST(a_circle_is_no_sum)
{
    struct svg_refs *refs = chain(3, 1, SVG_OTHER);
    const struct svg_place last = place_of(refs, 3, SVG_OTHER);
    struct svg_sum sum;

    svg_refs_add(refs, &last, 1, 0);
    ck_assert(!svg_refs_sum(refs, 1, 1, &sum));
    svg_refs_free(refs);
}
END_TEST

/* What a style sheet refers to may be in whatever else it refers to. */
START_TEST(a_sheet_may_mean_each_in_each)
{
    static const struct svg_place sheet = {SVG_SHEET, 0, 1};
    struct svg_refs *refs = chain(0, 0, SVG_OTHER);
    struct svg_sum sum;

    for (uint32_t id = 1; id <= 3; id++) {
        const struct svg_place place = place_of(refs, id, SVG_MASK);

        svg_refs_draw(refs, &place);
        svg_refs_add(refs, &sheet, id, 0);
        svg_refs_add(refs, &sheet, id, 0);
    }
    ck_assert(svg_refs_sum(refs, 1, 1, &sum));
    ck_assert_double_eq(sum.layers, 1 + 3 * (1 + 2));
    ck_assert_double_eq(sum.growth, 2 * 2 * 2 * 2);
    svg_refs_free(refs);
}
END_TEST

/* Many ids are found again; those that all belong into one slot are refused, not searched. */
START_TEST(ids_that_collide_are_refused)
{
    static const uint32_t inverse = 340573321u; /* of 2654435769, modulo 2^32 */
    struct svg_refs *spread = svg_refs_new();
    struct svg_refs *crowd = svg_refs_new();
    struct svg_sum sum;
    char id[16];

    for (uint32_t i = 0; i < 16000; i++) {
        (void)snprintf(id, sizeof(id), "id%u", i);
        (void)svg_refs_node(spread, svg_refs_hash(id, strlen(id)), SVG_OTHER);
    }
    for (uint32_t i = 0; i < 100; i++)
        (void)svg_refs_node(crowd, (i + 1) * inverse, SVG_OTHER);
    ck_assert(svg_refs_sum(spread, 1, 1, &sum));
    ck_assert(!svg_refs_sum(crowd, 1, 1, &sum));
    svg_refs_free(spread);
    svg_refs_free(crowd);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {a_chain_multiplies, 0},
        {masks_and_strokes_of_markers_count, 0},
        {filters_are_work_each_time, 0},
        {a_circle_of_what_is_inherited_is_refused, 0},
        {a_line_of_too_many_marks_is_refused, 0},
        {heirs_draw_a_pattern_each, 0},
        {a_chain_may_be_so_long, 0},
        {a_circle_is_no_sum, 0},
        {a_sheet_may_mean_each_in_each, 0},
        {ids_that_collide_are_refused, 0},
    };

    return suite_run("image/vips/svg_refs", rows, ARRAY_LEN(rows), SECONDS) ? 0 : 1;
}
