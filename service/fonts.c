#include "service/fonts.h"

#include "image/run.h"

#include <errno.h>
#include <sys/wait.h>
#include <unistd.h>

enum { FOUND, NONE };
enum { PATIENCE_S = 10 }; /* fonts may lie on a file server that does not answer */

bool fonts_prepare(struct buf *problem)
{
    int status = 0;
    const pid_t child = fork();

    if (child == 0) {
        (void)alarm(PATIENCE_S);
        _exit(image_has_fonts() ? FOUND : NONE);
    }
    while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR)
        ;
    /* A system that cannot start a process says so when the first worker is started. */
    if (child < 0 || !WIFEXITED(status) || WEXITSTATUS(status) != NONE)
        return true;
    buf_text(problem, "mezzotint: no font is installed, and text needs one (on Debian: apt-get "
                      "install fonts-dejavu-core)");
    return false;
}
