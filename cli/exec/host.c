// SPDX-License-Identifier: MIT
/* Files of the host, for steps that copy to and from them. */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "cli/exec/exec.h"

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
