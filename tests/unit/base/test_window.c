#include "base/window.h"

#include "tests/support/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { TEST_SECONDS = 30, LEN = 24 << 20, OFFSET = 12345, PIECE = 16384, STEP = 1001 };

/* A file as a body is: the image begins somewhere, and ends before the end. */
static unsigned char *map_file(void)
{
    const int fd = memfd_create("window", MFD_CLOEXEC);
    unsigned char piece[PIECE];

    for (size_t i = 0; i < PIECE; i++)
        piece[i] = (unsigned char)(i % 251);
    for (size_t done = 0; done < LEN; done += PIECE)
        ck_assert_int_eq(write(fd, piece, PIECE), PIECE);
    unsigned char *map = mmap(NULL, LEN, PROT_READ, MAP_PRIVATE, fd, 0);

    ck_assert(map != MAP_FAILED);
    (void)close(fd);
    return map;
}

/* Pages of the mapping that this process has, by /proc/self/pagemap (bit 63, present). */
static size_t resident(const unsigned char *map)
{
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    static uint64_t entries[LEN / 4096];
    const size_t n = LEN / page;
    size_t count = 0;
    FILE *file = fopen("/proc/self/pagemap", "re");

    ck_assert(file &&
              fseek(file, (long)((uintptr_t)map / page * sizeof(entries[0])), SEEK_SET) == 0);
    ck_assert_uint_eq(fread(entries, sizeof(entries[0]), n, file), n);
    (void)fclose(file);
    for (size_t i = 0; i < n; i++)
        count += entries[i] >> 63;
    return count * page;
}

/* To the end, in pieces; the most that was resident at once. */
static size_t read_through(struct window *window, const unsigned char *map)
{
    const struct span input = window->input;
    size_t most = 0;

    for (size_t at = 0; at < input.len; at += STEP) {
        ck_assert_uint_eq(input.data[at], (OFFSET + at) % PIECE % 251);
        window_pass(window, input.data + at);
        if (at % (64 * STEP) == 0 && resident(map) > most)
            most = resident(map);
    }
    return most;
}

static struct span part_of(const unsigned char *map)
{
    return span_of(map + OFFSET, LEN - 2 * OFFSET);
}

START_TEST(mapped_file_is_never_resident_as_a_whole)
{
    unsigned char *map = map_file();
    struct window window = window_mapped(part_of(map));

    for (int turn = 0; turn < 2; turn++) {
        /* The kernel may keep the file in pages of 2 MB. */
        ck_assert_uint_le(read_through(&window, map), LEN / 3);
        window_rewind(&window);
    }
    (void)munmap(map, LEN);
}
END_TEST

START_TEST(other_memory_keeps_what_is_in_it)
{
    unsigned char *map = map_file();
    unsigned char *copy = malloc(LEN);

    ck_assert_ptr_nonnull(copy);
    memcpy(copy, map, LEN);
    for (int turn = 0; turn < 2; turn++) {
        struct window window = window_of(part_of(copy));

        (void)read_through(&window, map);
        window_rewind(&window);
        ck_assert_ptr_null(window.behind);
    }
    ck_assert_int_eq(memcmp(copy, map, LEN), 0);
    free(copy);
    (void)munmap(map, LEN);
}
END_TEST

START_TEST(small_file_is_kept)
{
    unsigned char *map = map_file();
    struct window window = window_mapped(span_of(map, WINDOW_FROM - 1));

    window_pass(&window, map + WINDOW_FROM - 2);
    ck_assert_ptr_null(window.behind);
    (void)munmap(map, LEN);
}
END_TEST

int main(void)
{
    const struct suite_row rows[] = {
        {mapped_file_is_never_resident_as_a_whole, 0},
        {other_memory_keeps_what_is_in_it, 0},
        {small_file_is_kept, 0},
    };

    return suite_run("base/window", rows, ARRAY_LEN(rows), TEST_SECONDS) ? EXIT_SUCCESS
                                                                         : EXIT_FAILURE;
}
