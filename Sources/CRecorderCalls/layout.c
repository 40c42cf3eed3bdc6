// Holds the table to its version: it is handed from one build to another.
#include "CRecorderCalls.h"

_Static_assert(MPR_CALLS_VERSION == 1 && sizeof(mpr_recorder_calls) == 12 * sizeof(void *),
               "the table has changed: so must its version");
