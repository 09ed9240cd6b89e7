/* service/gate.h - admission control: how many requests hold a place, how many bytes are held.
 *
 * A place is taken when the body is whole and kept until the job has ended; there are queue.length
 * + workers.count of them. Bytes of bodies count from when they arrive, results from when they are
 * there, until the reply is gone: a body that is only announced holds nothing. Every call is
 * constant time and safe from any thread.
 */
#ifndef SERVICE_GATE_H
#define SERVICE_GATE_H

#include "base/err.h"

#include <stdint.h>

/* Change the limits; those already in stay. */
void gate_configure(int64_t places, int64_t bytes);

/* Whether there would be a place, and room for so many bytes, now; takes nothing. ERR_BUSY. */
enum err_code gate_look(uint64_t bytes, struct err *err) MUST_CHECK;

/* Take a place; ERR_BUSY when there is none. */
enum err_code gate_enter(struct err *err) MUST_CHECK;
void gate_leave(void);

/* Take bytes of the budget; ERR_BUSY when they do not fit. A request larger than the whole budget
 * fits when nothing else is held. */
enum err_code gate_hold(uint64_t bytes, struct err *err) MUST_CHECK;
void gate_force(uint64_t bytes); /* a result that is already here */
void gate_release(uint64_t bytes);

/* More is held than the budget allows (results came): nothing new should be started. */
bool gate_pressed(void);

#endif
