// What the program sees of the processes that pictures need, and what they do when it ends.
#ifdef __linux__
#define _GNU_SOURCE
#include "fixture.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static atomic_bool is_over;
static atomic_int ended_children;

static void on_child(int signal) { (void)signal, ended_children++; }

// MARK: Children

void unseen_children(void) {
  signal(SIGCHLD, on_child);
  for (int i = 0; i < pictures; i++) {
    mph_picture *picture = take(0);
    errno = 0;
    EXPECT(waitpid(-1, NULL, 0) == -1 && errno == ECHILD);
    mph_close(picture, false);
  }
  EXPECT(ended_children == 0);
}

static void *fork_and_spawn(void *argument) {
  char *command[] = {"true", NULL};
  while (!is_over) {
    int status = 1;
    pid_t child = fork();
    if (child == 0) _exit(5);
    EXPECT(waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 5);
    EXPECT(posix_spawnp(&child, "true", NULL, NULL, command, NULL) == 0);
    EXPECT(waitpid(child, &status, 0) == child && status == 0);
  }
  return argument;
}

void forking_program(void) {
  pthread_t threads[2] = {start(fork_and_spawn, NULL), start(fork_and_spawn, NULL)};
  for (int i = 0; i < pictures; i++) take_and_close();
  is_over = true;
  for (int i = 0; i < 2; i++) pthread_join(threads[i], NULL);
}

// MARK: What is left

static int entries(const char *folder) {
  DIR *open = opendir(folder);
  int count = 0;
  while (open && readdir(open)) count++;
  if (open) closedir(open);
  return count;
}

static int lines(const char *path) {
  FILE *file = fopen(path, "r");
  int count = 0;
  for (int byte; file && (byte = getc(file)) != EOF;) count += byte == '\n';
  if (file) fclose(file);
  return count;
}

static void *wait_for_end(void *argument) {
  while (!is_over) usleep(1000);
  return argument;
}

void nothing_left(void) {
  pthread_t other = start(wait_for_end, NULL);
  sigset_t mask, later;
  struct sigaction action, later_action;
  take_and_close();
  int files = entries("/proc/self/fd"), threads = entries("/proc/self/task"), maps = lines("/proc/self/maps");
  pthread_sigmask(SIG_SETMASK, NULL, &mask);
  sigaction(SIGPROF, NULL, &action);
  for (int i = 0; i < pictures; i++) {
    mph_picture *picture = take(1 << 20);
    if (i == 0) EXPECT(entries("/proc/self/fd") == files);
    mph_close(picture, false);
  }
  EXPECT(entries("/proc/self/fd") == files);
  EXPECT(entries("/proc/self/task") == threads);
  EXPECT(lines("/proc/self/maps") == maps);
  errno = 0;
  EXPECT(waitpid(-1, NULL, WNOHANG | __WALL) == -1 && errno == ECHILD);
  pthread_sigmask(SIG_SETMASK, NULL, &later);
  sigaction(SIGPROF, NULL, &later_action);
  for (int i = 1; i < 64; i++) EXPECT(sigismember(&mask, i) == sigismember(&later, i));
  EXPECT(action.sa_handler == later_action.sa_handler);
  is_over = true;
  pthread_join(other, NULL);
}

void open_files(void) {
  int ends[2];
  char byte;
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) abort();
  mph_picture *picture = take(0);
  EXPECT(mph_call(picture, (void (*)(void *))on_child, NULL) == 0);  // the copy is ready
  close(ends[0]);
  EXPECT(read(ends[1], &byte, 1) == 0);
  mph_close(picture, false);
}

// MARK: Ends

static void answer(void *result) { *(int *)result = 42; }
static void fault(void *result) { *(volatile int *)NULL = *(int *)result; }
static void *take_for_other(void *argument) {
  *(mph_picture **)argument = take(100);
  return NULL;
}

void ended_taker(void) {
  mph_picture *picture = NULL;
  pthread_join(start(take_for_other, &picture), NULL);
  int *result = mph_shared(picture);
  EXPECT(mph_call(picture, answer, result) == 0 && *result == 42);
  mph_close(picture, true);
  EXPECT(*result == 42);  // kept
}

void killed_copy(void) {
  mph_picture *picture = take(100);
  int *result = mph_shared(picture);
  kill(mph_copy_process(picture), SIGKILL);
  EXPECT(mph_call(picture, answer, result) == ESRCH);
  EXPECT(mph_call(picture, answer, result) == ESRCH);
  mph_close(picture, false);
  picture = take(100);
  EXPECT(mph_call(picture, fault, mph_shared(picture)) == ESRCH);
  mph_close(picture, false);
}

// A child that has a picture and is then killed, or becomes another program: this process inherits the copy.
static void end_with_picture(bool becomes_other) {
  int pipes[2], copy = 0;
  if (pipe(pipes) != 0) abort();
  pid_t child = fork();
  if (child == 0) {
    copy = mph_copy_process(take(0));
    if (write(pipes[1], &copy, sizeof copy) != sizeof copy) _exit(1);
    if (becomes_other) execlp("sleep", "sleep", "1000", (char *)NULL);
    for (;;) pause();
  }
  EXPECT(read(pipes[0], &copy, sizeof copy) == sizeof copy);
  char path[64], state = 0;
  snprintf(path, sizeof path, "/proc/%d/stat", copy);
  while (becomes_other && state != 'Z') {  // its parent never asks for it
    FILE *file = fopen(path, "r");
    if (file == NULL || fscanf(file, "%*d (%*[^)]) %c", &state) != 1) wrong("no copy"), state = 'Z';
    if (file) fclose(file);
    usleep(10000);
  }
  kill(child, SIGKILL);
  EXPECT(waitpid(child, NULL, 0) == child);
  EXPECT(waitpid(copy, NULL, __WALL) == copy);
}

void killed_program(void) {
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  end_with_picture(false);
  end_with_picture(true);
}
#endif
