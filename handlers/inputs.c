#include "handlers/inputs.h"

#include "handlers/endpoint.h"

static const struct asset *find_asset(const struct exchange *x, const char *name)
{
    for (int i = 0; i < x->assets.n; i++)
        if (span_is(span_text(name), x->assets.at[i].name))
            return &x->assets.at[i];
    return NULL;
}

static enum err_code missing(const struct step *step, struct err *err)
{
    const char *name = step_input_name(step);

    return err_param(err, ERR_PART_MISSING, "part",
                     "%s needs a second image: give it as the part \"%s\", or name an asset.",
                     op_at(step->op)->name, name);
}

static enum err_code check_source(const struct exchange *x, const struct step *step,
                                  const struct source *source, struct err *err)
{
    if (source->asset[0] && source->part[0])
        return err_param(err, ERR_PARAM_CONFLICT, "asset",
                         "The second image is a part or an asset, not both.");
    if (source->asset[0] && !find_asset(x, source->asset))
        return err_param(err, ERR_ASSET_UNKNOWN, "asset", "There is no asset \"%s\" here.",
                         source->asset);
    return source->asset[0] || x->multipart ? ERR_OK : missing(step, err);
}

enum err_code inputs_check(const struct exchange *x, const struct plan *plan, struct err *err)
{
    enum err_code code = ERR_OK;

    for (uint32_t i = 0; code == ERR_OK && i < plan->n_steps; i++) {
        const struct op *op = op_at(plan->steps[i].op);

        if (op->source)
            code = plan_place(
                plan, i, check_source(x, &plan->steps[i], op->source(plan->steps[i].params), err),
                err);
    }
    return code;
}

/* As the main picture is looked at, with words of its own. */
static enum err_code probe(const struct exchange *x, struct input *input, const char *name,
                           struct err *err)
{
    const enum probe_state state = probe_header(input->bytes, true, &input->info);
    const enum format_id format = format_sniff(input->bytes);

    if (input->bytes.len == 0 || format >= FORMAT_COUNT)
        return err_param(err, ERR_PART_FORMAT, name,
                         "The part \"%s\" begins like no image format known here.", name);
    if (!(x->limits->formats_in & 1u << format))
        return err_param(err, ERR_PART_FORMAT, name, "Images of format %s are not taken here.",
                         format_row(format)->name);
    if (state == PROBE_BROKEN || state == PROBE_UNKNOWN)
        return err_param(err, ERR_PART_BROKEN, name,
                         "The header of the part \"%s\" is damaged or incomplete.", name);
    return ERR_OK;
}

/* Each of them, and all together, may be as large as a picture that is sent alone. */
static enum err_code check_pixels(const struct exchange *x, const char *name, struct err *err)
{
    const double most = (double)x->limits->input_pixels;
    double pixels = 0;

    for (uint32_t i = 1; i < x->inputs.n; i++)
        pixels += (double)image_info_claim(&x->inputs.at[i].info);
    if (pixels <= most)
        return ERR_OK;
    (void)err_limit(err, ERR_PART_TOO_LARGE, most, pixels,
                    "The second images have %.1f megapixels, more than %.1f.", pixels / 1e6,
                    most / 1e6);
    if (err)
        (void)span_copy(span_text(name), err->param, sizeof(err->param));
    return ERR_PART_TOO_LARGE;
}

/* Behind the others, or where the same bytes are already. */
static enum err_code add(struct exchange *x, const struct input *input, const char *name,
                         uint32_t *index, struct err *err)
{
    for (*index = 1; *index < x->inputs.n; (*index)++)
        if (x->inputs.at[*index].bytes.data == input->bytes.data)
            return ERR_OK;
    if (x->inputs.n == INPUTS_MAX)
        return err_set(err, ERR_PLAN_INVALID, "A request has at most %d images.", INPUTS_MAX);
    x->inputs.at[x->inputs.n] = *input;
    if (!input->asset) {
        const enum err_code code = probe(x, &x->inputs.at[x->inputs.n], name, err);

        if (code != ERR_OK)
            return code;
    }
    x->inputs.n++;
    return check_pixels(x, name, err);
}

static enum err_code take_source(struct exchange *x, struct step *step,
                                 const struct multipart *parts, struct err *err)
{
    const struct source *source = op_at(step->op)->source(step->params);
    const char *name = step_input_name(step);
    struct input input = {.asset = source->asset[0] != '\0'};
    uint32_t index;

    if (input.asset) {
        const struct asset *asset = find_asset(x, name);

        if (asset == NULL)
            return err_param(err, ERR_ASSET_UNKNOWN, "asset", "There is no asset \"%s\" here.",
                             name);
        input.bytes = asset->bytes;
        input.info = asset->info;
    } else {
        const struct part *part = parts ? multipart_find(parts, name) : NULL;

        if (part == NULL)
            return missing(step, err);
        x->inputs.parts_used |= 1u << (part - parts->parts);
        input.bytes = part->data;
    }
    const enum err_code code = add(x, &input, name, &index, err);

    if (code == ERR_OK)
        step_bind(step, index, 1);
    return code;
}

/* All parts "image" but the first, which is the picture, in their order. */
static enum err_code take_rest(struct exchange *x, struct step *step, const struct multipart *parts,
                               struct err *err)
{
    const struct part *main = parts ? multipart_find(parts, "image") : NULL;
    uint32_t first = 0;
    uint32_t n = 0;

    for (int i = 0; parts && i < parts->n; i++) {
        const struct part *part = &parts->parts[i];
        const struct input input = {.bytes = part->data};
        uint32_t index;

        if (part == main || !span_is(part->name, "image"))
            continue;
        const enum err_code code = add(x, &input, "image", &index, err);

        if (code != ERR_OK)
            return code;
        first = n++ > 0 ? first : index;
        x->inputs.parts_used |= 1u << i;
    }
    step_bind(step, first, n);
    return ERR_OK;
}

enum err_code inputs_take(struct exchange *x, struct plan *plan, const struct multipart *parts,
                          struct err *err)
{
    enum err_code code = inputs_check(x, plan, err);

    for (uint32_t i = 0; code == ERR_OK && i < plan->n_steps; i++) {
        struct step *step = &plan->steps[i];

        if (op_at(step->op)->source)
            code = plan_place(plan, i, take_source(x, step, parts, err), err);
        else if (op_at(step->op)->gather)
            code = plan_place(plan, i, take_rest(x, step, parts, err), err);
    }
    return code;
}

enum err_code inputs_end(const struct exchange *x, const struct multipart *parts, struct err *err)
{
    const struct part *main = parts ? multipart_find(parts, "image") : NULL;

    for (int i = 0; parts && i < parts->n; i++) {
        const struct part *part = &parts->parts[i];

        if (part != main && !(x->inputs.parts_used & 1u << i) &&
            !endpoint_names(x->endpoint, part->name))
            return err_set(err, ERR_MULTIPART, "Part %d is not used: nothing asks for its name.",
                           i + 1);
    }
    return ERR_OK;
}

uint64_t inputs_cost(const struct exchange *x)
{
    uint64_t bytes = 0;
    uint64_t passing = 0;

    for (uint32_t i = 1; i < x->inputs.n; i++) {
        const struct image_info *info = &x->inputs.at[i].info;
        const uint64_t now = inputs_passing(info);

        bytes += inputs_memory(info, x->inputs.at[i].bytes.len, x->limits);
        passing = now > passing ? now : passing;
    }
    return bytes + passing;
}
