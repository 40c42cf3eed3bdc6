// The directory of the address map.
#ifdef __linux__
#include "block_map.h"

uint32_t **mpr_leaves;
#endif
