/* service/settings.h - every setting, from one table (service/settings.def).
 *
 * Precedence: flags (--set section.key=value) > environment (MEZZOTINT_SECTION_KEY) > file (INI) >
 * default. A setting that is unknown or out of range stops the start with one line that names it,
 * its value, its range and where it came from. A struct settings is a plain value.
 */
#ifndef SERVICE_SETTINGS_H
#define SERVICE_SETTINGS_H

#include "base/buf.h"
#include "base/log.h"
#include "image/limits.h"

enum { SETTING_TEXT_MAX = 256 };
enum http_mode { HTTP_POOL, HTTP_THREAD_PER_CONNECTION };
enum isolation { ISOLATION_PROCESS, ISOLATION_THREAD };

struct settings {
    char http_address[SETTING_TEXT_MAX]; /* host or IP literal */
    int64_t http_port;                   /* 0: any */
    int64_t http_admin_port;             /* 0: any */
    int64_t http_mode;                   /* enum http_mode */
    int64_t http_threads;
    int64_t http_max_connections;
    int64_t http_idle_timeout_s;
    int64_t http_header_timeout_s;
    int64_t http_min_upload_rate_kbps;        /* kilobytes (10^3) a second */
    char http_cors_origins[SETTING_TEXT_MAX]; /* comma list, or "none" */
    int64_t http_client_rate;                 /* images a second and client; 0: any */
    int64_t http_client_burst;
    int64_t workers_count;     /* 0: auto */
    int64_t workers_isolation; /* enum isolation */
    int64_t workers_spare;
    int64_t workers_recycle_jobs; /* 0: never */
    int64_t workers_max_rss_mb;   /* 0: no limit */
    int64_t workers_memory_mb; /* budget of all running jobs; 0: auto (0.6 of memory.max or RAM) */
    int64_t queue_length;
    int64_t queue_deadline_ms;
    int64_t queue_buffer_mb; /* bodies and results held by the front; 0: auto */
    int64_t limits_body_mb;
    int64_t limits_input_mp;
    int64_t limits_output_mp;
    int64_t limits_outputs;
    int64_t limits_steps;
    int64_t limits_frames;
    int64_t limits_scans;
    char assets_folder[SETTING_TEXT_MAX]; /* or "none" */
    char formats_input[SETTING_TEXT_MAX]; /* comma list of format names */
    char formats_output[SETTING_TEXT_MAX];
    char formats_auto[SETTING_TEXT_MAX];   /* order of preference */
    int64_t formats_vector;                /* 0 off, 1 on */
    char presets_folder[SETTING_TEXT_MAX]; /* or "none" */
    int64_t presets_only;                  /* 0 or 1 */
    int64_t log_level;                     /* enum log_level */
    int64_t log_format;                    /* enum log_format */
    int64_t shutdown_grace_s;              /* accepted requests may take this long */
    int64_t shutdown_prestop_s;            /* keep accepting this long after SIGTERM */
};

/* Where settings come from; kept so that SIGHUP can read them again. Borrowed pointers. */
struct settings_source {
    const char *file;        /* NULL: none */
    const char *const *sets; /* "section.key=value", n_sets of them */
    int n_sets;
};

/* Read all sources into *settings. False: *problem holds the one line to print (exit code 78). */
bool settings_load(struct settings *settings, const struct settings_source *source,
                   struct buf *problem) MUST_CHECK;

/* The limits a request sees. */
struct limits settings_limits(const struct settings *settings);

/* Workers to run on this machine (see budget_workers). */
int settings_workers(const struct settings *settings);

/* Bytes that running jobs may use together, and that the front may hold in bodies and results. */
uint64_t settings_memory_budget(const struct settings *settings);
uint64_t settings_buffer_budget(const struct settings *settings);

/* Memory that is kept for bodies: buffers (service/buffers.h), three a worker, and a tray (service/
 * tray.h) for each, as far as they fit into a quarter of what the front may hold beside one body;
 * where only trays would fit there is nothing. */
struct kept {
    int buffers;
    int64_t bytes; /* of buffers and trays together */
};
struct kept settings_kept(const struct settings *settings);

/* All settings as INI text, with defaults and sentences as comments; and as the Markdown page. */
void settings_print(const struct settings *settings, struct buf *out);
void settings_markdown(struct buf *out);

#endif
