// The program's own signals while pictures are taken: none is lost, and each interrupts what it must.
#ifdef __linux__
#define _GNU_SOURCE
#include "fixture.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static atomic_int handled, interrupted, profiled;
static atomic_bool is_over;
static int pipes[2], events;
static atomic_int readers[2];  // the threads' numbers

static void count_signal(int signal) { (void)signal, handled++; }
static void count_profiled(int signal) { (void)signal, profiled++; }

static void *read_on(void *argument) {
  char byte;
  readers[0] = own_thread();
  while (read(pipes[0], &byte, 1) == -1 && errno == EINTR) interrupted++;
  return argument;
}

static void *wait_on(void *argument) {
  struct epoll_event event;
  readers[1] = own_thread();
  while (epoll_wait(events, &event, 1, -1) == -1 && errno == EINTR) interrupted++;
  return argument;
}

static void await(atomic_int *count, int value) {
  while (*count < value) take_and_close();
}

// False: the call began anew, since the program's handler ended in the instant at which that of a picture began (interrupted.h).
static bool await_interruption(int thread, int before) {
  for (int i = 0; i < 50 && interrupted == before; i++) take_and_close();
  become_blocked(thread);
  return interrupted == before + 1;
}

void real_signals(void) {
  struct sigaction action = {.sa_handler = count_signal};
  sigaction(SIGUSR1, &action, NULL);
  if (pipe(pipes) != 0) abort();
  events = epoll_create1(0);
  epoll_ctl(events, EPOLL_CTL_ADD, pipes[0], &(struct epoll_event){.events = EPOLLIN});
  pthread_t threads[] = {start(read_on, NULL), start(wait_on, NULL)};
  int missed = 0;
  for (int i = 0; i < pictures; i++) {
    // Between two calls a signal interrupts none.
    while (readers[i % 2] == 0) usleep(100);
    become_blocked(readers[i % 2]);
    pthread_kill(threads[i % 2], SIGUSR1);
    await(&handled, i + 1);
    missed += !await_interruption(readers[i % 2], i - missed);
  }
  EXPECT(handled == pictures && interrupted + missed == pictures);
  EXPECT(missed <= (ways == 1 << MPH_SIGNAL ? pictures / 50 : 0));
  EXPECT(write(pipes[1], "xx", 2) == 2);
  for (int i = 0; i < 2; i++) pthread_join(threads[i], NULL);
}

// MARK: The signal that stops threads

static void *spin(void *argument) {
  while (!is_over) {}
  return argument;
}

void profiling_signals(void) {
  struct sigaction action = {.sa_handler = count_profiled, .sa_flags = SA_RESTART}, later;
  sigaction(SIGPROF, &action, NULL);
  pthread_t other = start(spin, NULL);
  for (int i = 0; i < pictures; i++) {
    kill(getpid(), SIGPROF);
    await(&profiled, i + 1);
  }
  EXPECT(profiled == pictures);
  struct itimerval often = {{0, 1000}, {0, 1000}};
  setitimer(ITIMER_PROF, &often, NULL);
  for (int i = 0; i < pictures; i++) take_and_close();
  await(&profiled, profiled + 10);
  sigaction(SIGPROF, NULL, &later);
  EXPECT(later.sa_handler == count_profiled);
  is_over = true;
  pthread_join(other, NULL);
}

// A thread that gets no processor for longer than a signal takes gets it once, and nothing is under way to it when it goes on.
static void *spin_behind(void *argument) {
  cpu_set_t first;
  CPU_ZERO(&first);
  CPU_SET(0, &first);
  sched_setaffinity(0, sizeof first, &first);
  if (argument) setpriority(PRIO_PROCESS, (id_t)own_thread(), 10);
  readers[argument != NULL] = own_thread();
  return spin(argument);
}

void waiting_thread(void) {
  struct sigaction action = {.sa_handler = count_profiled, .sa_flags = SA_RESTART}, later;
  sigaction(SIGPROF, &action, NULL);
  pthread_t others[] = {start(spin_behind, NULL), start(spin_behind, &is_over)};
  while (!readers[0] || !readers[1]) usleep(100);
  for (int i = 0; i < pictures; i++) {
    take_and_close();
    sigaction(SIGPROF, NULL, &later);
    EXPECT(later.sa_handler == count_profiled);
  }
  EXPECT(profiled == 0);
  is_over = true;
  for (int i = 0; i < 2; i++) pthread_join(others[i], NULL);
}

// The kernel then leaves out what tells our signal from the program's.
void full_signal_queue(void) {
  struct rlimit nothing = {0, 0};
  pthread_t other = start(spin, NULL);
  int thread, failure;
  if (setrlimit(RLIMIT_SIGPENDING, &nothing) != 0) abort();
  failure = take_fails(&(mph_options){ways, NULL, 0}, &thread);
  EXPECT(failure == (ways == 1 << MPH_SIGNAL ? ETIMEDOUT : 0));
  is_over = true;
  pthread_join(other, NULL);
}

static void *sleep_a_while(void *argument) {
  readers[0] = own_thread();
  EXPECT(nanosleep(&(struct timespec){0, 300000000}, NULL) == 0);
  is_over = true;
  return argument;
}

// A wait that was stopped with the process goes on as another call (restart_syscall).
void continued_process(void) {
  pthread_t sleeper = start(sleep_a_while, NULL);
  while (readers[0] == 0) usleep(100);
  become_blocked(readers[0]);
  pid_t child = fork();
  if (child == 0) {
    kill(getppid(), SIGSTOP);
    usleep(20000);
    _exit(kill(getppid(), SIGCONT));
  }
  EXPECT(waitpid(child, NULL, 0) == child);
  while (!is_over) take_and_close();
  pthread_join(sleeper, NULL);
}
#endif
