// SPDX-License-Identifier: MIT
/*
 * Who unmounts when this process cannot: a child that waits for its end.
 *
 * It holds one end of a socket, and this process the other.  A word on it means that all is in
 * order; its end without a word, that this process is gone, however that came about.  (libfuse has
 * such a helper, which looks whether the file system is dead before it unmounts, and leaves it
 * where it looks too early.)
 */
#include <errno.h>
#include <fcntl.h>
#include <mntent.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/mount/watcher.h"

static struct {
	pid_t child;
	int end;
} watcher;

/* Another may have unmounted it, and mounted something else. */
static bool is_mounted(const char *dir)
{
	FILE *file = setmntent("/proc/self/mounts", "r");
	const struct mntent *entry;
	bool found = false;

	while (file && (entry = getmntent(file)))
		if (strcmp(entry->mnt_dir, dir) == 0)
			found = strcmp(entry->mnt_type, "fuse.ashlar") == 0;
	if (file)
		endmntent(file);
	return found;
}

/* Nothing of the process is kept: neither its files, nor its terminal, nor its folder. */
static void leave_process(int end)
{
	sigset_t all;
	int null = open("/dev/null", O_RDWR);

	setsid();
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, NULL);
	for (int fd = 0; fd < 3; fd++)
		dup2(null, fd);
	dup2(end, 3);
	close_range(4, ~0u, 0);
	if (chdir("/"))
		_exit(1);
}

static void __attribute__((noreturn)) watch(const char *dir, int end)
{
	ssize_t n;
	char word;

	leave_process(end);
	do
		n = read(3, &word, 1);
	while (n < 0 && errno == EINTR);
	if (n > 0 || !is_mounted(dir))
		_exit(0);
	if (geteuid() == 0)
		_exit(umount2(dir, MNT_DETACH) != 0);
	execlp("fusermount3", "fusermount3", "-u", "-z", "-q", "--", dir, (char *)NULL);
	_exit(1);
}

bool watcher_start(const char *dir)
{
	int ends[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
		return false;
	watcher.child = fork();
	if (watcher.child == 0) {
		close(ends[1]);
		watch(dir, ends[0]);
	}
	close(ends[0]);
	watcher.end = ends[1];
	if (watcher.child > 0)
		return true;
	close(ends[1]);
	watcher.child = 0;
	return false;
}

void watcher_stop(void)
{
	if (!watcher.child)
		return;
	/* Where it is gone, there is nobody to be told. */
	if (send(watcher.end, "q", 1, MSG_NOSIGNAL) == 1)
		while (waitpid(watcher.child, NULL, 0) < 0 && errno == EINTR)
			;
	close(watcher.end);
	watcher.child = 0;
}
