#include "image/facts/writers.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Colours are first gathered in cells of 8x8x8 values. A group whose mean square distance is under
 * FLAT is one colour to the eye, and not split. */
enum { BANDS = 3, RGBA = 4, CELL_BITS = 5, CELLS = 1 << (3 * CELL_BITS), GROUPS = 8, ROUNDS = 6 };
#define FLAT 48.0

struct point {
    double at[BANDS], weight;
};

struct group {
    double at[BANDS], weight;
    double error; /* sum of weight * square distance */
    int axis;     /* along which it is widest */
};

struct grouping {
    struct point *points;
    unsigned char *of; /* the group of each point */
    size_t n_points;
    struct group groups[GROUPS];
    int n_groups;
};

static size_t cell_of(const unsigned char *p)
{
    const int shift = 8 - CELL_BITS;

    return (size_t)(p[0] >> shift) << (2 * CELL_BITS) | (size_t)(p[1] >> shift) << CELL_BITS |
           (size_t)(p[2] >> shift);
}

/* Cells that hold pixels become points at the mean of what they hold. */
static void gather(const struct small *small, struct grouping *is)
{
    for (size_t i = 0; i < (size_t)small->width * small->height; i++) {
        const unsigned char *p = small->rgba + i * RGBA;
        struct point *point = &is->points[cell_of(p)];

        if (!small_is_seen(small, i))
            continue;
        for (int b = 0; b < BANDS; b++)
            point->at[b] += p[b];
        point->weight++;
    }
    for (size_t i = 0; i < CELLS; i++) {
        struct point point = is->points[i];

        for (int b = 0; b < BANDS && point.weight > 0; b++)
            point.at[b] /= point.weight;
        if (point.weight > 0)
            is->points[is->n_points++] = point;
    }
}

static void measure(const struct grouping *is, int index, struct group *group)
{
    double squares[BANDS] = {0};
    double widest = -1;

    *group = (struct group){0};
    for (size_t i = 0; i < is->n_points; i++) {
        const struct point *point = &is->points[i];

        if (is->of[i] != index)
            continue;
        group->weight += point->weight;
        for (int b = 0; b < BANDS; b++) {
            group->at[b] += point->weight * point->at[b];
            squares[b] += point->weight * point->at[b] * point->at[b];
        }
    }
    for (int b = 0; b < BANDS && group->weight > 0; b++) {
        group->at[b] /= group->weight;
        const double error = squares[b] - group->weight * group->at[b] * group->at[b];

        group->error += error;
        group->axis = error > widest ? b : group->axis;
        widest = fmax(error, widest);
    }
}

static int worst_of(const struct grouping *is)
{
    int worst = 0;

    for (int g = 1; g < is->n_groups; g++)
        if (is->groups[g].error > is->groups[worst].error)
            worst = g;
    return worst;
}

/* Binary splitting, after Orchard and Bouman, "Color quantization of images", 1991: the group of
 * the largest error is cut through its mean, here across its widest axis. */
static bool split(struct grouping *is)
{
    const int worst = worst_of(is);
    const struct group group = is->groups[worst];

    if (is->n_groups == GROUPS || group.error < FLAT * group.weight)
        return false;
    for (size_t i = 0; i < is->n_points; i++)
        if (is->of[i] == worst && is->points[i].at[group.axis] > group.at[group.axis])
            is->of[i] = (unsigned char)is->n_groups;
    measure(is, worst, &is->groups[worst]);
    measure(is, is->n_groups, &is->groups[is->n_groups]);
    is->n_groups++;
    return true;
}

static double distance(const struct point *point, const struct group *group)
{
    double sum = 0;

    for (int b = 0; b < BANDS; b++)
        sum += (point->at[b] - group->at[b]) * (point->at[b] - group->at[b]);
    return group->weight > 0 ? sum : INFINITY;
}

/* Lloyd, "Least squares quantization in PCM", 1982: each point to the nearest mean, means again. */
static void settle(struct grouping *is)
{
    for (size_t i = 0; i < is->n_points; i++)
        for (int g = 0; g < is->n_groups; g++)
            if (distance(&is->points[i], &is->groups[g]) <
                distance(&is->points[i], &is->groups[is->of[i]]))
                is->of[i] = (unsigned char)g;
    for (int g = 0; g < is->n_groups; g++)
        measure(is, g, &is->groups[g]);
}

static int heavier(const void *a, const void *b)
{
    const struct group *x = a;
    const struct group *y = b;

    return (x->weight < y->weight) - (x->weight > y->weight);
}

/* The groups, heaviest first; returns how many, 0 where nothing is seen. */
static int find_groups(const struct small *small, struct group groups[GROUPS])
{
    struct grouping is = {.n_groups = 1};
    int n = 0;

    is.points = calloc(CELLS, sizeof(*is.points));
    is.of = calloc(CELLS, 1);
    if (is.points && is.of) {
        gather(small, &is);
        measure(&is, 0, &is.groups[0]);
        while (split(&is))
            continue;
        for (int i = 0; i < ROUNDS; i++)
            settle(&is);
        qsort(is.groups, (size_t)is.n_groups, sizeof(is.groups[0]), heavier);
        while (n < is.n_groups && is.groups[n].weight > 0)
            n++;
        memcpy(groups, is.groups, sizeof(is.groups));
    }
    free(is.points);
    free(is.of);
    return n;
}

static void write_color(struct emit *json, const char *key, const struct group *group)
{
    char text[8];

    (void)snprintf(text, sizeof(text), "#%02x%02x%02x", (unsigned)lround(group->at[0]) & 0xFF,
                   (unsigned)lround(group->at[1]) & 0xFF, (unsigned)lround(group->at[2]) & 0xFF);
    emit_text(json, key, text);
}

void fact_dominant(const struct fact_source *source, struct emit *json, const char *key)
{
    struct group groups[GROUPS];

    if (find_groups(source->small, groups) > 0)
        write_color(json, key, &groups[0]);
    else
        emit_text(json, key, NULL);
}

void fact_palette(const struct fact_source *source, struct emit *json, const char *key)
{
    struct group groups[GROUPS];
    const int n = find_groups(source->small, groups);
    double all = 0;

    for (int i = 0; i < n; i++)
        all += groups[i].weight;
    emit_array(json, key);
    for (int i = 0; i < n; i++) {
        emit_object(json, NULL);
        write_color(json, "color", &groups[i]);
        emit_real(json, "share", round(groups[i].weight / all * 1e4) / 1e4);
        emit_object_end(json);
    }
    emit_array_end(json);
}
