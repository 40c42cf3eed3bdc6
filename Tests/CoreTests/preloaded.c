// A program that knows nothing of the recorder, and does what recording_program.c expects. With an argument it ends by kill -9.
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static void *volatile blocks[1000];

__attribute__((noinline)) static void allocate(int count, size_t size) {
  for (int index = 0; index < count; index++) blocks[index] = malloc(size);
}

static void *work(void *unused) {
  for (int index = 0; index < 300; index++) {
    void *volatile block = calloc(3, 41);
    free(block);
  }
  return unused;
}

int main(int argument_count, char **arguments) {
  (void)arguments;
  pthread_t threads[4];
  allocate(1000, 24001);
  for (int index = 0; index < 400; index++) free(blocks[index]);
  for (int index = 0; index < 4; index++) pthread_create(&threads[index], NULL, work, NULL);
  for (int index = 0; index < 4; index++) pthread_join(threads[index], NULL);
  pid_t child = fork();
  if (child == 0) {
    allocate(10, 777);
    _exit(0);
  }
  waitpid(child, NULL, 0);
  if (argument_count > 1) kill(getpid(), SIGKILL);
  return 0;
}
