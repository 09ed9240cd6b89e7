#include "image/facts/writers.h"

static bool is_turned(const struct fact_source *source)
{
    return source->info->orientation >= 5;
}

static const struct format *row_of(const struct fact_source *source)
{
    return format_row((enum format_id)source->info->format);
}

void fact_format(const struct fact_source *source, struct emit *json, const char *key)
{
    emit_text(json, key, row_of(source)->name);
}

void fact_mime(const struct fact_source *source, struct emit *json, const char *key)
{
    emit_text(json, key, row_of(source)->mime);
}

void fact_bytes(const struct fact_source *source, struct emit *json, const char *key)
{
    emit_int(json, key, (int64_t)source->input.len);
}

void fact_width(const struct fact_source *source, struct emit *json, const char *key)
{
    emit_int(json, key, is_turned(source) ? source->info->height : source->info->width);
}

void fact_height(const struct fact_source *source, struct emit *json, const char *key)
{
    emit_int(json, key, is_turned(source) ? source->info->width : source->info->height);
}

void fact_stored_width(const struct fact_source *source, struct emit *json, const char *key)
{
    emit_int(json, key, source->info->width);
}

void fact_stored_height(const struct fact_source *source, struct emit *json, const char *key)
{
    emit_int(json, key, source->info->height);
}

void fact_orientation(const struct fact_source *source, struct emit *json, const char *key)
{
    emit_int(json, key, source->info->orientation);
}

void fact_frames(const struct fact_source *source, struct emit *json, const char *key)
{
    emit_int(json, key, source->info->frames);
}

void fact_megapixels(const struct fact_source *source, struct emit *json, const char *key)
{
    const struct image_info *info = source->info;

    emit_real(json, key, (double)info->width * info->height * info->frames / 1e6);
}

void fact_bands(const struct fact_source *source, struct emit *json, const char *key)
{
    emit_int(json, key, source->info->bands);
}

void fact_bits(const struct fact_source *source, struct emit *json, const char *key)
{
    emit_int(json, key, source->info->bits);
}

void fact_alpha(const struct fact_source *source, struct emit *json, const char *key)
{
    emit_bool(json, key, source->info->alpha);
}

void fact_space(const struct fact_source *source, struct emit *json, const char *key)
{
    emit_text(json, key, vips_enum_nick(VIPS_TYPE_INTERPRETATION, source->header->Type));
}

void fact_icc(const struct fact_source *source, struct emit *json, const char *key)
{
    emit_bool(json, key, source->info->icc);
}

void fact_progressive(const struct fact_source *source, struct emit *json, const char *key)
{
    emit_bool(json, key, source->info->progressive);
}

void fact_density_dpi(const struct fact_source *source, struct emit *json, const char *key)
{
    emit_real(json, key, source->header->Xres * 25.4); /* libvips: pixels a millimetre */
}
