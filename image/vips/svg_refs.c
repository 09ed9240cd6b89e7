#include "image/vips/svg_refs.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { NODES_MAX = 1 << 14, EDGES_MAX = 1 << 17, SLOTS = 4 * NODES_MAX };

/* Slots looked at for an id: more are in use by nobody but who makes them collide. */
enum { PROBES_MAX = 64 };

/* Pictures that a mask and a filter hold while they are drawn, measured with librsvg 2.54: a blur
 * needs the most. A filter keeps each result that has a name as well. */
enum { HELD_BY_MASK = 2, HELD_BY_FILTER = 6 };

enum { MARKED_MAX = 4096 }; /* points of one line: equal ones take librsvg quadratic time */

/* Kinds that elements inherit a reference to. */
static const bool is_handed[] = {[SVG_PATTERN] = true, [SVG_MARKER] = true};

enum state { FRESH, OPEN, DONE };

struct node {
    uint32_t id, first; /* edge; 0: none */
    enum svg_kind kind;
    enum state state;
    int layers, held;
    double growth, elements, passes;
    bool counted; /* among those of the style sheets */
    struct svg_sum sum;
};

struct edge {
    uint32_t to, next; /* to: an id */
    int layers;
    double growth, vertices;
    double heirs; /* elements that inherit it; 0: all that its node draws */
    bool handed;  /* from around the node: patterns and markers alone are inherited */
};

struct svg_refs {
    uint32_t n_nodes, n_edges, cap;
    struct edge *edges; /* the first is none */
    bool failed;
    uint32_t slots[SLOTS]; /* by id; 0: free */
    struct node nodes[NODES_MAX];
};

struct terms {
    double stroke, vertices;
    int depth;
};

struct svg_refs *svg_refs_new(void)
{
    struct svg_refs *refs = calloc(1, sizeof(*refs));

    if (refs == NULL)
        return NULL;
    refs->n_nodes = SVG_NOWHERE + 1;
    refs->n_edges = 1;
    for (uint32_t i = 0; i < refs->n_nodes; i++)
        refs->nodes[i].growth = 1;
    return refs;
}

void svg_refs_free(struct svg_refs *refs)
{
    if (refs)
        free(refs->edges);
    free(refs);
}

/* Fowler, Noll and Vo, FNV-1a; without blanks, of which XML makes others (XML 1.0, 3.3.3). */
uint32_t svg_refs_hash(const char *id, size_t len)
{
    uint32_t hash = 2166136261u;

    for (size_t i = 0; i < len; i++)
        if (strchr(" \t\r\n", id[i]) == NULL)
            hash = (hash ^ (unsigned char)id[i]) * 16777619u;
    return hash ? hash : 1;
}

/* The slot that holds this id, or a free one where it belongs; NULL: neither. */
static uint32_t *slot_of(struct svg_refs *refs, uint32_t id)
{
    const uint32_t home = id * 2654435769u; /* Knuth's multiplicative hash */

    for (uint32_t i = 0; i < PROBES_MAX; i++) {
        uint32_t *slot = &refs->slots[((home >> 8) + i) % SLOTS];

        if (*slot == 0 || refs->nodes[*slot].id == id)
            return slot;
    }
    return NULL;
}

/* NULL: nothing has this id, or a gradient. */
static struct node *node_at(struct svg_refs *refs, uint32_t id)
{
    const uint32_t *slot = slot_of(refs, id);

    return slot && *slot ? &refs->nodes[*slot] : NULL;
}

uint32_t svg_refs_node(struct svg_refs *refs, uint32_t id, enum svg_kind kind)
{
    uint32_t *slot = slot_of(refs, id);

    if (slot == NULL || (*slot == 0 && refs->n_nodes == NODES_MAX)) {
        refs->failed = true;
        return SVG_NOWHERE;
    }
    if (*slot == 0) {
        *slot = refs->n_nodes++;
        refs->nodes[*slot] = (struct node){.id = id, .growth = 1};
    }
    struct node *node = &refs->nodes[*slot];

    node->kind = kind > node->kind ? kind : node->kind;
    node->held += kind == SVG_MASK ? HELD_BY_MASK : kind == SVG_FILTER ? HELD_BY_FILTER : 0;
    return *slot;
}

void svg_refs_draw(struct svg_refs *refs, const struct svg_place *place)
{
    struct node *node = &refs->nodes[place->node];

    node->elements++;
    node->growth = fmax(node->growth, place->growth);
    node->layers = place->layers > node->layers ? place->layers : node->layers;
}

void svg_refs_filter(struct svg_refs *refs, uint32_t node, double passes)
{
    refs->nodes[node].passes += passes;
}

void svg_refs_hold(struct svg_refs *refs, uint32_t node)
{
    refs->nodes[node].held++;
}

static bool has_room(struct svg_refs *refs)
{
    if (refs->n_edges < refs->cap)
        return true;
    const uint32_t cap = refs->cap ? 2 * refs->cap : 256;
    struct edge *edges = cap <= EDGES_MAX ? realloc(refs->edges, cap * sizeof(*edges)) : NULL;

    if (edges) {
        refs->edges = edges;
        refs->cap = cap;
    }
    refs->failed = refs->failed || edges == NULL;
    return edges != NULL;
}

void svg_refs_add(struct svg_refs *refs, const struct svg_place *place, uint32_t id,
                  double vertices)
{
    struct node *node = &refs->nodes[place->node];

    if (!has_room(refs))
        return;
    refs->edges[refs->n_edges] =
        (struct edge){id, node->first, place->layers, place->growth, vertices, 1, false};
    node->first = refs->n_edges++;
}

uint32_t svg_refs_edges(const struct svg_refs *refs)
{
    return refs->n_edges;
}

void svg_refs_share(struct svg_refs *refs, struct svg_edges edges, double heirs)
{
    for (uint32_t e = edges.first; e < edges.end; e++)
        refs->edges[e].heirs = heirs;
}

void svg_refs_hand_down(struct svg_refs *refs, struct svg_edges edges,
                        const struct svg_place *place)
{
    for (uint32_t e = edges.first; e < edges.end && !refs->failed; e++) {
        svg_refs_add(refs, place, refs->edges[e].to, 0);
        refs->edges[refs->n_edges - 1].heirs = 0;
        refs->edges[refs->n_edges - 1].handed = true;
    }
}

/* How often an edge draws what it leads to, out of a node that draws so many elements. */
static double times_of(const struct edge *edge, const struct node *to, double drawn,
                       double vertices)
{
    const double marks = edge->vertices > 0 ? edge->vertices : vertices;
    const double heirs = edge->heirs > 0 ? edge->heirs : fmax(drawn, 1);

    if (to->kind == SVG_MARKER) /* all lines are counted already, but not the uses of each */
        return edge->heirs > 0 ? marks : marks * heirs;
    return to->kind == SVG_PATTERN ? heirs : 1;
}

static void add_sum(struct svg_sum *sum, const struct edge *edge, const struct node *to,
                    double times)
{
    const struct svg_sum *more = &to->sum;

    sum->growth = fmax(sum->growth, edge->growth * more->growth);
    sum->layers = fmax(sum->layers, edge->layers + more->layers);
    sum->patterns = fmax(sum->patterns, more->patterns);
    sum->nodes = fmax(sum->nodes, more->nodes);
    sum->drawn += times * more->drawn;
    sum->passes += times * more->passes;
}

static bool visit(struct svg_refs *refs, struct node *node, const struct terms *terms);

/* Add the edges whose heirs are known, or else those that all of the node inherits. */
static bool add_edges(struct svg_refs *refs, const struct node *node, const struct terms *terms,
                      bool known, struct svg_sum *sum)
{
    const double drawn = sum->drawn;

    for (uint32_t e = node->first; e; e = refs->edges[e].next) {
        const struct edge *edge = &refs->edges[e];
        struct node *to = node_at(refs, edge->to);

        if (to == NULL || (edge->heirs > 0) != known)
            continue;
        if (edge->handed && (!is_handed[to->kind] || to == node))
            continue; /* what is in itself librsvg leaves out */
        if (to->kind == SVG_MARKER && edge->vertices > MARKED_MAX)
            return false;
        if (!visit(refs, to, terms))
            return false;
        add_sum(sum, edge, to, times_of(edge, to, drawn, terms->vertices));
    }
    return true;
}

static bool visit(struct svg_refs *refs, struct node *node, const struct terms *terms)
{
    const struct terms deeper = {terms->stroke, terms->vertices, terms->depth + 1};
    struct svg_sum sum = {.growth = node->growth,
                          .layers = node->layers,
                          .drawn = node->elements,
                          .passes = node->passes};

    if (node->state == DONE)
        return true;
    if (node->state == OPEN || terms->depth > SVG_CHAIN_MAX)
        return false;
    node->state = OPEN;
    if (!add_edges(refs, node, &deeper, true, &sum) || !add_edges(refs, node, &deeper, false, &sum))
        return false;
    node->state = DONE;
    sum.growth *= node->kind == SVG_MARKER ? terms->stroke : 1;
    sum.layers += node->held;
    sum.patterns += node->kind == SVG_PATTERN;
    sum.nodes++;
    node->sum = sum;
    return true;
}

/* What a style sheet refers to may be drawn anywhere, and each may be in each of the others: but
 * none in itself, which librsvg looks for. */
static bool add_sheet(struct svg_refs *refs, const struct terms *terms, struct svg_sum *sum)
{
    double drawn = 1;

    for (uint32_t e = refs->nodes[SVG_SHEET].first; e; e = refs->edges[e].next) {
        struct node *to = node_at(refs, refs->edges[e].to);

        if (to == NULL || to->counted)
            continue;
        if (!visit(refs, to, terms))
            return false;
        to->counted = true;
        sum->growth *= to->sum.growth;
        sum->layers += to->sum.layers;
        sum->patterns += to->sum.patterns;
        sum->nodes += to->sum.nodes;
        sum->anywhere += to->sum.passes;
        drawn += to->kind == SVG_MARKER ? terms->vertices * to->sum.drawn : to->sum.drawn;
    }
    sum->drawn *= drawn;
    return true;
}

bool svg_refs_sum(struct svg_refs *refs, double stroke, double vertices, struct svg_sum *sum)
{
    const struct terms terms = {fmax(stroke, 1), fmax(vertices, 1), 0};

    if (refs->failed || !visit(refs, &refs->nodes[SVG_DOCUMENT], &terms))
        return false;
    *sum = refs->nodes[SVG_DOCUMENT].sum;
    return add_sheet(refs, &terms, sum);
}
