// SPDX-License-Identifier: MIT
/* Reading memory of this process that may not be there: the host says so instead of a fault. */
#include <sys/uio.h>
#include <unistd.h>

#include "cli/boot/world.h"

bool frames_read(void *to, unsigned long from, size_t size)
{
	struct iovec local = { to, size }, remote = { (void *)from, size };

	return process_vm_readv(getpid(), &local, 1, &remote, 1, 0) == (ssize_t)size;
}
