#include "tests/support/sample.h"
#include "tests/support/suite.h"

enum { SECONDS = 60 };

#define BOX "font=DejaVu Sans&text=I&size=40&color=0000&background="

static const struct sample samples[] = {
    {"text?" BOX "ff0000", 3, {9, 99, 255}, 3, {255, 0, 0}, 0},
    {"text?" BOX "ff000080", 3, {0, 100, 200}, 3, {128, 50, 100}, 1},
    {"text?" BOX "ff0000", 4, {9, 99, 255, 100}, 4, {255, 0, 0, 255}, 0},
    {"text?" BOX "00ff00&opacity=50", 3, {100, 100, 100}, 3, {50, 178, 50}, 2},
    {"text?" BOX "808080", 1, {9}, 1, {128}, 0},
    {"text?" BOX "808080", 2, {9, 100}, 2, {128, 255}, 0},
    {"text?" BOX "ff0000", 1, {9}, 3, {255, 0, 0}, 0},
    {"text?" BOX "ff0000", 3, {60000, 0, 300}, 3, {65535, 0, 0}, 0},
    {"text?" BOX "808080", 4, {60000, 0, 0, 60000}, 4, {32896, 32896, 32896, 65535}, 1},
    {"text?" BOX "ff0000&x=65535", 3, {9, 99, 255}, 3, {9, 99, 255}, 0},
    {"text?" BOX "ff0000&opacity=0", 3, {9, 99, 255}, 3, {9, 99, 255}, 0},
};

START_TEST(box_is_blended_in_every_space)
{
    sample_check(&samples[_i]);
}
END_TEST

/* How much of the picture is not what it was, and where: the text's ink. */
struct ink {
    int left, top, width, height;
    double share;
};

static struct ink ink_of(struct trial *trial, const char *plan)
{
    const double black[] = {0, 0, 0};
    struct ink ink;
    VipsImage *flat = trial_flat(400, 200, 3, black);
    VipsArrayDouble *ground = vips_array_double_newv(1, 0.0);

    trial_save(trial, flat, ".png");
    trial_run(trial, plan);
    ck_assert_msg(trial->code == ERR_OK, "%s: %s (%s)", plan, trial->err.detail, trial->err.note);
    ck_assert(!vips_find_trim(trial->image, &ink.left, &ink.top, &ink.width, &ink.height,
                              "background", ground, "threshold", 40.0, NULL));
    ck_assert(!vips_avg(trial->image, &ink.share, NULL));
    vips_area_unref(VIPS_AREA(ground));
    g_object_unref(flat);
    return ink;
}

/* Of DejaVu Sans, whose capitals are 1493 of 2048 units high. */
START_TEST(size_is_that_of_the_font)
{
    struct trial trial;

    trial_init(&trial);
    const struct ink absolute = ink_of(&trial, "text?font=DejaVu Sans&text=HHH&size=100");
    const struct ink relative = ink_of(&trial, "text?font=DejaVu Sans&text=HHH&size=50%");
    const struct ink usual = ink_of(&trial, "text?font=DejaVu Sans&text=HHH");

    ck_assert_int_le(abs(absolute.height - 73), 2);
    ck_assert_int_eq(absolute.height, relative.height);
    ck_assert_int_le(abs(usual.height - 7), 1);
    trial_fini(&trial);
}
END_TEST

START_TEST(gravity_and_offset_place_it)
{
    struct trial trial;

    trial_init(&trial);
    const struct ink corner =
        ink_of(&trial, "text?font=DejaVu Sans&text=HH&size=40&gravity=southeast&x=10%&y=20");
    const struct ink farther =
        ink_of(&trial, "text?font=DejaVu Sans&text=HH&size=40&gravity=southeast&x=20%&y=40");
    const struct ink middle = ink_of(&trial, "text?font=DejaVu Sans&text=HH&size=40");

    ck_assert_int_eq(corner.left - farther.left, 40);
    ck_assert_int_eq(corner.top - farther.top, 20);
    ck_assert_int_le(abs(2 * middle.left + middle.width - 400), 2);
    ck_assert_int_le(corner.left + corner.width, 360);
    ck_assert_int_ge(corner.left + corner.width, 345);
    trial_fini(&trial);
}
END_TEST

START_TEST(style_changes_the_letters)
{
    struct trial trial;

    trial_init(&trial);
    const struct ink plain = ink_of(&trial, "text?font=DejaVu Sans&text=Wrap me here&size=40");
    const struct ink bold =
        ink_of(&trial, "text?font=DejaVu Sans&text=Wrap me here&size=40&bold=true");
    const struct ink lines =
        ink_of(&trial, "text?font=DejaVu Sans&text=Wrap me here&size=40&width=30%");
    const struct ink spaced =
        ink_of(&trial, "text?font=DejaVu Sans&text=Wrap me here&size=40&width=30%&spacing=1.4");
    const struct ink edged = ink_of(
        &trial, "text?font=DejaVu Sans&text=Wrap me here&size=40&outline=fff&outline_width=4");
    const struct ink turned =
        ink_of(&trial, "text?font=DejaVu Sans&text=Wrap me&size=40&rotate=90");

    ck_assert_double_gt(bold.share, plain.share * 1.2);
    ck_assert_int_ge(lines.height, plain.height * 2);
    ck_assert_int_lt(lines.width, plain.width);
    ck_assert_int_gt(spaced.height, lines.height);
    ck_assert_int_le(abs(edged.width - plain.width - 8), 2);
    ck_assert_int_le(abs(edged.height - plain.height - 8), 2);
    ck_assert_int_gt(turned.height, 2 * turned.width);
    trial_fini(&trial);
}
END_TEST

START_TEST(markup_is_off_unless_asked_for)
{
    struct trial trial;

    trial_init(&trial);
    const struct ink literal = ink_of(&trial, "text?font=DejaVu Sans&text=<b>A</b>&size=40");
    const struct ink marked =
        ink_of(&trial, "text?font=DejaVu Sans&text=<b>A</b>&size=40&markup=true");
    const struct ink bold = ink_of(&trial, "text?font=DejaVu Sans&text=A&size=40&bold=true");

    ck_assert_int_gt(literal.width, 3 * marked.width);
    ck_assert_int_eq(marked.width, bold.width);
    trial_fini(&trial);
}
END_TEST

static const struct {
    const char *plan;
    enum err_code code;
    const char *param;
} refused[] = {
    {"text?text=a&font=No Such Family", ERR_FONT, "font"},
    {"text?text=a&font=/etc/passwd", ERR_FONT, "font"},
    {"text?text=<b>a&markup=true", ERR_PARAM_INVALID, "text"},
    {"text?text=a < b&markup=true", ERR_PARAM_INVALID, "text"},
    {"text?text=<span font=\"Sans 4000\">a</span>&markup=true", ERR_PARAM_INVALID, "text"},
    {"text?text=<span size=\"9999999\">a</span>&markup=true", ERR_PARAM_INVALID, "text"},
    {"text?text=<span rise=\"9999999\">a</span>&markup=true", ERR_PARAM_INVALID, "text"},
    {"text?text=<span letter_spacing=\"9999999\">a</span>&markup=true", ERR_PARAM_INVALID, "text"},
    {"text?text=<big><big><big><big><big><big><big><big><big>a</big></big></big></big></big></big>"
     "</big></big></big>&markup=true",
     ERR_PARAM_INVALID, "text"},
};

START_TEST(what_text_may_not_do_is_refused)
{
    struct trial trial;
    struct plan plan;

    trial_init(&trial);
    trial_picture(&trial, "png");
    trial.code = trial_plan_try(refused[_i].plan, &plan, &trial.err);
    if (trial.code == ERR_OK)
        trial_run(&trial, refused[_i].plan);
    ck_assert_msg(trial.code == refused[_i].code, "%s: %s", refused[_i].plan, err_slug(trial.code));
    ck_assert_str_eq(trial.err.param, refused[_i].param);
    trial_fini(&trial);
}
END_TEST

static const char *const bad[] = {
    "\xFF", "\xC3", "a\xC0\x80", "\xED\xA0\x80", "a\tb", "\x7F", "\xC2\x85", "",
};

START_TEST(what_is_no_text_is_refused)
{
    char plan[64];

    (void)snprintf(plan, sizeof(plan), "text?text=%s", bad[_i]);
    sample_refused(plan, ERR_PARAM_INVALID, "text");
}
END_TEST

START_TEST(text_is_needed)
{
    sample_refused("text?size=5%", ERR_PARAM_MISSING, "text");
}
END_TEST

START_TEST(extremes_are_drawn_or_refused)
{
    static const char *const plans[] = {
        "text?text=mmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmm&size=2048",
        "text?text=a&size=2048&outline_width=100&padding=65535&background=fff&rotate=45",
        "text?text=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa&width=1&size=2048&align=justify&spacing=4",
        "text?text= &background=fff",
        "text?text=\n\n\n&background=fff",
        "text?text=\xF0\x9F\x98\x80\xEF\xB7\xBD&size=300&x=-65535",
        "text?text=a&size=0%",
    };
    struct trial trial;

    trial_init(&trial);
    trial_picture(&trial, "png-rgba");
    trial_run(&trial, plans[_i]);
    ck_assert_msg(trial.code == ERR_OK, "%s: %s", plans[_i], trial.err.detail);
    trial_fini(&trial);
}
END_TEST

/* Another version of the font or of FreeType draws other edges: few pixels, by any amount. */
START_TEST(golden)
{
    sample_golden("text?font=DejaVu Sans&text=Mezzo\ntint&bold=true&size=25%&color=ffdd00"
                  "&outline_width=2&background=00000080&padding=20%&align=center&rotate=-15",
                  "text", 3, 255);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {box_is_blended_in_every_space, ARRAY_LEN(samples)},
        {size_is_that_of_the_font, 0},
        {gravity_and_offset_place_it, 0},
        {style_changes_the_letters, 0},
        {markup_is_off_unless_asked_for, 0},
        {what_text_may_not_do_is_refused, ARRAY_LEN(refused)},
        {what_is_no_text_is_refused, ARRAY_LEN(bad)},
        {text_is_needed, 0},
        {extremes_are_drawn_or_refused, 7},
        {golden, 0},
    };

    return suite_run("image/ops/text", rows, ARRAY_LEN(rows), SECONDS) ? 0 : 1;
}
