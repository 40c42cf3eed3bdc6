// The leak report of a process that `mprof leaks --heap` started.
#ifndef MPR_LEAKS_H
#define MPR_LEAKS_H

#include <stdbool.h>

// At the first allocation, inside malloc: whether MPROF_HEAP asks something, and whether it asks this process. The request stays open.
typedef enum { MPR_NOT_ASKED, MPR_ASKED, MPR_ANOTHER_IS_ASKED } mpr_leaks_asked;
mpr_leaks_asked mpr_read_leak_request(void);
// At the process's end, when nothing of the program's own is to follow. Does nothing in a process that was not asked.
void mpr_answer_leak_request(void);

#endif
