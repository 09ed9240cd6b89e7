#include "service/fonts.h"

#include "image/run.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { FOUND, NONE };
enum { PATIENCE_S = 10 }; /* fonts may lie on a file server that does not answer */

/* The exit status is the answer: what fontconfig has to complain of (a cache that it cannot write)
 * is not for whoever reads one line. */
static _Noreturn void look(void)
{
    const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);

    if (nowhere >= 0)
        (void)dup2(nowhere, STDERR_FILENO);
    (void)alarm(PATIENCE_S);
    _exit(image_has_fonts() ? FOUND : NONE);
}

bool fonts_prepare(struct buf *problem)
{
    int status = 0;
    const pid_t child = fork();

    if (child == 0)
        look();
    while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR)
        ;
    /* A system that cannot start a process says so when the first worker is started. */
    if (child < 0 || !WIFEXITED(status) || WEXITSTATUS(status) != NONE)
        return true;
    buf_text(problem, "mezzotint: no font is installed, and text needs one (on Debian: apt-get "
                      "install fonts-dejavu-core)");
    return false;
}
