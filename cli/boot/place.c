// SPDX-License-Identifier: MIT
/*
 * Where machines that stay are found: a folder for each, under its name.
 *
 * Who has locked the file "lock" in it owns the folder.  The lock goes with the process, however it
 * ends; so a folder that can be locked is what a killed machine has left, and is swept.  The lock's
 * file is removed last, and while it is locked; who has locked a file that is no longer there tries
 * again: two that come at once do not both think that the folder is theirs.
 */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "cli/boot/boot.h"

/* Each try loses to somebody who sweeps; nobody sweeps so often. */
#define CLAIM_TRIES 100
#define SWEEP_US    2000
/* Clients that wait for the machine to take their call. */
#define BACKLOG 64

bool place_name_ok(const char *name)
{
	size_t len = strlen(name);
	bool ok = len && len <= MACHINE_NAME_MAX && isalnum((unsigned char)*name);

	for (const char *c = name; *c && ok; c++)
		ok = isalnum((unsigned char)*c) || strchr("._-", *c);
	if (!ok)
		complain_usage("a machine's name has up to %d letters, digits, dots, dashes and "
			       "underscores, and begins with one of the first two, unlike '%s'",
			       MACHINE_NAME_MAX, name);
	return ok;
}

/* ---- the folder of all ----------------------------------------------------------------------- */

/* Nobody else may put a machine there, or ask one. */
static bool is_private(const char *path)
{
	struct stat st;

	if (lstat(path, &st)) {
		complain_usage("cannot use the folder %s: %s", path, strerror(errno));
		return false;
	}
	if (S_ISDIR(st.st_mode) && st.st_uid == geteuid() && !(st.st_mode & 077))
		return true;
	complain_usage("%s is not a folder of yours alone: remove it, or choose another place by "
		       "XDG_RUNTIME_DIR",
		       path);
	return false;
}

/* Return: false after a message. */
static bool find_base(char *path, size_t size)
{
	const char *runtime = getenv("XDG_RUNTIME_DIR");
	struct stat st;
	int n;

	if (runtime && *runtime == '/' && !stat(runtime, &st) && S_ISDIR(st.st_mode))
		n = snprintf(path, size, "%s/ashlar", runtime);
	else
		n = snprintf(path, size, "/tmp/ashlar-%u", (unsigned int)geteuid());
	if (n >= (int)size) {
		complain_usage("the path of XDG_RUNTIME_DIR is too long");
		return false;
	}
	if (mkdir(path, 0700) && errno != EEXIST) {
		complain_usage("cannot make the folder %s: %s", path, strerror(errno));
		return false;
	}
	return is_private(path);
}

static bool find_path(const char *name, char *path, size_t size)
{
	char base[256];

	if (!place_name_ok(name) || !find_base(base, sizeof(base)))
		return false;
	return snprintf(path, size, "%s/%s", base, name) < (int)size;
}

/* ---- owning a machine's ---------------------------------------------------------------------- */

static int remove_below(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	const char *name = path + ftw->base;

	/* The lock goes last. */
	if (ftw->level && !(ftw->level == 1 && strcmp(name, "lock") == 0))
		remove(path);
	return 0;
}

static void sweep(const char *path)
{
	nftw(path, remove_below, 16, FTW_DEPTH | FTW_PHYS);
}

static void remove_folder(const char *path, int dir)
{
	sweep(path);
	unlinkat(dir, "lock", 0);
	rmdir(path);
}

/* Return: the file, locked; -1: it is not there, or has gone, and -2: it is somebody else's. */
static int take_lock(int dir, int flags)
{
	int fd = openat(dir, "lock", O_RDWR | O_CLOEXEC | O_NOFOLLOW | flags, 0600);
	struct stat ours, there;

	if (fd < 0)
		return -1;
	if (flock(fd, LOCK_EX | LOCK_NB)) {
		close(fd);
		return -2;
	}
	if (!fstat(fd, &ours) && !fstatat(dir, "lock", &there, AT_SYMLINK_NOFOLLOW) &&
	    ours.st_ino == there.st_ino && ours.st_dev == there.st_dev)
		return fd;
	close(fd);
	return -1;
}

static int owner_of(int dir)
{
	int fd = openat(dir, "lock", O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	char text[32] = "";

	if (fd < 0)
		return 0;
	if (read(fd, text, sizeof(text) - 1) < 0)
		*text = 0;
	close(fd);
	return atoi(text);
}

/* Who only sweeps holds the lock for a moment: then its number is nobody's. */
static bool is_swept(const struct place *place)
{
	int pid = owner_of(place->dir);

	if (pid > 0 && !kill(pid, 0))
		return false;
	usleep(SWEEP_US);
	return true;
}

/* Return: -1: try again, or an exit code. */
static int try_claim(struct place *place)
{
	if (mkdir(place->path, 0700) && errno != EEXIST) {
		complain_usage("cannot make the folder %s: %s", place->path, strerror(errno));
		return EXIT_USAGE;
	}
	place->dir = open(place->path, O_DIRECTORY | O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (place->dir < 0)
		return -1;
	place->lock = take_lock(place->dir, O_CREAT);
	if (place->lock >= 0) {
		sweep(place->path);
		place_own(place);
		return EXIT_OK;
	}
	if (place->lock == -2 && is_swept(place))
		place->lock = -1;
	if (place->lock == -2)
		complain_usage("machine %s runs already, as process %d; --name gives the new one "
			       "another name",
			       place->name, owner_of(place->dir));
	close(place->dir);
	return place->lock == -2 ? EXIT_USAGE : -1;
}

int place_claim(const char *name, struct place *place)
{
	int code = -1;

	if (!find_path(name, place->path, sizeof(place->path)))
		return EXIT_USAGE;
	snprintf(place->name, sizeof(place->name), "%s", name);
	for (int tries = 0; tries < CLAIM_TRIES && code < 0; tries++)
		code = try_claim(place);
	if (code < 0)
		complain_usage("cannot make the folder %s", place->path);
	return code < 0 ? EXIT_USAGE : code;
}

void place_own(const struct place *place)
{
	char text[32];
	int n = snprintf(text, sizeof(text), "%d\n", (int)getpid());

	/* Who reads it only tells it on. */
	if (ftruncate(place->lock, 0) || pwrite(place->lock, text, (size_t)n, 0) < 0)
		return;
}

void place_give_up(struct place *place)
{
	remove_folder(place->path, place->dir);
	close(place->lock);
	close(place->dir);
}

void place_unlink(const struct place *place)
{
	unlinkat(place->dir, "socket", 0);
}

/* ---- sockets --------------------------------------------------------------------------------- */

/* By way of the folder's descriptor: addresses of sockets are short. */
static struct sockaddr_un address_of(int dir)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	snprintf(address.sun_path, sizeof(address.sun_path), "/proc/self/fd/%d/socket", dir);
	return address;
}

int place_listen(const struct place *place)
{
	struct sockaddr_un address = address_of(place->dir);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd >= 0 && !bind(fd, (struct sockaddr *)&address, sizeof(address)) &&
	    !listen(fd, BACKLOG))
		return fd;
	complain_usage("cannot make the socket %s/socket: %s", place->path, strerror(errno));
	if (fd >= 0)
		close(fd);
	return -1;
}

/* The lock of a machine that was killed is nobody's. Return: was it such a one? */
static bool sweep_dead(const char *path, int dir)
{
	int lock = take_lock(dir, 0);

	if (lock < 0)
		return false;
	remove_folder(path, dir);
	close(lock);
	return true;
}

static int try_connect(int dir)
{
	struct sockaddr_un address = address_of(dir);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof(address))) {
		close(fd);
		fd = -1;
	}
	return fd;
}

static void add_name(const char *name, void *arg)
{
	FILE *names = arg;

	fprintf(names, "%s%s", ftell(names) ? ", " : "", name);
}

static void say_absent(const char *name)
{
	char *names = NULL;
	size_t len = 0;
	FILE *text = open_memstream(&names, &len);
	unsigned int nr = text ? place_each(add_name, text) : 0;

	if (text)
		fclose(text);
	if (nr)
		complain_usage("no machine %s runs; these do: %s (--name chooses)", name, names);
	else
		complain_usage("no machine runs: ashlar boot starts one");
	free(names);
}

int place_connect(const char *name)
{
	char path[512];
	int dir, fd;

	if (!find_path(name, path, sizeof(path)))
		return -1;
	dir = open(path, O_DIRECTORY | O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (dir < 0) {
		say_absent(name);
		return -1;
	}
	fd = try_connect(dir);
	if (fd < 0 && sweep_dead(path, dir))
		complain_usage("machine %s is gone: its process was killed", name);
	else if (fd < 0)
		complain_usage("machine %s is just coming up, or on its way down", name);
	close(dir);
	return fd;
}

/* ---- all of them ----------------------------------------------------------------------------- */

static bool is_alive(const char *base, const char *name)
{
	char path[512];
	int dir, lock;

	if (*name == '.' || snprintf(path, sizeof(path), "%s/%s", base, name) >= (int)sizeof(path))
		return false;
	dir = open(path, O_DIRECTORY | O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (dir < 0)
		return false;
	lock = take_lock(dir, 0);
	if (lock >= 0) {
		remove_folder(path, dir);
		close(lock);
	}
	close(dir);
	return lock == -2;
}

unsigned int place_each(void (*fn)(const char *name, void *arg), void *arg)
{
	struct dirent **entries;
	unsigned int nr = 0;
	char base[256];
	int n;

	if (!find_base(base, sizeof(base)))
		return 0;
	n = scandir(base, &entries, NULL, alphasort);
	for (int i = 0; i < n; i++) {
		if (is_alive(base, entries[i]->d_name)) {
			fn(entries[i]->d_name, arg);
			nr++;
		}
		free(entries[i]);
	}
	if (n >= 0)
		free(entries);
	return nr;
}
