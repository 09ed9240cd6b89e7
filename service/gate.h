/* service/gate.h - admission control: how many requests hold a place, how many bytes are held.
 *
 * A place is taken when the headers are here and kept until the job has ended; there are
 * queue.length + workers.count of them, so uploads, waiting and running jobs are bounded together.
 * Bytes of bodies and results count against one budget until the reply is gone. Every call is
 * constant time and safe from any thread.
 */
#ifndef SERVICE_GATE_H
#define SERVICE_GATE_H

#include "base/err.h"

#include <stdint.h>

/* Change the limits; those already in stay. */
void gate_configure(int64_t places, int64_t bytes);

/* Take a place; ERR_BUSY when there is none. */
enum err_code gate_enter(struct err *err) MUST_CHECK;
void gate_leave(void);

/* Take bytes of the budget; ERR_BUSY when they do not fit. A request larger than the whole budget
 * fits when nothing else is held. */
enum err_code gate_hold(uint64_t bytes, struct err *err) MUST_CHECK;
void gate_force(uint64_t bytes); /* a result that is already here */
void gate_release(uint64_t bytes);

#endif
