// Images in the recording, from what the loader says of them.
#ifndef MPR_RECORDED_IMAGES_H
#define MPR_RECORDED_IMAGES_H
#include "CAllocationRecorder.h"

#pragma GCC visibility push(hidden)

struct dl_phdr_info;
void mpr_describe_image(const struct dl_phdr_info *info, void (*visit)(const mpr_image *, void *), void *context);

#pragma GCC visibility pop
#endif
