// See the header.
#include "CHeapScan.h"
