#include "image/vips/env.h"

#include <vips/vips.h>

/* Classes that can be reached through a loader we do call stay blocked all the same: only what
 * image/vips/load.c names is opened again. */
static const char *const loaders[] = {
    "VipsForeignLoadJpeg", "VipsForeignLoadPng",  "VipsForeignLoadWebp", "VipsForeignLoadNsgif",
    "VipsForeignLoadTiff", "VipsForeignLoadHeif", "VipsForeignLoadSvg"};

static void silent(const gchar *domain, GLogLevelFlags level, const gchar *message, gpointer data)
{
    (void)domain;
    (void)level;
    (void)message;
    (void)data;
}

bool vipsenv_start(void)
{
    if (VIPS_INIT("mezzotint") != 0)
        return false;
    g_log_set_handler("VIPS", G_LOG_LEVEL_MASK | G_LOG_FLAG_FATAL | G_LOG_FLAG_RECURSION, silent,
                      NULL);
    vips_concurrency_set(1);
    vips_cache_set_max(0);
    vips_block_untrusted_set(TRUE);
    vips_operation_block_set("VipsForeignLoad", TRUE);
    for (size_t i = 0; i < G_N_ELEMENTS(loaders); i++)
        vips_operation_block_set(loaders[i], FALSE);
    /* Counted among the untrusted for what it reads; it is only written here. */
    vips_operation_block_set("VipsForeignSaveJxl", FALSE);
    return true;
}

void vipsenv_stop(void)
{
    vips_shutdown();
}

enum err_code vipsenv_done(int result, struct err *err)
{
    if (result == 0)
        return ERR_OK;
    (void)err_set(err, ERR_UNDECODABLE, "The image is damaged, incomplete or of an unknown kind.");
    char *text = vips_error_buffer_copy(); /* under libvips' lock, and empties it */

    err_note(err, "libvips: %s", text);
    g_free(text);
    return ERR_UNDECODABLE;
}
