/*
 * The floor under every long value: two processes, two pipes, the bytes there and back as fast as they go.
 * bulk <length> <rounds> <warm-up rounds> <pipe capacity, 0 for the system's> prints {"p50":…,"p99":…} in microseconds.
 */
#define _GNU_SOURCE
#include "floor.h"
#include <fcntl.h>
#include <poll.h>
#include <string.h>

enum { BUFFER = 1024 * 1024 };

/* Sends back all that comes, as it comes. */
static void serve(int in, int out) {
  char *buffer = allocate(BUFFER);
  ssize_t count;
  while ((count = read(in, buffer, BUFFER)) > 0)
    for (ssize_t sent = 0; sent < count;) {
      ssize_t more = write(out, buffer + sent, (size_t)(count - sent));
      if (more < 0) fail("write");
      sent += more;
    }
  _exit(0);
}

static double time_round(int out, int in, const char *value, char *answer, size_t length) {
  size_t sent = 0, received = 0;
  memset(answer, 0, length);
  struct timespec begin = now();
  while (received < length) {
    /* Reading is what frees the writer. */
    struct pollfd ends[] = {{in, POLLIN, 0}, {sent < length ? out : -1, POLLOUT, 0}};
    if (poll(ends, 2, -1) < 0) fail("poll");
    if (ends[0].revents != 0) {
      ssize_t count = read(in, answer + received, length - received);
      if (count <= 0) fail("read");
      received += (size_t)count;
    }
    if (ends[1].revents != 0) {
      ssize_t count = write(out, value + sent, length - sent);
      if (count < 0) fail("write");
      sent += (size_t)count;
    }
  }
  double microseconds = microseconds_since(begin);
  if (memcmp(value, answer, length) != 0) {
    fprintf(stderr, "Other bytes came back.\n");
    _exit(1);
  }
  return microseconds;
}

int main(int argc, char **argv) {
  if (argc != 5) {
    fprintf(stderr, "bulk <length> <rounds> <warm-up rounds> <pipe capacity>\n");
    return 2;
  }
  size_t length = (size_t)atol(argv[1]);
  long rounds = atol(argv[2]), warm_up = atol(argv[3]);
  int capacity = atoi(argv[4]), there[2], back[2];
  if (pipe(there) != 0 || pipe(back) != 0) fail("pipe");
  if (capacity > 0 && (fcntl(there[1], F_SETPIPE_SZ, capacity) < 0 || fcntl(back[1], F_SETPIPE_SZ, capacity) < 0))
    fail("F_SETPIPE_SZ");
  pid_t child = start_child(there, back, serve);
  if (fcntl(there[1], F_SETFL, O_NONBLOCK) != 0) fail("O_NONBLOCK");
  char *value = allocate(length), *answer = allocate(length);
  for (size_t i = 0; i < length; i++) value[i] = (char)(i * 2654435761u >> 24);
  double *samples = allocate((size_t)rounds * sizeof *samples);
  for (long i = 0; i < warm_up; i++) time_round(there[1], back[0], value, answer, length);
  for (long i = 0; i < rounds; i++) samples[i] = time_round(there[1], back[0], value, answer, length);
  finish(child, there[1], samples, rounds);
  return 0;
}
