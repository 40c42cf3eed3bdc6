// Stops threads by SIGPROF, whose handler waits; and, for threads that ptrace stops, continues calls that the stop cut short.
//
// The handler is there for the time of a pause, and for good once a signal may still be on its way. It touches the picture only between
// counting `inside` up and down, and only if the pause that its signal is of is still on: then the picture is mapped.
#ifdef __linux__
#define _GNU_SOURCE
#include <errno.h>
#include <sys/ucontext.h>

#include "interrupted.h"
#include "registers.h"

enum { MAGIC = 0x6d7068, PATIENCE = MPH_SECOND, KERNEL_PATIENCE = 20 * MPH_MILLISECOND };
enum { AGAIN_AFTER = 50 * MPH_MILLISECOND };  // a signal is lost where the program sent the same one just before

static uint32_t pause_number;  // the pause that is on, or the next
static mph_picture *stopping;
static uint32_t inside;    // handlers that touch the picture
static uint32_t arrivals;  // counts handlers that are done with it
static struct sigaction before;
static bool is_installed, stays_installed;

// MARK: The handler

static bool is_own(const siginfo_t *info) { return info->si_code == SI_QUEUE && info->si_errno == MAGIC; }
static uint32_t pause_of(const siginfo_t *info) { return (uint32_t)((uintptr_t)info->si_value.sival_ptr >> 32); }

static bool is_on(uint32_t number) { return __atomic_load_n(&pause_number, __ATOMIC_SEQ_CST) == number; }

// Copies what the thread was in; false: the pause is over.
static bool arrive(const siginfo_t *info, const ucontext_t *context, mph_system_call *call) {
  __atomic_fetch_add(&inside, 1, __ATOMIC_SEQ_CST);
  bool is_awaited = is_on(pause_of(info));
  if (is_awaited) {
    size_t i = (uint32_t)(uintptr_t)info->si_value.sival_ptr;
    mph_stop *stop = &stopping->stops[i];
    *call = stop->call;
    if (stop->state != MPH_STANDS) mph_read_interrupted(&stopping->threads[i], context);
    stop->is_signalled = 0;
    __atomic_store_n(&stop->state, MPH_STANDS, __ATOMIC_RELEASE);
  }
  __atomic_fetch_sub(&inside, 1, __ATOMIC_SEQ_CST);
  if (is_awaited) mph_change(&arrivals, __atomic_add_fetch(&arrivals, 1, __ATOMIC_SEQ_CST));
  return is_awaited;
}

static void die(int signal) {
  sigaction(signal, &before, NULL);
  MPH_RAW3(SYS_tgkill, MPH_RAW1(SYS_getpid, 0), MPH_RAW1(SYS_gettid, 0), signal);  // delivered when the handler returns
}

// With the mask that the program's handler expects.
static void set_mask_of_program(const ucontext_t *context) {
  sigset_t mask;
  sigorset(&mask, &context->uc_sigmask, &before.sa_mask);
  if (!(before.sa_flags & SA_NODEFER)) sigaddset(&mask, SIGPROF);
  MPH_RAW4(SYS_rt_sigprocmask, SIG_SETMASK, &mask, 0, sizeof(uint64_t));
}

// A signal of the program's own.
static void pass_on(int signal, siginfo_t *info, void *context) {
  set_mask_of_program(context);
  if (before.sa_flags & SA_SIGINFO) {
    before.sa_sigaction(signal, info, context);
  } else if (before.sa_handler == SIG_DFL) {
    die(signal);
  } else if (before.sa_handler != SIG_IGN) {
    before.sa_handler(signal);
  }
}

// All signals are blocked here; while the thread continues its call they are as it had them.
static void handle(int signal, siginfo_t *info, void *raw_context) {
  ucontext_t *context = raw_context;
  mph_system_call call = {.number = MPH_NO_CALL};
  if (!is_own(info)) return pass_on(signal, info, context);
  if (!arrive(info, context, &call)) return;
  while (is_on(pause_of(info))) mph_wait_for_change(&pause_number, pause_of(info), MPH_SECOND);
  mph_continue_interrupted(context, &call);
}

// MARK: Installing

static bool is_ours(const struct sigaction *action) {
  return action->sa_flags & SA_SIGINFO && action->sa_sigaction == handle;
}

static void install(mph_picture *picture) {
  stopping = picture;
  struct sigaction action = {.sa_sigaction = handle, .sa_flags = SA_SIGINFO | SA_RESTART}, old;
  sigfillset(&action.sa_mask);
  sigaction(SIGPROF, NULL, &old);
  if (!is_ours(&old)) {
    before = old;
    sigaction(SIGPROF, &action, NULL);
  }
  is_installed = true;
}

// Lets the threads go on; none touches the picture after that.
static void release(mph_picture *picture) {
  mph_change(&pause_number, pause_number + 1);
  while (__atomic_load_n(&inside, __ATOMIC_SEQ_CST)) MPH_RAW1(SYS_sched_yield, 0);
  for (size_t i = 1; i < picture->count; i++)
    if (picture->stops[i].is_signalled && picture->stops[i].state != MPH_GONE) stays_installed = true;
}

static void uninstall(void) {
  struct sigaction now;
  sigaction(SIGPROF, NULL, &now);
  if (!stays_installed && is_ours(&now)) sigaction(SIGPROF, &before, NULL);
  is_installed = false;
}

static long send(mph_picture *picture, size_t i) {
  siginfo_t info = {.si_signo = SIGPROF, .si_code = SI_QUEUE, .si_errno = MAGIC};
  info.si_pid = picture->process;
  info.si_value.sival_ptr = (void *)((uintptr_t)pause_number << 32 | i);
  picture->stops[i].is_signalled = 1;
  long result = MPH_RAW4(SYS_rt_tgsigqueueinfo, picture->process, picture->threads[i].thread, SIGPROF, &info);
  if (result < 0) picture->stops[i].is_signalled = 0;
  return result;
}

// MARK: Stopping

static bool is_gone(char state) { return state == 0 || state == 'Z' || state == 'X'; }

// A thread that cannot be signalled but sleeps counts as standing, if it has not run when the copy is made.
static bool accept_sleeper(mph_picture *picture, size_t i, uint64_t switches) {
  picture->stops[i].switches = switches;
  return mph_accept_sleeper(picture, i);
}

static bool slept_on(const mph_picture *picture, size_t i) {
  mph_thread_status status;
  mph_system_call call;
  const mph_stop *stop = &picture->stops[i];
  if (!mph_read_status(picture, picture->threads[i].thread, &status) || status.switches != stop->switches) return false;
  if (!mph_read_system_call(picture, picture->threads[i].thread, &call)) return false;
  return call.number == stop->call.number && call.stack_pointer == stop->call.stack_pointer &&
         call.code_pointer == stop->call.code_pointer;
}

// Signals the thread if it takes signals, or accepts that it sleeps. False: neither, try again.
static bool begin_stop(mph_picture *picture, size_t i) {
  mph_thread_status status;
  int thread = picture->threads[i].thread;
  mph_stop *stop = &picture->stops[i];
  if (!mph_read_status(picture, thread, &status) || is_gone(mph_thread_state_letter(picture, thread))) {
    stop->state = MPH_GONE;
    return true;
  }
  if (status.blocked_signals >> (SIGPROF - 1) & 1) return accept_sleeper(picture, i, status.switches);
  mph_read_system_call(picture, thread, &stop->call);
  if (send(picture, i) == -ESRCH) stop->state = MPH_GONE;
  return true;
}

static uint32_t state_of(const mph_picture *picture, size_t i) {
  return __atomic_load_n(&picture->stops[i].state, __ATOMIC_ACQUIRE);
}

// Waits for one more handler, at most a little while; then looks what became of the thread.
static void look_after(mph_picture *picture, size_t i, uint64_t waited) {
  uint32_t seen = __atomic_load_n(&arrivals, __ATOMIC_SEQ_CST);
  if (state_of(picture, i) != MPH_RUNS) return;
  mph_wait_for_change(&arrivals, seen, MPH_MILLISECOND);
  if (waited < 2 * MPH_MILLISECOND || state_of(picture, i) != MPH_RUNS) return;
  char state = mph_thread_state_letter(picture, picture->threads[i].thread);
  if (is_gone(state)) picture->stops[i].state = MPH_GONE;
  mph_thread_status status;
  if (state == 'D' && waited > KERNEL_PATIENCE && mph_read_status(picture, picture->threads[i].thread, &status))
    accept_sleeper(picture, i, status.switches);
}

static int stop(mph_picture *picture, size_t i) {
  uint64_t began = mph_now(), sent = 0;
  while (state_of(picture, i) == MPH_RUNS) {
    uint64_t now = mph_now();
    if (now - began > PATIENCE) return ETIMEDOUT;
    if (!picture->stops[i].is_signalled && !begin_stop(picture, i)) {
      mph_sleep(200 * MPH_MICROSECOND);
      continue;
    }
    if (sent == 0) sent = now;
    look_after(picture, i, now - sent);
    if (now - sent > AGAIN_AFTER && state_of(picture, i) == MPH_RUNS) {
      stays_installed = true;  // one of the two may come late
      sent = now;
      send(picture, i);
    }
  }
  return 0;
}

static int stop_all(mph_pause *pause) {
  mph_picture *picture = pause->picture;
  for (int unchanged = 0; unchanged < 2; unchanged++) {
    size_t known = picture->count;
    int failure = mph_find_new_threads(picture);
    for (size_t i = known; i < picture->count && !failure; i++) begin_stop(picture, i);
    for (size_t i = known; i < picture->count && !failure; i++) {
      failure = stop(picture, i);
      if (failure) pause->thread = picture->threads[i].thread;
    }
    if (failure) return failure;
    if (picture->count > known) unchanged = -1;
  }
  return 0;
}

static int check_sleepers(mph_pause *pause) {
  for (size_t i = 1; i < pause->picture->count; i++) {
    if (state_of(pause->picture, i) != MPH_IN_KERNEL || slept_on(pause->picture, i)) continue;
    pause->thread = pause->picture->threads[i].thread;
    mph_end_copy(pause->picture);
    return MPH_RAN_ON;
  }
  return 0;
}

int mph_pause_by_signal(mph_pause *pause) {
  mph_picture *picture = pause->picture;
  picture->count = 1;
  install(picture);
  picture->stopped = mph_now();
  int failure = stop_all(pause);
  if (failure == 0) mph_read_names(picture);
  if (failure == 0) failure = pause->then(pause->argument);
  if (failure == 0) failure = check_sleepers(pause);
  release(picture);
  picture->went_on = mph_now();
  uninstall();
  return failure;
}

// MARK: For threads that stand by ptrace

void mph_signal_short_calls(mph_picture *picture) {
  for (size_t i = 1; i < picture->count; i++) {
    if (picture->stops[i].state != MPH_STANDS || !picture->stops[i].is_short) continue;
    if (!is_installed) install(picture);
    send(picture, i);
  }
}

static bool is_expected(const mph_picture *picture) {
  for (size_t i = 1; i < picture->count; i++)
    if (__atomic_load_n(&picture->stops[i].is_signalled, __ATOMIC_ACQUIRE)) return true;
  return false;
}

void mph_end_short_calls(mph_picture *picture) {
  if (!is_installed) return;
  for (uint64_t began = mph_now(); is_expected(picture) && mph_now() - began < 20 * MPH_MILLISECOND;) {
    uint32_t seen = __atomic_load_n(&arrivals, __ATOMIC_SEQ_CST);
    if (is_expected(picture)) mph_wait_for_change(&arrivals, seen, MPH_MILLISECOND);
  }
  release(picture);
  uninstall();
}
#endif
