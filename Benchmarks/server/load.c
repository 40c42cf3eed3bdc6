// Load for the server of orders. Usage: load PORT CONNECTIONS REQUESTS
//
// One thread sends so many requests over so many connections, each with the next one as soon as its answer is there, and reads every
// answer whole. Prints seconds, bytes of an answer's body and how many answers there were. All answers must be 200 and have one length.
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { ITEMS = 12, ROOM = 1 << 16 };

struct connection {
  int socket;
  size_t received;
  char answer[ROOM];
};

static char request[ROOM];
static size_t request_length;
static long sent, answered, body_length = -1;

static void fail(const char *what) {
  fprintf(stderr, "load: %s: %s\n", what, strerror(errno));
  exit(1);
}

static void make_request(void) {
  char body[ROOM];
  int length = snprintf(body, sizeof body, "{\"customer\":\"Ada Lovelace, 12 St James's Square\",\"items\":[");
  for (int item = 0; item < ITEMS; item++)
    length += snprintf(
      body + length, sizeof body - (size_t)length,
      "%s{\"article\":\"article number %d\",\"count\":%d,\"price\":%d.5,"
      "\"options\":{\"colour\":\"number %d\",\"size\":\"quite large indeed\",\"wrapped\":\"as a present\"}}",
      item ? "," : "", item * 7919, item % 5 + 1, item * 3, item);
  length += snprintf(body + length, sizeof body - (size_t)length, "]}");
  request_length = (size_t)snprintf(
    request, sizeof request,
    "POST /orders HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", length, body);
}

static int connect_to(int port) {
  struct sockaddr_in address = {
    .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  int made = socket(AF_INET, SOCK_STREAM, 0), at_once = 1;
  if (made < 0 || connect(made, (struct sockaddr *)&address, sizeof address)) fail("no connection");
  setsockopt(made, IPPROTO_TCP, TCP_NODELAY, &at_once, sizeof at_once);
  return made;
}

// A request fits into the socket's buffer: one is under way at a time.
static void send_request(struct connection *connection) {
  if (send(connection->socket, request, request_length, MSG_NOSIGNAL) != (ssize_t)request_length) fail("the request was not sent");
  connection->received = 0;
  sent++;
}

// The length of the body when the answer is there whole, else -1.
static long whole_body(const struct connection *connection) {
  const char *end = strstr(connection->answer, "\r\n\r\n");
  if (!end) return -1;
  if (strncmp(connection->answer, "HTTP/1.1 200", 12)) fail("an answer is not 200");
  const char *field = strcasestr(connection->answer, "\r\ncontent-length:");
  if (!field || field > end) fail("an answer has no length");
  long length = atol(field + strlen("\r\ncontent-length:"));
  return connection->received >= (size_t)(end + 4 - connection->answer) + (size_t)length ? length : -1;
}

static void receive(struct connection *connection, long requests) {
  size_t room = ROOM - 1 - connection->received;
  ssize_t count = recv(connection->socket, connection->answer + connection->received, room, 0);
  if (count <= 0) fail("a connection ended");
  connection->received += (size_t)count;
  connection->answer[connection->received] = 0;
  long length = whole_body(connection);
  if (length < 0) return;
  if (body_length >= 0 && length != body_length) fail("answers differ");
  body_length = length;
  answered++;
  if (sent < requests) send_request(connection);
}

static double seconds(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

int main(int count, char **arguments) {
  int connections = count == 4 ? atoi(arguments[2]) : 0;
  long requests = count == 4 ? atol(arguments[3]) : 0;
  if (connections < 1 || requests < connections) {
    fprintf(stderr, "usage: load PORT CONNECTIONS REQUESTS\n");
    return 2;
  }
  make_request();
  struct connection *all = calloc((size_t)connections, sizeof *all);
  struct pollfd *polled = calloc((size_t)connections, sizeof *polled);
  if (!all || !polled) fail("no memory");
  for (int index = 0; index < connections; index++) {
    all[index].socket = connect_to(atoi(arguments[1]));
    polled[index] = (struct pollfd){.fd = all[index].socket, .events = POLLIN};
  }
  double start = seconds();
  for (int index = 0; index < connections; index++) send_request(&all[index]);
  while (answered < requests) {
    if (poll(polled, (nfds_t)connections, -1) < 0) fail("poll");
    for (int index = 0; index < connections; index++)
      if (polled[index].revents) receive(&all[index], requests);
  }
  printf("%f %ld %ld\n", seconds() - start, body_length, answered);
  return 0;
}
