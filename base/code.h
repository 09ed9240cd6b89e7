/* base/code.h - the pages of this process that hold code and constants. */
#ifndef BASE_CODE_H
#define BASE_CODE_H

/* Give back what is mapped of them, in the program and all its libraries. What is used again comes
 * back from the page cache, without reading a file. For a process that has used far more at its
 * start than it will at work. Other threads may run. */
void code_give_back(void);

#endif
