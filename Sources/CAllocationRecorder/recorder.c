// The recorder.
#include "CAllocationRecorder.h"
