#include "service/assets.h"

#include "tests/support/drawn.h"
#include "tests/support/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SECONDS = 30, PATH_SIZE = 256, BYTES_MAX = 1 << 20 };

static char folder[] = "/tmp/mezzotint-assets-XXXXXX";

static void write_file(const char *name, const void *data, size_t len)
{
    char path[PATH_SIZE];

    (void)snprintf(path, sizeof(path), "%s/%s", folder, name);
    FILE *file = fopen(path, "wb");

    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(data, 1, len, file), len);
    ck_assert_int_eq(fclose(file), 0);
}

static void write_png(const char *name, int width, int height)
{
    struct buf png;

    buf_init(&png, BYTES_MAX);
    ck_assert(drawn_png(width, height, &png));
    write_file(name, png.data, png.len);
    buf_fini(&png);
}

static void make_folder(void)
{
    ck_assert_ptr_nonnull(mkdtemp(folder));
}

static void drop_folder(void)
{
    char command[PATH_SIZE];

    (void)snprintf(command, sizeof(command), "rm -r %s", folder);
    ck_assert_int_eq(system(command), 0);
}

static struct assets *load(const char *path, struct buf *problem)
{
    const struct limits limits = limits_default();

    buf_init(problem, 1024);
    return assets_load(path, &limits, problem);
}

START_TEST(none_is_an_empty_list)
{
    struct buf problem;
    struct assets *assets = load("none", &problem);

    ck_assert_ptr_nonnull(assets);
    ck_assert_int_eq(assets_list(assets).n, 0);
    ck_assert_int_eq(assets_file(assets), -1);
    assets_drop(assets);
    buf_fini(&problem);
}
END_TEST

START_TEST(pictures_are_named_and_lie_in_the_file)
{
    struct buf problem;

    make_folder();
    write_png("logo.png", 7, 5);
    write_png("a-2.png", 9, 3);
    write_file("README.md", "no picture", 10);
    write_file("Upper.png", "left alone", 10);
    write_file(".hidden.png", "left alone", 10);
    struct assets *assets = load(folder, &problem);

    ck_assert_msg(assets != NULL, "%s", buf_string(&problem));
    const struct asset_list list = assets_list(assets);

    ck_assert_int_eq(list.n, 2);
    for (int i = 0; i < list.n; i++) {
        const bool logo = strcmp(list.at[i].name, "logo") == 0;
        unsigned char byte[4];

        ck_assert(logo || strcmp(list.at[i].name, "a-2") == 0);
        ck_assert_uint_eq(list.at[i].info.width, logo ? 7 : 9);
        ck_assert_int_eq(pread(assets_file(assets), byte, sizeof(byte),
                               (off_t)assets_offset(assets, list.at[i].bytes)),
                         sizeof(byte));
        ck_assert_int_eq(memcmp(byte, "\x89PNG", 4), 0);
        ck_assert_int_eq(memcmp(list.at[i].bytes.data, "\x89PNG", 4), 0);
    }
    ck_assert_int_eq(write(assets_file(assets), "x", 1), -1); /* sealed */
    ck_assert_ptr_eq(assets_take(assets), assets);
    assets_drop(assets);
    ck_assert_int_eq(assets_list(assets).n, 2);
    assets_drop(assets);
    drop_folder();
    buf_fini(&problem);
}
END_TEST

static void make_nothing(void)
{
}

static void make_broken(void)
{
    write_file("logo.png", "no picture", 10);
}

static void make_empty(void)
{
    write_file("logo.png", "", 0);
}

static void make_twins(void)
{
    write_png("logo.png", 1, 1);
    write_png("logo.jpg", 1, 1);
}

static void make_folder_inside(void)
{
    char path[PATH_SIZE];

    (void)snprintf(path, sizeof(path), "%s/logo.png", folder);
    ck_assert_int_eq(mkdir(path, 0700), 0);
}

static void make_many(void)
{
    char name[32];

    for (int i = 0; i <= ASSETS_MAX; i++) {
        (void)snprintf(name, sizeof(name), "a%d.png", i);
        write_png(name, 1, 1);
    }
}

static void make_huge(void)
{
    struct buf header;

    buf_init(&header, BYTES_MAX);
    drawn_png_header(20000, 20000, &header);
    write_file("logo.png", header.data, header.len);
    buf_fini(&header);
}

static const struct {
    void (*make)(void);
    const char *told; /* NULL: it is read */
} folders[] = {
    {make_nothing, NULL},         {make_broken, "logo"},
    {make_empty, "logo"},         {make_twins, "name of another"},
    {make_folder_inside, "read"}, {make_many, "too many"},
    {make_huge, "input_mp"},
};

START_TEST(what_no_request_could_use_is_told)
{
    struct buf problem;

    make_folder();
    folders[_i].make();
    struct assets *assets = load(folder, &problem);

    if (folders[_i].told) {
        ck_assert_ptr_null(assets);
        ck_assert_msg(strstr(buf_string(&problem), folders[_i].told) != NULL, "%s",
                      buf_string(&problem));
    } else {
        ck_assert_ptr_nonnull(assets);
        assets_drop(assets);
    }
    drop_folder();
    buf_fini(&problem);
}
END_TEST

START_TEST(folder_that_is_not_there_is_told)
{
    struct buf problem;

    ck_assert_ptr_null(load("/nonexistent/folder", &problem));
    ck_assert(strstr(buf_string(&problem), "assets.folder") != NULL);
    buf_fini(&problem);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {none_is_an_empty_list, 0},
        {pictures_are_named_and_lie_in_the_file, 0},
        {what_no_request_could_use_is_told, ARRAY_LEN(folders)},
        {folder_that_is_not_there_is_told, 0},
    };

    return suite_run_apart("service/assets", rows, ARRAY_LEN(rows), SECONDS) ? 0 : 1;
}
