/* Text for every parameter of every operation and of the output: what is taken is in range, and
 * what is written of it is taken again and written alike. */
#include "base/check.h"
#include "image/op.h"
#include "image/output.h"

#include <math.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { TEXT_MAX = 2048 };

union values {
    struct output output;
    double aligned[OP_PARAMS_MAX / sizeof(double)];
};

static const void *field_of(const struct param *row, const union values *values)
{
    return (const char *)values + row->offset;
}

static int count_of(const char *const *names)
{
    int count = 0;

    while (names[count])
        count++;
    return count;
}

static void check_length(const struct param *row, const struct length *length)
{
    CHECK(length->given);
    CHECK(length->value >= (length->percent ? 0 : row->min));
    CHECK(length->value <= (length->percent ? 100 : row->max));
    CHECK(length->percent || length->value == floor(length->value));
}

static void check_gravity(const struct gravity *gravity)
{
    CHECK(gravity->kind >= GRAVITY_CENTER && gravity->kind <= GRAVITY_FOCAL);
    CHECK(gravity->x >= 0 && gravity->x <= 1 && gravity->y >= 0 && gravity->y <= 1);
}

static void check_ratio(const struct param *row, const struct ratio *ratio)
{
    const double quotient = ratio->width / ratio->height;

    CHECK(ratio->width > 0 && ratio->height > 0);
    CHECK(quotient >= row->min && quotient <= row->max);
}

static void check_numbers(const struct param *row, const struct numbers *numbers)
{
    CHECK(numbers->n > 0 && numbers->n <= NUMBERS_MAX);
    for (int i = 0; i < numbers->n; i++)
        CHECK(numbers->at[i] >= row->min && numbers->at[i] <= row->max);
}

static void check_regions(const struct param *row, const struct regions *regions)
{
    CHECK(regions->n > 0 && regions->n <= REGIONS_MAX);
    for (int i = 0; i < regions->n * REGION_SIDES; i++) {
        const struct region *region = &regions->at[i / REGION_SIDES];
        const double side = region->side[i % REGION_SIDES];
        const bool percent = region->percent & 1u << i % REGION_SIDES;

        CHECK(side >= 0 && side <= (percent ? 100 : row->max));
        CHECK(percent || side == floor(side));
    }
}

static void check_corners(const struct param *row, const struct corners *corners)
{
    CHECK(corners->given);
    for (int i = 0; i < CORNERS_NUMBERS; i++) {
        const bool percent = corners->percent & 1u << i;

        CHECK(corners->at[i] >= 0 && corners->at[i] <= (percent ? 100 : row->max));
    }
}

static void check_value(const struct param *row, const union values *values)
{
    const void *field = field_of(row, values);

    if (row->type == PARAM_TYPE_INT && row->names && *(const int32_t *)field < 0)
        CHECK(-*(const int32_t *)field <= count_of(row->names));
    else if (row->type == PARAM_TYPE_INT)
        CHECK(*(const int32_t *)field >= row->min && *(const int32_t *)field <= row->max);
    if (row->type == PARAM_TYPE_REAL)
        CHECK(*(const double *)field >= row->min && *(const double *)field <= row->max);
    if (row->type == PARAM_TYPE_ENUM)
        CHECK(*(const int32_t *)field >= 0 && *(const int32_t *)field < count_of(row->names));
    if (row->type == PARAM_TYPE_LENGTH)
        check_length(row, field);
    if (row->type == PARAM_TYPE_GRAVITY)
        check_gravity(field);
    if (row->type == PARAM_TYPE_RATIO)
        check_ratio(row, field);
    if (row->type == PARAM_TYPE_NUMBERS)
        check_numbers(row, field);
    if (row->type == PARAM_TYPE_REGIONS)
        check_regions(row, field);
    if (row->type == PARAM_TYPE_CORNERS)
        check_corners(row, field);
    if (row->type == PARAM_TYPE_TEXT || row->type == PARAM_TYPE_NAME)
        CHECK(strnlen(field, OP_PARAMS_MAX) >= 1 && strlen(field) <= (size_t)row->max);
}

/* The value as JSON without `"name":`, and without quotes where it is a string. */
static struct span value_text(const struct param *row, const union values *values, struct buf *out)
{
    struct emit json;

    emit_init(&json, out);
    param_write(row, values, &json);
    CHECK(!out->failed);
    const struct span value = span_cut(buf_span(out), strlen(row->name) + 3, out->len);

    CHECK(value.len > 0);
    return value.data[0] == '"' ? span_cut(value, 1, value.len - 2) : value;
}

static void check_again(const struct param *row, const union values *values)
{
    union values again;
    struct buf first;
    struct buf second;

    memset(&again, 0, sizeof(again));
    buf_init(&first, TEXT_MAX);
    buf_init(&second, TEXT_MAX);
    const struct span text = value_text(row, values, &first);

    CHECK(param_parse(row, text, &again, NULL) == ERR_OK);
    CHECK(span_equal(text, value_text(row, &again, &second)));
    buf_fini(&first);
    buf_fini(&second);
}

static void try_row(const struct param *row, struct span text)
{
    union values values;
    struct err err = {0};

    memset(&values, 0, sizeof(values));
    const enum err_code code = param_parse(row, text, &values, &err);

    CHECK(code == err.code);
    if (code != ERR_OK) {
        CHECK(code == ERR_PARAM_INVALID || code == ERR_PARAM_RANGE);
        CHECK(strcmp(err.param, row->name) == 0 && err.detail[0] != '\0');
        CHECK(err.has_limit == (code == ERR_PARAM_RANGE));
        return;
    }
    check_value(row, &values);
    if (row->type != PARAM_TYPE_TEXT) /* whose quotes are written with escapes */
        check_again(row, &values);
}

static void try_table(const struct param *rows, struct span text)
{
    for (const struct param *row = rows; row->type != PARAM_TYPE_END; row++)
        try_row(row, text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct span text = span_of(data, size);

    for (int i = 0; i < op_count(); i++)
        try_table(op_at(i)->params, text);
    try_table(output_params, text);
    const int index = op_index(text);

    CHECK(index >= -1 && index < op_count());
    return 0;
}
