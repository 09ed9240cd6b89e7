#include "handlers/assets.h"
#include "handlers/endpoint.h"

#define ASSET(name) span_of(asset_##name, asset_##name##_len)

static enum err_code page(struct exchange *x, const struct query *query, const char *media_type,
                          struct span bytes, struct err *err)
{
    const enum err_code code = query_none(query, err);

    if (code == ERR_OK)
        reply_fixed(x, media_type, bytes);
    return code;
}

enum err_code openapi_yaml_prepare(struct exchange *x, const struct query *query, struct err *err)
{
    return page(x, query, "application/yaml", ASSET(openapi_yaml), err); /* RFC 9512 */
}

enum err_code openapi_json_prepare(struct exchange *x, const struct query *query, struct err *err)
{
    return page(x, query, "application/json", ASSET(openapi_json), err);
}

/* The page's script is its own and speaks to this service alone. */
enum err_code playground_prepare(struct exchange *x, const struct query *query, struct err *err)
{
    const enum err_code code = page(x, query, "text/html; charset=utf-8", ASSET(playground), err);

    if (code == ERR_OK)
        reply_header(&x->reply, "Content-Security-Policy",
                     "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
                     "img-src blob:; connect-src 'self'; frame-ancestors 'none'");
    return code;
}
