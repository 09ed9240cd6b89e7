/* base/ban.h - functions this house does not use; force-included into every file.
 *
 * System headers that mention these names must come first, or the poison bites inside them.
 */
#ifndef BASE_BAN_H
#define BASE_BAN_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#pragma GCC poison strcpy strcat sprintf vsprintf strtok atoi atol atof gets localtime gmtime ctime

#endif
