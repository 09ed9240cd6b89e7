/* Hashes of pictures by formula. The texts are what independent programs say of the same pixels:
 * BlurHash the reference encoder in C behind the Python package blurhash 1.1, ThumbHash the npm
 * package thumbhash 0.1, the perceptual hash a matrix product in NumPy. */
#include "image/facts/phash.h"
#include "image/facts/writers.h"

#include "tests/support/suite.h"

#include <stdlib.h>
#include <string.h>

enum { SECONDS = 60 };

static const struct {
    uint32_t width, height;
    bool alpha;
    const char *blurhash, *thumbhash;
} pictures[] = {
    {60, 40, false, "L$HVC*2Y$4Sgl}ayjsf4gbfjfPfi", "3/cJPZpwh3dweId3d3iHd4CACPh4"},
    {30, 64, false, "T$HeqO2pwyhqafjrgbfhfRj0ayjr", "3wcKOxqAcYeHd3d4cYAH+Hg="},
    {64, 64, false, "L$HV9w2Y$4Sehqayjuf5gbfifPfh", "3wcKPxpwhndweId3d3iHd3d3BwiIgI8H"},
    {60, 40, true, NULL, "H/iFG44nkpaAiZeSgBr2iAmWV8V4eXc="},
    {30, 64, true, NULL, "IfiFEhIYgIJ5mndxcAj4aEV3A4rBh3c="},
};

static struct small draw(uint32_t width, uint32_t height, bool alpha)
{
    struct small small = {width, height, !alpha, malloc((size_t)4 * width * height)};
    unsigned char *p = small.rgba;

    ck_assert_ptr_nonnull(p);
    for (uint32_t y = 0; y < height; y++)
        for (uint32_t x = 0; x < width; x++, p += 4) {
            p[0] = (unsigned char)(x * 255 / (width - 1));
            p[1] = (unsigned char)(y * 255 / (height - 1));
            p[2] = (unsigned char)(x * 7 + y * 13);
            p[3] = (unsigned char)(alpha ? x * 5 + y * 3 : 255);
        }
    return small;
}

static void assert_says(fact_writer *write, const struct small *small, const char *want)
{
    const struct fact_source source = {.small = small};
    struct emit json;
    struct buf text;

    buf_init(&text, 4096);
    emit_init(&json, &text);
    write(&source, &json, NULL);
    ck_assert_uint_eq(text.len, strlen(want) + 2);
    ck_assert_mem_eq(text.data + 1, want, strlen(want));
    buf_fini(&text);
}

START_TEST(hash_is_what_others_say)
{
    struct small small = draw(pictures[_i].width, pictures[_i].height, pictures[_i].alpha);

    assert_says(fact_thumbhash, &small, pictures[_i].thumbhash);
    if (pictures[_i].blurhash)
        assert_says(fact_blurhash, &small, pictures[_i].blurhash);
    small_fini(&small);
}
END_TEST

START_TEST(perceptual_hash_is_what_the_definition_says)
{
    struct small small = draw(64, 64, false);

    ck_assert_uint_eq(phash_of(&small), 0x4b1d4a1d4a1fb5e1);
    small_fini(&small);
}
END_TEST

START_TEST(perceptual_hash_stays_when_the_picture_shrinks_and_fades)
{
    struct small small = draw(200, 120, false);
    struct small tiny;

    ck_assert(small_shrink(&small, 100, &tiny));
    for (size_t i = 0; i < (size_t)4 * tiny.width * tiny.height; i++)
        if (i % 4 != 3)
            tiny.rgba[i] = (unsigned char)(tiny.rgba[i] / 2 + 60);
    ck_assert_int_le(__builtin_popcountll(phash_of(&small) ^ phash_of(&tiny)), 8);
    small_fini(&small);
    small_fini(&tiny);
}
END_TEST

START_TEST(one_pixel_has_hashes)
{
    struct small small = draw(2, 2, false);

    small.width = small.height = 1;
    assert_says(fact_thumbhash, &small, "AAgCBwAAAAAAAAAAAAAAAAAAAAAAAAAA");
    small_fini(&small);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {hash_is_what_others_say, ARRAY_LEN(pictures)},
        {perceptual_hash_is_what_the_definition_says, 0},
        {perceptual_hash_stays_when_the_picture_shrinks_and_fades, 0},
        {one_pixel_has_hashes, 0},
    };

    return suite_run("image/facts/hashes", rows, ARRAY_LEN(rows), SECONDS) ? 0 : 1;
}
