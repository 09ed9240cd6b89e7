#include "image/jpeg/zigzag.h"

#include <stdbool.h>

/* T.81, figure 5: from corner to corner, turning at the edges. */
struct zigzag zigzag(void)
{
    struct zigzag order;
    unsigned char x = 0;
    unsigned char y = 0;

    for (int k = 0; k < ZIGZAG_PLACES; k++) {
        const bool up = (x + y) % 2 == 0;

        order.across[k] = x;
        order.down[k] = y;
        if (up ? x == 7 : y < 7 && x == 0)
            y++;
        else if (up ? y == 0 : y == 7)
            x++;
        else {
            x = (unsigned char)(up ? x + 1 : x - 1);
            y = (unsigned char)(up ? y - 1 : y + 1);
        }
    }
    return order;
}
