// The leak report at exit: MPROF_HEAP=FILE names a request by `mprof leaks --heap`, to which the process that mprof started itself
// appends its answer; see Reports' LeakExchange for the form. Children inherit the variable and are not asked; what the process
// executes in its place is.
//
// The report is made by Swift code: the program's own when it links the library, otherwise that of libmprof-heap.so, which is loaded at
// exit, from beside this code. It works on a thread of its own: exit can be called on any stack, and what old calls left on the
// program's would be covered by new frames and look like references.
#ifdef __linux__
#define _GNU_SOURCE
#include "leaks.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "CAllocationRecorder.h"

enum { WORK_STACK = 16 << 20, HIGH_DESCRIPTOR = 902, PATIENCE = 5 /* s */ };

extern int mpr_report_leaks(const mpr_recorder_calls *calls, int file) __attribute__((weak));

static char path[PATH_MAX];  // a copy: programs write over their environment
static int descriptor = -1;
static dev_t device;
static ino_t inode;
static pid_t asked;  // 0: nobody

// MARK: The request

// Kept open: at exit the program may see other files under that path, or be somebody else.
static int open_high(void) {
  struct rlimit limit;
  int low = open(path, O_RDWR | O_APPEND | O_CLOEXEC), wanted = HIGH_DESCRIPTOR;
  if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur <= HIGH_DESCRIPTOR) wanted = (int)limit.rlim_cur - 1;
  int high = low < 0 ? -1 : fcntl(low, F_DUPFD_CLOEXEC, wanted);
  if (high >= 0) close(low);
  return high >= 0 ? high : low;
}

// The second line says who asks: "parent 4711". It is for that process's child.
static bool is_for_us(void) {
  char text[64];
  ssize_t length = pread(descriptor, text, sizeof text - 1, 0);
  text[length > 0 ? length : 0] = 0;
  const char *start = "mprof-leaks 1\nparent ";
  size_t count = strlen(start);
  return strncmp(text, start, count) == 0 && strtol(text + count, NULL, 10) == (long)getppid();
}

static void append(const char *text) {
  size_t length = strlen(text);
  struct rlimit limit;
  struct stat status;
  // Past the limit the attempt alone would be a signal.
  if (fstat(descriptor, &status) != 0 || getrlimit(RLIMIT_FSIZE, &limit) != 0) return;
  if ((rlim_t)status.st_size + length > limit.rlim_cur) return;
  while (write(descriptor, text, length) < 0 && errno == EINTR) {
  }
}

mpr_leaks_asked mpr_read_leak_request(void) {
  const char *file = getenv("MPROF_HEAP");
  struct stat status;
  if (file == NULL) return MPR_NOT_ASKED;
  if (strlen(file) >= sizeof path) return MPR_ANOTHER_IS_ASKED;
  strcpy(path, file);
  descriptor = open_high();
  if (descriptor < 0 || fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode) || !is_for_us()) {
    if (descriptor >= 0) close(descriptor);
    return MPR_ANOTHER_IS_ASKED;
  }
  device = status.st_dev, inode = status.st_ino;
  asked = getpid();
  append("recorded\n");
  return MPR_ASKED;
}

// MARK: The answer

static bool is_ours(int file) {
  struct stat status;
  return file >= 0 && fstat(file, &status) == 0 && status.st_dev == device && status.st_ino == inode;
}

// The program may have closed our descriptor.
static bool reopen(void) {
  if (is_ours(descriptor)) return true;
  descriptor = open_high();
  if (is_ours(descriptor)) return true;
  if (descriptor >= 0) close(descriptor);
  return false;
}

static void append_failure(const char *reason) {
  char text[1024];
  snprintf(text, sizeof text, "failure %.900s\nend\n", reason);
  append(text);
}

// Installed beside the library that this code is in.
static mpr_leak_reporter loaded_reporter(void) {
  static const char name[] = "libmprof-heap.so";
  static char library[PATH_MAX];
  Dl_info self;
  if (!dladdr(&asked, &self) || self.dli_fname == NULL) return NULL;
  const char *slash = strrchr(self.dli_fname, '/');
  int folder = slash ? (int)(slash - self.dli_fname) + 1 : 0;
  if (snprintf(library, sizeof library, "%.*s%s", folder, self.dli_fname, name) >= (int)sizeof library) return NULL;
  void *opened = dlopen(library, RTLD_NOW | RTLD_LOCAL);
  return opened ? (mpr_leak_reporter)dlsym(opened, MPR_LEAK_REPORTER) : NULL;
}

static volatile bool has_begun;  // the work, which nothing holds up any more

static void *answer(void *unused) {
  static char *empty[] = {NULL};
  mpr_thread_pause();
  // Waits for the loader's lock.
  dlsym(RTLD_DEFAULT, MPR_LEAK_REPORTER);
  has_begun = true;
  // clearenv leaves none, which Swift's runtime does not expect.
  if (environ == NULL) environ = empty;
  mpr_leak_reporter report = mpr_report_leaks ? mpr_report_leaks : loaded_reporter();
  if (report == NULL) {
    const char *reason = dlerror();
    append_failure(reason ? reason : "libmprof-heap.so is missing");
  } else {
    int failure = report(&mpr_calls, descriptor);
    if (failure == ENOEXEC) append_failure("libmprof-heap.so is of another version: install mprof as a whole");
  }
  mpr_thread_resume();
  return unused;
}

// Without signals, which are the program's threads' to handle.
static int start(pthread_t *thread) {
  pthread_attr_t attributes;
  sigset_t all, before;
  int failure = pthread_attr_init(&attributes);
  if (failure) return failure;
  pthread_attr_setstacksize(&attributes, WORK_STACK);
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  failure = pthread_create(thread, &attributes, answer, NULL);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  pthread_attr_destroy(&attributes);
  return failure;
}

// The constructor of a library that is being loaded may call exit, and holds the loader's lock for ever.
static int join(pthread_t thread) {
  struct timespec deadline;
  clock_gettime(CLOCK_REALTIME, &deadline);
  deadline.tv_sec += PATIENCE;
  int failure = pthread_timedjoin_np(thread, NULL, &deadline);
  return failure == ETIMEDOUT && has_begun ? pthread_join(thread, NULL) : failure;
}

void mpr_answer_leak_request(void) {
  // A child of the process, by fork, has everything but its number.
  if (asked == 0 || asked != getpid() || !reopen()) return;
  asked = 0;
  pthread_t thread;
  mpr_thread_pause();
  int failure = start(&thread);
  char reason[128];
  if (failure) {
    snprintf(reason, sizeof reason, "no thread can be started for it (%s)", strerror(failure));
    append_failure(reason);
  } else if (join(thread) != 0) {
    append_failure("the program called exit while it loaded a library");
  }
  mpr_thread_resume();
}
#endif
