#include "base/code.h"

#include <link.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

/* Relocations in code, which a page of the file would undo; none of Debian's libraries has them. */
static bool relocates_code(const struct dl_phdr_info *object)
{
    for (int i = 0; i < object->dlpi_phnum; i++) {
        const ElfW(Phdr) *header = &object->dlpi_phdr[i];

        if (header->p_type != PT_DYNAMIC)
            continue;
        for (const ElfW(Dyn) *entry = (const void *)(object->dlpi_addr + header->p_vaddr);
             entry->d_tag != DT_NULL; entry++)
            if (entry->d_tag == DT_TEXTREL ||
                (entry->d_tag == DT_FLAGS && entry->d_un.d_val & DF_TEXTREL))
                return true;
    }
    return false;
}

/* Segments that nobody may write are pages of the file; RELRO, which only looks like one, lies in a
 * segment that is writable by its header. */
static int give_back(struct dl_phdr_info *object, size_t size, void *unused)
{
    const uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);

    (void)size;
    (void)unused;
    if (relocates_code(object))
        return 0;
    for (int i = 0; i < object->dlpi_phnum; i++) {
        const ElfW(Phdr) *header = &object->dlpi_phdr[i];
        const uintptr_t at = object->dlpi_addr + header->p_vaddr;
        const uintptr_t from = at - at % page;

        if (header->p_type == PT_LOAD && !(header->p_flags & PF_W))
            (void)madvise((void *)from, at + header->p_memsz - from, MADV_DONTNEED);
    }
    return 0;
}

void code_give_back(void)
{
    (void)dl_iterate_phdr(give_back, NULL);
}
