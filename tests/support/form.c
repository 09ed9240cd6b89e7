#include "tests/support/form.h"

void form_part(struct buf *body, const char *name, struct span data)
{
    buf_printf(body, "--cut\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n", name);
    buf_add(body, data.data, data.len);
    buf_text(body, "\r\n");
}

void form_text(struct buf *body, const char *name, const char *data)
{
    form_part(body, name, span_text(data));
}

void form_end(struct buf *body)
{
    buf_text(body, "--cut--\r\n");
}
