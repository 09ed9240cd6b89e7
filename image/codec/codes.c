#include "image/codec/codes.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* The tree of Huffman (1952), built from the leaves in order of their counts: what is joined comes
 * out in that order as well, so the two smallest are always next of the leaves or of the joined
 * (van Leeuwen 1976). */
struct tree {
    unsigned n;
    uint64_t leaf[CODES_MAX]; /* count << 16 | symbol, ascending */
    uint32_t joined[CODES_MAX];
    uint16_t leaf_parent[CODES_MAX], joined_parent[CODES_MAX];
};

static int by_count(const void *a, const void *b)
{
    const uint64_t x = *(const uint64_t *)a;
    const uint64_t y = *(const uint64_t *)b;

    return (x > y) - (x < y);
}

static void tree_init(struct tree *tree, const uint32_t *counts, unsigned n)
{
    tree->n = 0;
    for (unsigned i = 0; i < n; i++)
        if (counts[i] > 0)
            tree->leaf[tree->n++] = (uint64_t)counts[i] << 16 | i;
    qsort(tree->leaf, tree->n, sizeof(tree->leaf[0]), by_count);
}

static void tree_join(struct tree *tree)
{
    unsigned leaf = 0;
    unsigned joined = 0;

    for (unsigned made = 0; made + 1 < tree->n; made++) {
        tree->joined[made] = 0;
        for (int side = 0; side < 2; side++) {
            const bool from_leaf = leaf < tree->n && (joined == made || tree->leaf[leaf] >> 16 <=
                                                                            tree->joined[joined]);

            tree->joined[made] +=
                from_leaf ? (uint32_t)(tree->leaf[leaf] >> 16) : tree->joined[joined];
            if (from_leaf)
                tree->leaf_parent[leaf++] = (uint16_t)made;
            else
                tree->joined_parent[joined++] = (uint16_t)made;
        }
    }
}

/* How many leaves lie how deep; those deeper than `most` count as if they lay there. */
static void tree_depths(const struct tree *tree, unsigned most, unsigned *at)
{
    uint16_t depth[CODES_MAX] = {0};

    for (unsigned i = tree->n - 1; i-- > 0;)
        depth[i] = i + 2 == tree->n ? 0 : (uint16_t)(depth[tree->joined_parent[i]] + 1);
    for (unsigned i = 0; i < tree->n; i++) {
        const unsigned deep = depth[tree->leaf_parent[i]] + 1u;

        at[deep < most ? deep : most]++;
    }
}

/* Leaves that were lifted to `most` take more room than there is (Kraft 1949). To put one of them
 * beside a leaf higher up, both a step below where that was, frees the room of one. */
static void make_room(unsigned most, unsigned *at)
{
    unsigned taken = 0;

    for (unsigned bits = 1; bits <= most; bits++)
        taken += at[bits] << (most - bits);
    for (; taken > 1u << most; taken--) {
        unsigned bits = most - 1;

        while (at[bits] == 0)
            bits--;
        at[bits]--;
        at[bits + 1] += 2;
        at[most]--;
    }
}

void codes_lengths(const uint32_t *counts, unsigned n, unsigned most, uint8_t *lengths)
{
    struct tree tree;
    unsigned at[CODES_BITS_MAX + 1] = {0};
    unsigned leaf = 0;

    memset(lengths, 0, n);
    tree_init(&tree, counts, n);
    if (tree.n == 1)
        at[1] = 1;
    if (tree.n > 1) {
        tree_join(&tree);
        tree_depths(&tree, most, at);
        make_room(most, at);
    }
    for (unsigned bits = most; bits > 0; bits--)
        for (unsigned i = 0; i < at[bits]; i++)
            lengths[tree.leaf[leaf++] & 0xFFFF] = (uint8_t)bits;
}

static uint32_t reversed(uint32_t code, unsigned bits)
{
    uint32_t result = 0;

    for (; bits > 0; bits--, code >>= 1)
        result = result << 1 | (code & 1);
    return result;
}

void codes_assign(const uint8_t *lengths, unsigned n, uint32_t *codes)
{
    uint32_t at[CODES_BITS_MAX + 1] = {0};
    uint32_t next[CODES_BITS_MAX + 1] = {0};

    for (unsigned i = 0; i < n; i++)
        at[lengths[i]]++;
    at[0] = 0;
    for (unsigned bits = 1; bits <= CODES_BITS_MAX; bits++)
        next[bits] = (next[bits - 1] + at[bits - 1]) << 1;
    for (unsigned i = 0; i < n; i++)
        codes[i] =
            lengths[i] ? (uint32_t)lengths[i] << 16 | reversed(next[lengths[i]]++, lengths[i]) : 0;
}
