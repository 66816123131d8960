// SPDX-License-Identifier: MIT
/* Memory and files of the host, for the command's files in the kernel's world. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/host.h"

void (*host_text_seen)(const char *path, const char *text, unsigned long len);

/* ---- memory ---------------------------------------------------------------------------------- */

void *own_alloc(unsigned long size)
{
	void *p = calloc(1, size ?: 1);

	if (p)
		return p;
	complain("the host has no memory left");
	exit(EXIT_USAGE);
}

void *own_resize(void *p, unsigned long size)
{
	return realloc(p, size ?: 1);
}

void own_free(void *p)
{
	free(p);
}

/* ---- files ----------------------------------------------------------------------------------- */

int host_open(const char *path, bool write)
{
	int fd = write ? open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666) :
			 open(path, O_RDONLY | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

long host_read(int fd, void *buf, unsigned long count)
{
	ssize_t n;

	do
		n = read(fd, buf, count);
	while (n < 0 && errno == EINTR);
	return n < 0 ? -errno : n;
}

long host_write(int fd, const void *buf, unsigned long count)
{
	unsigned long done = 0;

	while (done < count) {
		ssize_t n = write(fd, (const char *)buf + done, count - done);

		if (n < 0 && errno != EINTR)
			return -errno;
		done += n > 0 ? (unsigned long)n : 0;
	}
	return (long)done;
}

long host_close(int fd)
{
	return close(fd) ? -errno : 0;
}

/* ---- whole texts ----------------------------------------------------------------------------- */

/* To the end of the file. Return: 0 or a negative errno; @text grows as is needed. */
static long read_all(int fd, char **text, unsigned long *len)
{
	unsigned long room = 0;
	long n = 0;

	*text = NULL;
	*len = 0;
	do {
		*len += (unsigned long)n;
		if (*len + 1 >= room) {
			char *more = own_resize(*text, 2 * room + 4096);

			if (!more)
				return -ENOMEM;
			*text = more;
			room = 2 * room + 4096;
		}
		n = host_read(fd, *text + *len, room - 1 - *len);
	} while (n > 0 && *len <= HOST_TEXT_MAX);
	(*text)[*len] = '\0';
	return n > 0 ? -EFBIG : n;
}

char *host_text(const char *path, unsigned long *len, const char **why)
{
	bool is_input = strcmp(path, "-") == 0;
	int fd = is_input ? STDIN_FILENO : host_open(path, false);
	char *text = NULL;
	long err = fd < 0 ? fd : read_all(fd, &text, len);

	if (fd >= 0 && !is_input)
		host_close(fd);
	if (err) {
		*why = strerror((int)-err);
		own_free(text);
		return NULL;
	}
	if (host_text_seen)
		host_text_seen(path, text, *len);
	return text;
}
