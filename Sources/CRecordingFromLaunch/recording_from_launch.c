// In a program that has this, the sizes of all blocks are recorded from launch on, unless the environment says otherwise: leaks can be
// told only where every block is known. Read by CMallocInterposer, where both are linked.
#include "CRecordingFromLaunch.h"

const int mpr_records_from_launch = 1;
