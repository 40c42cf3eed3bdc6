// See the header. Here: the order of things; how threads are stopped is in stop_ptrace.c and stop_signal.c, the copy in copy.c.
#ifdef __linux__
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "registers.h"

enum { MOST_MOMENTS = 500, SPARE_THREADS = 64 };

// Which process takes a picture; a child of fork inherits the word, but its number is another.
static pid_t taker;

static bool begin(pid_t process) {
  pid_t other = __atomic_load_n(&taker, __ATOMIC_RELAXED);
  return other != process && __atomic_compare_exchange_n(&taker, &other, process, false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED);
}

// MARK: The shared memory

static size_t round_up(size_t bytes) {
  size_t page = (size_t)sysconf(_SC_PAGESIZE);
  return (bytes + page - 1) / page * page;
}

static mph_picture *map_picture(size_t capacity, size_t shared_bytes) {
  size_t head = round_up(sizeof(mph_picture) + capacity * (sizeof(mph_thread) + sizeof(mph_stop) + sizeof(int32_t)));
  size_t shared = round_up(shared_bytes);
  int flags = MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE;
  char *start = mmap(NULL, head + shared, PROT_READ | PROT_WRITE, flags, -1, 0);
  if (start == MAP_FAILED) return NULL;
  mph_picture *picture = (mph_picture *)start;
  picture->head_bytes = head;
  picture->shared_bytes = shared;
  picture->capacity = capacity;
  picture->threads = (mph_thread *)(picture + 1);
  picture->stops = (mph_stop *)(picture->threads + capacity);
  picture->numbers = (int32_t *)(picture->stops + capacity);
  return picture;
}

static void unmap(mph_picture *picture, bool keeps_shared) {
  munmap(picture, picture->head_bytes + (keeps_shared ? 0 : picture->shared_bytes));
}

// MARK: The pause

uint32_t mph_pause_count;

typedef struct {
  mph_picture *picture;
  bool (*is_good_moment)(void);
} moment;

static int freeze(void *argument) {
  moment *moment = argument;
  __atomic_fetch_add(&mph_pause_count, 1, __ATOMIC_RELEASE);
  if (moment->is_good_moment && !moment->is_good_moment()) return MPH_NO_GOOD_MOMENT;
  return mph_make_copy(moment->picture);
}

static int pause_by(mph_way way, mph_pause *pause) {
  int failure = 0;
  for (int attempt = 0; attempt < MOST_MOMENTS; attempt++) {
    failure = way == MPH_PTRACE ? mph_pause_by_ptrace(pause) : mph_pause_by_signal(pause);
    if (failure >= 0) return failure;
    mph_sleep(200 * MPH_MICROSECOND);
  }
  return ETIMEDOUT;
}

static int pause_by_any(unsigned ways, mph_pause *pause) {
  int failure = EPERM;
  if (ways == 0 || ways & 1 << MPH_PTRACE) failure = pause_by(pause->picture->way = MPH_PTRACE, pause);
  if (failure == EPERM && (ways == 0 || ways & 1 << MPH_SIGNAL)) failure = pause_by(pause->picture->way = MPH_SIGNAL, pause);
  if (pause->picture->count == 1) pause->picture->way = MPH_NOBODY;
  return failure;
}

// MARK: Taking

static int take(const mph_options *options, size_t capacity, const mph_thread *own, mph_picture **taken, int *thread) {
  mph_picture *picture = map_picture(capacity, options->shared_bytes);
  if (picture == NULL) return ENOMEM;
  picture->count = 1;
  picture->process = getpid();
  picture->task_folder = open("/proc/self/task", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  picture->maps = open("/proc/self/maps", O_RDONLY | O_CLOEXEC);
  // Looked up now: a compiler may call them for what it likes while threads stand.
  memcpy(&picture->threads[0], own, sizeof *own);
  picture->numbers[0] = own->thread;
  memset(&picture->threads[1], 0, sizeof *own);
  moment moment = {picture, options->is_good_moment};
  mph_pause pause = {picture, freeze, &moment, 0};
  int failure = picture->task_folder < 0 ? EPERM : pause_by_any(options->ways, &pause);
  if (failure == 0) mph_read_names(picture);
  if (picture->task_folder >= 0) close(picture->task_folder);
  if (picture->maps >= 0) close(picture->maps);
  if (failure) {
    *thread = pause.thread;
    unmap(picture, false);
  } else {
    *taken = picture;
  }
  return failure;
}

// Its links are its folders: the threads and two.
static size_t thread_count(void) {
  struct stat status;
  return stat("/proc/self/task", &status) == 0 ? status.st_nlink : 2;
}

static int take_with_room(const mph_options *options, const mph_thread *own, mph_picture **picture, int *thread) {
  int failure;
  size_t capacity = thread_count() + SPARE_THREADS;
  while ((failure = take(options, capacity, own, picture, thread)) == ENOSPC) capacity *= 2;
  return failure;
}

int mph_take(const mph_options *options, mph_picture **picture, int *thread) {
  int error = errno, failure = EBUSY;
  *thread = 0;
  mph_thread own = {.thread = (int)syscall(SYS_gettid)};
  MPH_READ_OWN(&own);
  if (begin(getpid())) {
    uint64_t all = ~0ull, before;
    MPH_RAW4(SYS_rt_sigprocmask, SIG_SETMASK, &all, &before, sizeof all);
    failure = take_with_room(options, &own, picture, thread);
    MPH_RAW4(SYS_rt_sigprocmask, SIG_SETMASK, &before, 0, sizeof before);
    __atomic_store_n(&taker, 0, __ATOMIC_RELEASE);
  }
  errno = error;
  return failure;
}

__attribute__((noinline)) void mph_clear_stack(void) {
  char room[32 << 10];
  memset(room, 0, sizeof room);
  __asm__ volatile("" : : "r"(room) : "memory");
}

// MARK: What it holds

mph_way mph_way_of(const mph_picture *picture) { return picture->way; }
uint64_t mph_pause_nanoseconds(const mph_picture *picture) { return picture->went_on - picture->stopped; }
int mph_copy_process(const mph_picture *picture) { return picture->copy; }
void *mph_shared(const mph_picture *picture) { return (char *)picture + picture->head_bytes; }

const mph_thread *mph_threads(const mph_picture *picture, size_t *count) {
  *count = picture->count;
  return picture->threads;
}

void mph_close(mph_picture *picture, bool keeps_shared) {
  int error = errno;
  mph_end_copy(picture);
  unmap(picture, keeps_shared);
  errno = error;
}
#endif
