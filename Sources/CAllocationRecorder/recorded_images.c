// The loaded images in the recording: each once, those of dlopen where their code is first met in a stack, so that one that is
// closed again is not lost.
//
// Runs inside malloc, where the loader's lock may be held by another thread: it asks for nothing but what it is given.
#ifdef __linux__
#define _GNU_SOURCE
#include <link.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "recorder.h"
#include "recorded_images.h"

// Hashes of what is noted: place and name. Full, or when two are the same, an image may be missing: there are a few hundred.
enum { PLACES = 4096 };
static uint64_t known[PLACES];
static uint32_t noted_count;

// One after the other: the headers stand so near the place that of the two together nothing but their distance is left.
static uint64_t hash_of(const struct dl_phdr_info *image) {
  uint64_t hash = (0xcbf29ce484222325u ^ image->dlpi_addr) * 0x100000001b3u ^ (uintptr_t)image->dlpi_phdr;
  for (const char *at = image->dlpi_name; at && *at; at++) hash = (hash ^ (uint8_t)*at) * 0x100000001b3u;
  return hash ? hash : 1;
}

// False when it was known.
static bool take_place(uint64_t hash) {
  for (uint32_t probe = 0; probe < 16; probe++) {
    uint64_t *place = &known[((hash >> 20 ^ hash) + probe) & (PLACES - 1)], there = MPR_READ(*place);
    if (there == hash) return false;
    if (there == 0 && __atomic_compare_exchange_n(place, &there, hash, 0, __ATOMIC_RELAXED, __ATOMIC_RELAXED)) return true;
    if (there == hash) return false;
  }
  return false;
}

void mpr_forget_met_images(void) {
  memset(known, 0, sizeof known);
  noted_count = 0;
}

// The loader names the program itself by an empty path, and others as they were asked for.
static void note_path(char *into, size_t capacity, const char *name) {
  const mpr_recorded_process *process = mpr_recorded_process_table();
  if (*name == 0 && process) name = process->program;
  size_t length = 0;
  if (*name != '/' && strchr(name, '/')) {
    long count = syscall(SYS_getcwd, into, capacity / 2);  // with its zero
    if (count > 1) into[length = (size_t)count - 1] = '/', length++;
  }
  strncpy(into + length, name, capacity - 1 - length);
}

static void note(const mpr_image *image, void *unused) {
  (void)unused;
  uint32_t index = __atomic_fetch_add(&noted_count, 1, __ATOMIC_RELAXED);
  mpr_recorded_image *noted = mpr_make_recorded_table(MPR_TABLE_IMAGE, 0, index, sizeof(mpr_recorded_image));
  if (noted == NULL) return;
  noted->load_bias = image->load_bias;
  for (size_t segment = 0; segment < image->segment_count && segment < MPR_IMAGE_SEGMENTS; segment++) {
    noted->segments[2 * segment] = image->segments[segment].start;
    noted->segments[2 * segment + 1] = image->segments[segment].end;
    noted->segment_count++;
  }
  size_t length = image->build_id_length < MPR_BUILD_ID_BYTES ? image->build_id_length : MPR_BUILD_ID_BYTES;
  if (image->build_id) memcpy(noted->build_id, image->build_id, noted->build_id_length = (uint32_t)length);
  note_path(noted->path, sizeof noted->path, image->path);
}

void mpr_met_image(const struct dl_phdr_info *image) {
  if (mpr_is_recording() && take_place(hash_of(image))) mpr_describe_image(image, note, NULL);
}

static int meet(struct dl_phdr_info *image, size_t size, void *unused) {
  (void)size, (void)unused;
  mpr_met_image(image);
  return 0;
}

void mpr_recording_images(void) {
  if (mpr_is_recording()) dl_iterate_phdr(meet, NULL);
}
#endif
