// Blocks that another thread frees than allocated them. A pair of threads shares a queue, which its lock protects; blocks go through it by
// the batch, so that the lock is not what is measured.
#include <pthread.h>

#include "CWorkloads.h"
#include "blocks.h"

enum { IN_BATCH = 256, BATCHES = 16 };

struct batch {
  unsigned char *blocks[IN_BATCH];
  int count;
};

// put - taken batches are in the queue, at most BATCHES; the allocating thread writes the one at `put` before it counts it.
struct queue {
  pthread_mutex_t lock;
  pthread_cond_t changed;
  long put, taken, count;
  bool ended;
  uint64_t seed, sum;
  struct batch batches[BATCHES];
};

static void fill(struct queue *queue, struct batch *batch, long left) {
  batch->count = left < IN_BATCH ? (int)left : IN_BATCH;
  for (int index = 0; index < batch->count; index++) {
    uint64_t random = next_random(&queue->seed);
    batch->blocks[index] = make_block(some_size(random), (int)(random >> 24 & 0xff));
  }
}

static void *allocate(void *context) {
  struct queue *queue = context;
  for (long left = queue->count; left > 0;) {
    pthread_mutex_lock(&queue->lock);
    while (queue->put - queue->taken == BATCHES) pthread_cond_wait(&queue->changed, &queue->lock);
    struct batch *batch = &queue->batches[queue->put % BATCHES];
    pthread_mutex_unlock(&queue->lock);
    fill(queue, batch, left);
    left -= batch->count;
    pthread_mutex_lock(&queue->lock);
    queue->put++;
    queue->ended = left == 0;
    pthread_cond_signal(&queue->changed);
    pthread_mutex_unlock(&queue->lock);
  }
  return NULL;
}

// The batch to free next; none when the allocating thread has ended.
static struct batch *next_batch(struct queue *queue) {
  pthread_mutex_lock(&queue->lock);
  while (queue->put == queue->taken && !queue->ended) pthread_cond_wait(&queue->changed, &queue->lock);
  struct batch *batch = queue->put == queue->taken ? NULL : &queue->batches[queue->taken % BATCHES];
  pthread_mutex_unlock(&queue->lock);
  return batch;
}

static void *release(void *context) {
  struct queue *queue = context;
  for (struct batch *batch; (batch = next_batch(queue));) {
    for (int index = 0; index < batch->count; index++) {
      queue->sum += batch->blocks[index][15];
      free(batch->blocks[index]);
    }
    pthread_mutex_lock(&queue->lock);
    queue->taken++;
    pthread_cond_signal(&queue->changed);
    pthread_mutex_unlock(&queue->lock);
  }
  return NULL;
}

uint64_t hand_over_blocks(int threads, long count) {
  int pairs = threads / 2;
  struct queue *queues = calloc((size_t)pairs, sizeof *queues);
  pthread_t *started = calloc((size_t)pairs * 2, sizeof *started);
  if (!queues || !started) abort();
  for (int pair = 0; pair < pairs; pair++) {
    struct queue *queue = &queues[pair];
    *queue = (struct queue){
      .lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER, .count = count / pairs, .seed = (uint64_t)pair + 1};
    queue->ended = queue->count == 0;
    if (pthread_create(&started[2 * pair], NULL, allocate, queue)) abort();
    if (pthread_create(&started[2 * pair + 1], NULL, release, queue)) abort();
  }
  uint64_t sum = 0;
  for (int thread = 0; thread < pairs * 2; thread++) pthread_join(started[thread], NULL);
  for (int pair = 0; pair < pairs; pair++) sum += queues[pair].sum;
  free(started);
  free(queues);
  return sum;
}
