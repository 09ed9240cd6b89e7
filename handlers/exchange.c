#include "handlers/exchange.h"

#include "handlers/cors.h"
#include "handlers/endpoint.h"
#include "handlers/render.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define OPERATIONS "/v1/*"
#define OPERATION_PREFIX "/v1/"

void exchange_init(struct exchange *x)
{
    *x = (struct exchange){.op = -1, .inputs = {.n = 1}};
    plan_init(&x->plan);
    x->plans = (struct plans){&x->plan, 1};
    reply_init(&x->reply);
}

void exchange_fini(struct exchange *x)
{
    reply_fini(&x->reply);
    render_free(x->render);
}

/* RFC 9110, 9 and RFC 5789; names are case-sensitive. */
static const char *known_method(const char *method)
{
    static const char *const known[] = {"GET",   "HEAD",    "POST",  "PUT",    "DELETE",
                                        "PATCH", "OPTIONS", "TRACE", "CONNECT"};

    for (size_t i = 0; method && i < ARRAY_LEN(known); i++)
        if (strcmp(method, known[i]) == 0)
            return known[i];
    return NULL;
}

const char *handlers_method(const struct exchange *x)
{
    const char *known = known_method(x->method);

    return known ? known : "other";
}

const char *handlers_route(const struct exchange *x)
{
    if (x->endpoint == NULL)
        return "none";
    return x->op >= 0 ? op_at(x->op)->name : x->endpoint->path;
}

/* A star at the end of a row's path stands for one name or more; operations are looked up last. */
static bool fits_path(const struct endpoint *endpoint, struct span path)
{
    const size_t len = strlen(endpoint->path) - 1;

    if (endpoint->path[len] != '*')
        return span_is(path, endpoint->path);
    return strcmp(endpoint->path, OPERATIONS) != 0 && path.len > len &&
           memcmp(path.data, endpoint->path, len) == 0;
}

static const struct endpoint *find_endpoint(struct exchange *x)
{
    const struct endpoint *operations = NULL;

    for (int i = 0; i < n_endpoints; i++) {
        if (fits_path(&endpoints[i], x->path))
            return &endpoints[i];
        if (strcmp(endpoints[i].path, OPERATIONS) == 0)
            operations = &endpoints[i];
    }
    if (span_starts(x->path, OPERATION_PREFIX))
        x->op = op_index(span_cut(x->path, strlen(OPERATION_PREFIX), x->path.len));
    return x->op >= 0 ? operations : NULL;
}

static void answer_options(struct exchange *x, const char *allow)
{
    x->reply.status = 204;
    reply_header(&x->reply, "Allow", "%s", allow);
    cors_preflight(x);
}

static bool fits_method(const struct endpoint *endpoint, const char *method)
{
    const bool get = strcmp(endpoint->method, "GET") == 0;

    return strcmp(endpoint->method, method) == 0 || (get && strcmp(method, "HEAD") == 0);
}

static enum err_code not_found(struct exchange *x, struct err *err)
{
    const struct span name = span_cut(x->path, strlen(OPERATION_PREFIX), x->path.len);
    const char *nearest = span_starts(x->path, OPERATION_PREFIX) ? op_nearest(name) : NULL;

    if (nearest)
        return err_set(err, ERR_NOT_FOUND,
                       "There is no operation of this name; the nearest is \"%s\".", nearest);
    return err_set(err, ERR_NOT_FOUND, "GET /v1/operations tells what there is.");
}

/* To be answered by proxies, and by nothing here: no path is missing, then. */
static bool is_for_others(const char *method)
{
    return strcmp(method, "TRACE") == 0 || strcmp(method, "CONNECT") == 0;
}

/* Sets x->endpoint; with ERR_OK and a status the request is answered. */
static enum err_code route(struct exchange *x, struct err *err)
{
    if (known_method(x->method) == NULL)
        return err_set(err, ERR_METHOD_UNKNOWN, "The method is not known here.");
    if (span_is(x->path, "*") && strcmp(x->method, "OPTIONS") == 0) {
        answer_options(x, "GET, HEAD, POST, OPTIONS");
        return ERR_OK;
    }
    if (x->path.len > 0 && memmem(x->path.data, x->path.len, "%00", 3))
        return err_set(err, ERR_REQUEST, "The path holds a NUL.");
    const struct endpoint *endpoint = find_endpoint(x);

    if (endpoint == NULL || (endpoint->prepare == metrics_prepare && !x->admin))
        return is_for_others(x->method)
                   ? err_set(err, ERR_METHOD_UNKNOWN, "Nothing here takes %s.", x->method)
                   : not_found(x, err);
    x->endpoint = endpoint;
    if (strcmp(x->method, "OPTIONS") == 0)
        answer_options(x, endpoint->takes == TAKES_IMAGE ? "POST, OPTIONS" : "GET, HEAD, OPTIONS");
    else if (!fits_method(endpoint, x->method))
        return err_set(err, ERR_METHOD, "This path takes %s.", endpoint->method);
    else if (x->presets_only && endpoint->takes == TAKES_IMAGE &&
             endpoint->prepare != preset_prepare)
        return err_set(err, ERR_PRESETS_ONLY, "GET /v1/presets tells what there is.");
    return ERR_OK;
}

/* What may stand before an image: an image type, what clients send that do not know, a form. */
static enum err_code check_media_type(struct exchange *x, struct err *err)
{
    struct span rest = span_text(x->content_type);
    struct span type;

    if (!span_next(&rest, ';', &type))
        return ERR_OK;
    type = span_trim(type);
    if (span_is_nocase(type, "multipart/form-data")) {
        x->multipart = multipart_boundary(x->content_type, x->boundary);
        return x->multipart ? ERR_OK
                            : err_set(err, ERR_MEDIA_TYPE,
                                      "A multipart/form-data body needs a boundary of 1 to %d "
                                      "characters.",
                                      MULTIPART_BOUNDARY_MAX);
    }
    const bool image = type.len > 6 && strncasecmp((const char *)type.data, "image/", 6) == 0;

    if (image || type.len == 0 || span_is_nocase(type, "application/octet-stream") ||
        span_is_nocase(type, "application/x-www-form-urlencoded"))
        return ERR_OK;
    return err_set(err, ERR_MEDIA_TYPE,
                   "Send the image itself, or multipart/form-data with a part \"image\".");
}

static enum err_code check_body_headers(struct exchange *x, struct err *err)
{
    const struct span coding = span_trim(span_text(x->content_encoding));

    /* RFC 9110, 13.1.1: what a POST makes here has no validator that could match. */
    if (x->if_match)
        return err_set(err, ERR_PRECONDITION, "If-Match cannot hold: a result has no entity tag.");
    if (coding.len > 0 && !span_is_nocase(coding, "identity"))
        return err_set(err, ERR_CODING, "Send the body as it is, without a content coding.");
    return check_media_type(x, err);
}

enum err_code handlers_begin(struct exchange *x, struct err *err)
{
    struct query query = {0};
    enum err_code code = route(x, err);

    if (code != ERR_OK || x->reply.status != 0)
        return code;
    accept_read(&x->types, x->accept);
    if (x->endpoint->takes == TAKES_IMAGE)
        code = check_body_headers(x, err);
    if (code == ERR_OK)
        code = query_read(&query, x->query, err);
    if (code == ERR_OK)
        code = x->endpoint->prepare(x, &query, err);
    query_fini(&query);
    x->takes_body = code == ERR_OK && x->endpoint->takes == TAKES_IMAGE;
    return code;
}

static enum err_code check_format(const struct exchange *x, enum format_id format, struct err *err)
{
    if (x->limits->formats_in & 1u << format)
        return ERR_OK;
    return err_set(err, ERR_FORMAT_REFUSED, "Images of format %s are not taken here.",
                   format_row(format)->name);
}

static enum err_code probe(struct exchange *x, struct span image, bool whole, struct err *err)
{
    const enum format_id format = format_sniff(image);

    switch (probe_header(image, whole, &x->info)) {
    case PROBE_MORE:
        return format < FORMAT_COUNT ? check_format(x, format, err) : ERR_OK;
    case PROBE_UNKNOWN:
        return err_set(err, ERR_FORMAT_UNKNOWN,
                       "The first bytes are of no image format known here.");
    case PROBE_BROKEN:
        return check_format(x, format, err) == ERR_OK
                   ? err_set(err, ERR_UNDECODABLE, "The image's header is damaged or incomplete.")
                   : ERR_FORMAT_REFUSED;
    case PROBE_DONE:
        break;
    }
    x->probed = true;
    const enum err_code code = check_format(x, (enum format_id)x->info.format, err);

    return code == ERR_OK ? plan_check_input(&x->info, x->limits, err) : code;
}

enum err_code handlers_sniff(struct exchange *x, struct span body_so_far, bool whole,
                             struct err *err)
{
    struct span image = body_so_far;
    struct size sizes[PLANS_MAX];

    if (x->multipart && !multipart_peek(body_so_far, x->boundary, "image", &image))
        return ERR_OK;
    enum err_code code = probe(x, image, whole, err);

    if (code == ERR_OK && x->probed && x->have_plan && x->render == NULL)
        code = render_shape(x, sizes, err);
    return code;
}

/* One part "image", at most one of what else the endpoint takes, nothing else; but where steps may
 * name parts, what else is there is looked at when the plans are known. */
static enum err_code check_parts(const struct exchange *x, const struct multipart *parts,
                                 struct err *err)
{
    const char *other = x->endpoint->part;
    int images = 0;
    int others = 0;

    for (int i = 0; i < parts->n; i++) {
        const struct span name = parts->parts[i].name;

        if (span_is(name, "image"))
            images += images == 0 || !x->endpoint->more_parts;
        else if (endpoint_names(x->endpoint, name))
            others++;
        else if (!x->endpoint->more_parts)
            return err_set(err, ERR_MULTIPART, "Part %d has a name that is not known here.", i + 1);
    }
    if (images == 1 && others <= 1)
        return ERR_OK;
    return err_set(err, ERR_MULTIPART, "There has to be one part \"image\"%s%s%s.",
                   other ? " and at most one \"" : "", other ? other : "", other ? "\"" : "");
}

enum err_code handlers_body(struct exchange *x, struct span body, struct err *err)
{
    struct multipart parts;
    enum err_code code = ERR_OK;

    x->image = body;
    if (x->multipart)
        code = multipart_read(body, x->boundary, &parts, err);
    if (code == ERR_OK && x->multipart)
        code = check_parts(x, &parts, err);
    if (code != ERR_OK)
        return code;
    if (x->multipart)
        x->image = multipart_find(&parts, "image")->data;
    if (x->image.len == 0)
        return err_set(err, ERR_BODY_EMPTY, "The image has no bytes.");
    code = probe(x, x->image, true, err);
    return code == ERR_OK ? x->endpoint->body(x, x->multipart ? &parts : NULL, err) : code;
}

enum err_code handlers_finish(struct exchange *x, const struct run_facts *facts, struct span result,
                              struct err *err)
{
    if (result.len == 0)
        return err_set(err, ERR_INTERNAL, "The result is empty.");
    x->result = result;
    return x->endpoint->finish(x, facts, err);
}
