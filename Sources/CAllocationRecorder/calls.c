// The recorder's functions as a table, for a library that has none of its own. Nothing here is called inside malloc.
#ifdef __linux__
#include "CAllocationRecorder.h"

static bool records_blocks(void) { return mpr_records_blocks(); }

const mpr_recorder_calls mpr_calls = {
    .version = MPR_CALLS_VERSION,
    .pause = mpr_thread_pause,
    .resume = mpr_thread_resume,
    .records_blocks = records_blocks,
    .knows_every_block = mpr_knows_every_block,
    .is_at_rest = mpr_is_at_rest,
    .count_every_block = mpr_count_every_block,
    .list_every_block = mpr_list_every_block,
    .find_block = mpr_find_block,
    .read_traceback = mpr_read_traceback,
    .visit_own_memory = mpr_visit_own_memory,
    .visit_images = mpr_visit_images,
};
#endif
