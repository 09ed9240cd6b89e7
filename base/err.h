/* base/err.h - what went wrong, said once, where it was noticed.
 *
 * Functions return enum err_code (0 is fine) and describe the failure in a struct err that the
 * caller owns. Who detects, describes; who forwards, only forwards. `detail` and `param` are public
 * text: no library message, path or address may enter them. `note` is for the log alone.
 * Plain values without pointers: a struct err may cross a process boundary. No locks needed.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include "base/macros.h"

#include <stdbool.h>

enum err_code {
    ERR_OK = 0,
#define ERR(code, status, slug, title) code,
#include "base/err.def"
#undef ERR
    ERR_COUNT
};

enum { ERR_DETAIL_MAX = 256, ERR_PARAM_MAX = 48, ERR_NOTE_MAX = 256 };

struct err {
    enum err_code code;
    char detail[ERR_DETAIL_MAX]; /* public: what is wrong with this request */
    char param[ERR_PARAM_MAX];   /* public: the parameter at fault, or "" */
    char note[ERR_NOTE_MAX];     /* private: for the log */
    bool has_limit;              /* whether limit and actual mean something */
    double limit;
    double actual;
};

/* Fill *err (which may be NULL) and return `code`; an earlier description is replaced. */
enum err_code err_set(struct err *err, enum err_code code, const char *format, ...) PRINTF_LIKE(3);
enum err_code err_param(struct err *err, enum err_code code, const char *param, const char *format,
                        ...) PRINTF_LIKE(4);
enum err_code err_limit(struct err *err, enum err_code code, double limit, double actual,
                        const char *format, ...) PRINTF_LIKE(5);

/* Add private text, cut to ERR_NOTE_MAX - 1 bytes; code and detail stay. */
void err_note(struct err *err, const char *format, ...) PRINTF_LIKE(2);

/* Put a place in front of the parameter: "steps[2]." and "width" become "steps[2].width"; where no
 * parameter is named the place alone, without its dot. */
void err_place(struct err *err, const char *place);

/* The row of `code`. A code out of range gets the row of ERR_INTERNAL; ERR_OK has status 200. */
int err_status(enum err_code code);
const char *err_slug(enum err_code code);
const char *err_title(enum err_code code);

#endif
