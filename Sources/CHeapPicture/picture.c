// See the header.
#include "CHeapPicture.h"
