// Stops threads by a signal.
#ifdef __linux__
#include <errno.h>

#include "stopping.h"

int mph_pause_by_signal(mph_pause *pause) {
  (void)pause;
  return EPERM;
}
#endif
