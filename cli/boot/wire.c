// SPDX-License-Identifier: MIT
/* Requests and answers as bytes.  Nothing that comes in is trusted. */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "cli/boot/boot.h"

#define REQUEST_HEAD 8
#define PART_HEAD    5

static void put_number(unsigned char *at, uint32_t number)
{
	for (int i = 0; i < 4; i++)
		at[i] = (unsigned char)(number >> 8 * i);
}

static uint32_t get_number(const unsigned char *at)
{
	uint32_t number = 0;

	for (int i = 0; i < 4; i++)
		number |= (uint32_t)at[i] << 8 * i;
	return number;
}

static int send_all(int fd, const void *bytes, size_t len)
{
	const char *at = bytes;

	while (len) {
		ssize_t n = send(fd, at, len, MSG_NOSIGNAL);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		at += n;
		len -= (size_t)n;
	}
	return 0;
}

/* Return: 0; -EPIPE where the other end is closed, -EAGAIN where it says nothing for too long. */
static int receive_all(int fd, void *bytes, size_t len)
{
	char *at = bytes;

	while (len) {
		ssize_t n = recv(fd, at, len, 0);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n ? -errno : -EPIPE;
		at += n;
		len -= (size_t)n;
	}
	return 0;
}

/* ---- requests -------------------------------------------------------------------------------- */

int wire_add(struct wire_request *request, const char *word)
{
	size_t len = strlen(word) + 1;
	char *buf;

	if (request->nr == WIRE_WORDS_MAX || len > WIRE_REQUEST_MAX - request->len)
		return -E2BIG;
	buf = realloc(request->buf, request->len + len);
	if (!buf)
		return -ENOMEM;
	memcpy(buf + request->len, word, len);
	request->buf = buf;
	request->len += len;
	request->nr++;
	return 0;
}

void wire_free(struct wire_request *request)
{
	free(request->buf);
	*request = (struct wire_request){ .buf = NULL };
}

int wire_send_request(int fd, const struct wire_request *request)
{
	unsigned char head[REQUEST_HEAD] = { 'A', 'S', 'H', WIRE_VERSION };
	int err;

	put_number(head + 4, (uint32_t)request->len);
	err = send_all(fd, head, sizeof(head));
	return err ?: send_all(fd, request->buf, request->len);
}

/* Each word ends, the last one at the end. */
static const char *find_words(struct wire_request *request)
{
	size_t at = 0;

	if (!request->len || request->buf[request->len - 1])
		return "its last word does not end";
	while (at < request->len) {
		if (request->nr == WIRE_WORDS_MAX)
			return "it has too many words";
		request->words[request->nr++] = request->buf + at;
		at += strlen(request->buf + at) + 1;
	}
	return NULL;
}

const char *wire_receive_request(int fd, struct wire_request *request)
{
	unsigned char head[REQUEST_HEAD];

	if (receive_all(fd, head, sizeof(head)))
		return "it is cut short";
	if (memcmp(head, "ASH", 3) != 0)
		return "it is none";
	if (head[3] != WIRE_VERSION)
		return "it is of another version of ashlar than the machine";
	request->len = get_number(head + 4);
	if (request->len > WIRE_REQUEST_MAX)
		return "it is too long";
	request->buf = malloc(request->len ?: 1);
	if (!request->buf)
		return "the host has no memory left for it";
	if (receive_all(fd, request->buf, request->len))
		return "it is cut short";
	return find_words(request);
}

/* ---- answers --------------------------------------------------------------------------------- */

int wire_send(int fd, enum wire_kind kind, const char *bytes, size_t len)
{
	int err = 0;

	do {
		size_t part = len < WIRE_PART_MAX ? len : WIRE_PART_MAX;
		unsigned char head[PART_HEAD] = { (unsigned char)kind };

		put_number(head + 1, (uint32_t)part);
		err = send_all(fd, head, sizeof(head));
		if (!err)
			err = send_all(fd, bytes, part);
		bytes += part;
		len -= part;
	} while (!err && len);
	return err;
}

int wire_receive(int fd, enum wire_kind *kind, char *buf, size_t *len)
{
	unsigned char head[PART_HEAD];

	if (receive_all(fd, head, sizeof(head)))
		return -EPIPE;
	*kind = (enum wire_kind)head[0];
	*len = get_number(head + 1);
	if (*len > WIRE_PART_MAX || !strchr("oex", head[0]) || !head[0] ||
	    (*kind == WIRE_EXIT && *len != 1))
		return -EPROTO;
	return receive_all(fd, buf, *len) ? -EPIPE : 0;
}
