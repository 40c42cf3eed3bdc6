// Stops threads by a signal; and, for threads that ptrace stops, has calls continued that the stop cut short.
#ifdef __linux__
#define _GNU_SOURCE
#include <errno.h>

#include "signal_handler.h"

enum { PATIENCE = MPH_SECOND, KERNEL_PATIENCE = 20 * MPH_MILLISECOND };
enum { AGAIN_AFTER = 50 * MPH_MILLISECOND };  // a signal is lost where the program sent the same one just before

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
  if (mph_holds_stop(status.blocked_signals)) return accept_sleeper(picture, i, status.switches);
  mph_read_system_call(picture, thread, &stop->call);
  if (mph_signal_thread(picture, i) == -ESRCH) stop->state = MPH_GONE;
  return true;
}

static uint32_t state_of(const mph_picture *picture, size_t i) {
  return __atomic_load_n(&picture->stops[i].state, __ATOMIC_ACQUIRE);
}

// Waits for one more handler, at most a little while; then looks what became of the thread.
static void look_after(mph_picture *picture, size_t i, uint64_t waited) {
  uint32_t seen = __atomic_load_n(&mph_arrivals, __ATOMIC_SEQ_CST);
  if (state_of(picture, i) != MPH_RUNS) return;
  mph_wait_for_change(&mph_arrivals, seen, MPH_MILLISECOND);
  if (waited < 2 * MPH_MILLISECOND || state_of(picture, i) != MPH_RUNS) return;
  char state = mph_thread_state_letter(picture, picture->threads[i].thread);
  if (is_gone(state)) picture->stops[i].state = MPH_GONE;
  mph_thread_status status;
  if (state == 'D' && waited > KERNEL_PATIENCE && mph_read_status(picture, picture->threads[i].thread, &status))
    accept_sleeper(picture, i, status.switches);
}

// Whether the signal was dropped: it neither waits for the thread to run, nor is its handler running.
static bool is_lost(const mph_picture *picture, size_t i) {
  mph_thread_status status;
  if (!mph_read_status(picture, picture->threads[i].thread, &status)) return false;
  return !mph_holds_stop(status.pending_signals | status.blocked_signals);
}

static int stop(mph_picture *picture, size_t i) {
  uint64_t began = mph_now(), sent = 0;
  while (state_of(picture, i) == MPH_RUNS) {
    uint64_t now = mph_now();
    if (now - began > PATIENCE) return ETIMEDOUT;
    if (!picture->stops[i].is_signalled && state_of(picture, i) == MPH_RUNS && !begin_stop(picture, i)) {
      mph_sleep(200 * MPH_MICROSECOND);
      continue;
    }
    if (sent == 0) sent = now;
    look_after(picture, i, now - sent);
    if (now - sent > AGAIN_AFTER) {
      sent = now;
      if (is_lost(picture, i) && state_of(picture, i) == MPH_RUNS) mph_signal_thread(picture, i);
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
  mph_install_handler(picture);
  picture->stopped = mph_now();
  int failure = stop_all(pause);
  if (failure == 0) failure = pause->then(pause->argument);
  if (failure == 0) failure = check_sleepers(pause);
  mph_release_handlers(picture);
  picture->went_on = mph_now();
  mph_uninstall_handler();
  return failure;
}

// MARK: For threads that stand by ptrace

void mph_signal_short_calls(mph_picture *picture) {
  for (size_t i = 1; i < picture->count; i++) {
    if (picture->stops[i].state != MPH_STANDS || !picture->stops[i].is_short) continue;
    if (!picture->has_short_calls) mph_install_handler(picture);
    picture->has_short_calls = true;
    mph_signal_thread(picture, i);
  }
}

static bool is_expected(const mph_picture *picture) {
  for (size_t i = 1; i < picture->count; i++)
    if (__atomic_load_n(&picture->stops[i].is_signalled, __ATOMIC_ACQUIRE)) return true;
  return false;
}

void mph_end_short_calls(mph_picture *picture) {
  if (!picture->has_short_calls) return;
  picture->has_short_calls = false;
  for (uint64_t began = mph_now(); is_expected(picture) && mph_now() - began < 20 * MPH_MILLISECOND;) {
    uint32_t seen = __atomic_load_n(&mph_arrivals, __ATOMIC_SEQ_CST);
    if (is_expected(picture)) mph_wait_for_change(&mph_arrivals, seen, MPH_MILLISECOND);
  }
  mph_release_handlers(picture);
  mph_uninstall_handler();
}
#endif
