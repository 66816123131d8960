// SPDX-License-Identifier: MIT
/*
 * Names, as the host's kernel asks for them.
 *
 * Nothing is kept: each look-up asks the machine, so that files come and go for programs as modules
 * make and remove them.
 *
 *	a folder	is one inode of the host for as long as the host knows it: programs may
 *			be in it
 *	a file		is another at each look-up.  The host's kernel locks an inode for each
 *			write and each truncation; if two openers had one, a write that waits in
 *			a module would make all others wait where no signal reaches them
 *	a device	looks like an ordinary file: as a device it would be the host's of that
 *			number
 *
 * Where programs are to see the host's files as well (@hosted), what the machine does not have is a
 * link to the host's own, which command.c has put into /dev/.host.  Folders that both have, have
 * the names of both; but for those where another's names would be wrong.
 */
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "cli/mount/mount.h"
#include "cli/mount/program.h"
#include "cli/mount/session.h"

/* What one is told of a folder is so for a while: modules hardly change its mode. */
#define FOLDER_SECONDS 1.0
/* What others are mounted on stays. */
#define HOST_SECONDS 1e6
#define HOST	     "/dev/.host"

/* The machine's alone, whatever the host has there. */
static const char *const private_folders[] = {
	"/sys/devices/system/node",
	"/sys/kernel/debug",
	"/sys/kernel/slab",
	"/sys/module",
};

/**
 * struct name - what the host has looked up: its inode number there is the address of this.
 * @next: in its chain.
 * @known: how often the host was told of it, less what it has forgotten.
 */
struct name {
	struct name *next;
	uint64_t known;
	bool folder;
	char path[];
};

static const char root_path[] = "/";

const char *name_path(fuse_ino_t ino)
{
	return ino == FUSE_ROOT_ID ? root_path : ((struct name *)(uintptr_t)ino)->path;
}

/* ---- numbers --------------------------------------------------------------------------------- */

/* FNV-1a: the same number for the same path, whenever it is asked for. */
static uint64_t number_of(const char *path)
{
	uint64_t hash = 0xcbf29ce484222325ull;

	for (; *path; path++)
		hash = (hash ^ (unsigned char)*path) * 0x100000001b3ull;
	return hash;
}

/* Under names_lock. */
static struct name *find_folder(struct session *s, const char *path)
{
	struct name *name;

	for (name = s->chains[number_of(path) % NAME_CHAINS]; name; name = name->next)
		if (name->folder && strcmp(name->path, path) == 0)
			return name;
	return NULL;
}

/* One more look-up of @path. Return: NULL without memory. */
static struct name *get_name(struct session *s, const char *path, bool folder)
{
	struct name *name = NULL, **chain = &s->chains[number_of(path) % NAME_CHAINS];

	pthread_mutex_lock(&s->names_lock);
	if (folder)
		name = find_folder(s, path);
	if (!name) {
		name = calloc(1, sizeof(*name) + strlen(path) + 1);
		if (!name)
			goto out;
		strcpy(name->path, path);
		name->folder = folder;
		name->next = *chain;
		*chain = name;
	}
	name->known++;
out:
	pthread_mutex_unlock(&s->names_lock);
	return name;
}

static void put_name(struct session *s, struct name *name, uint64_t nr)
{
	struct name **at = &s->chains[number_of(name->path) % NAME_CHAINS];

	pthread_mutex_lock(&s->names_lock);
	name->known -= nr;
	if (!name->known) {
		while (*at != name)
			at = &(*at)->next;
		*at = name->next;
		free(name);
	}
	pthread_mutex_unlock(&s->names_lock);
}

void names_forget(fuse_req_t req, fuse_ino_t ino, uint64_t nr)
{
	if (ino != FUSE_ROOT_ID)
		put_name(session_of(req), (struct name *)(uintptr_t)ino, nr);
	fuse_reply_none(req);
}

void names_exit(struct session *s)
{
	for (unsigned int i = 0; i < NAME_CHAINS; i++)
		while (s->chains[i]) {
			struct name *name = s->chains[i];

			s->chains[i] = name->next;
			free(name);
		}
}

/* ---- the host's ------------------------------------------------------------------------------ */

static bool is_below(const char *path, const char *folder)
{
	size_t len = strlen(folder);

	return strncmp(path, folder, len) == 0 && (!path[len] || path[len] == '/');
}

/* Has the host a say in what is at @path? */
static bool is_shared(const struct session *s, const char *path)
{
	if (!s->hosted ||
	    !(is_below(path, "/dev") || is_below(path, "/proc") || is_below(path, "/sys")))
		return false;
	for (size_t i = 0; i < sizeof(private_folders) / sizeof(*private_folders); i++)
		if (is_below(path, private_folders[i]))
			return false;
	return true;
}

/* HOST and the folders in it that the host's are mounted on. */
static bool is_host_folder(const struct session *s, const char *path)
{
	static const char *const folders[] = { "", "/dev", "/proc", "/sys" };

	if (!s->hosted || !is_below(path, HOST))
		return false;
	for (size_t i = 0; i < sizeof(folders) / sizeof(*folders); i++)
		if (strcmp(path + strlen(HOST), folders[i]) == 0)
			return true;
	return false;
}

/* ---- what is there --------------------------------------------------------------------------- */

/* Return: 0, or a negative errno. @seconds: how long it may be believed. */
static int stat_path(const struct session *s, const char *path, struct stat *st, double *seconds)
{
	struct program_stat ps;
	struct stat host;
	int err = 0;

	*seconds = 0;
	if (is_host_folder(s, path)) {
		ps = (struct program_stat){ .mode = S_IFDIR | 0755, .nlink = 1 };
		*seconds = HOST_SECONDS;
	} else {
		err = program_stat(path, &ps);
	}
	if (err == -ENOENT && is_shared(s, path) && lstat(path, &host) == 0) {
		ps = (struct program_stat){ .mode = S_IFLNK | 0777, .nlink = 1 };
		err = 0;
	}
	if (err)
		return err;
	*st = (struct stat){ .st_ino = number_of(path),
			     .st_mode = ps.mode,
			     .st_nlink = ps.nlink,
			     .st_uid = ps.uid ?: s->uid,
			     .st_gid = ps.gid ?: s->gid,
			     .st_size = (off_t)ps.size,
			     .st_blksize = 4096,
			     .st_mtim = { ps.seconds, ps.nanoseconds } };
	st->st_atim = st->st_ctim = st->st_mtim;
	if (S_ISCHR(st->st_mode) || S_ISBLK(st->st_mode))
		st->st_mode = S_IFREG | (st->st_mode & 07777);
	if (S_ISDIR(st->st_mode) && *seconds == 0)
		*seconds = FOLDER_SECONDS;
	return 0;
}

/* @name in the folder @parent, in @path; false where that is too long. */
static bool join(char *path, fuse_ino_t parent, const char *name)
{
	const char *folder = name_path(parent);

	return snprintf(path, PATH_MAX, "%s/%s", folder == root_path ? "" : folder, name) <
	       PATH_MAX;
}

/* Answer with what is at @path now, as a device of @mode where that is not 0. */
static void answer_entry(fuse_req_t req, const char *path, mode_t mode)
{
	struct session *s = session_of(req);
	struct fuse_entry_param e = {};
	struct name *name;
	int err = stat_path(s, path, &e.attr, &e.attr_timeout);

	if (err) {
		calls_err(req, err);
		return;
	}
	name = get_name(s, path, S_ISDIR(e.attr.st_mode));
	if (!name) {
		fuse_reply_err(req, ENOMEM);
		return;
	}
	if (mode)
		e.attr.st_mode = (e.attr.st_mode & 07777) | (mode & S_IFMT);
	if (e.attr_timeout == HOST_SECONDS)
		e.entry_timeout = HOST_SECONDS;
	e.ino = (uintptr_t)name;
	if (fuse_reply_entry(req, &e))
		put_name(s, name, 1);
}

void names_lookup(fuse_req_t req, fuse_ino_t parent, const char *name)
{
	char path[PATH_MAX];

	if (join(path, parent, name))
		answer_entry(req, path, 0);
	else
		fuse_reply_err(req, ENAMETOOLONG);
}

void names_getattr(fuse_req_t req, fuse_ino_t ino, struct fuse_file_info *fi)
{
	struct stat st;
	double seconds;
	long long size;
	int err = stat_path(session_of(req), name_path(ino), &st, &seconds);

	/* An open file may have no name any more. */
	if (err && fi) {
		st = (struct stat){ .st_ino = number_of(name_path(ino)), .st_mode = S_IFREG };
		seconds = 0;
		err = 0;
	}
	if (!err && fi) {
		size = calls_size(req, fi);
		if (size < 0)
			err = (int)size;
		else
			st.st_size = size;
	}
	if (err)
		calls_err(req, err);
	else
		fuse_reply_attr(req, &st, seconds);
}

void names_readlink(fuse_req_t req, fuse_ino_t ino)
{
	const char *path = name_path(ino);
	char target[PATH_MAX];
	int err = program_readlink(path, target, sizeof(target));

	if (err == -ENOENT && is_shared(session_of(req), path)) {
		if (snprintf(target, sizeof(target), "%s%s", HOST, path) < (int)sizeof(target))
			err = 0;
	}
	if (err)
		calls_err(req, err);
	else
		fuse_reply_readlink(req, target);
}

/* ---- changing -------------------------------------------------------------------------------- */

void names_setattr(fuse_req_t req, fuse_ino_t ino, struct stat *st, int what,
		   struct fuse_file_info *fi)
{
	const struct session *s = session_of(req);
	const struct program_stat ps = { .mode = st->st_mode,
					 .uid = st->st_uid == s->uid ? 0 : st->st_uid,
					 .gid = st->st_gid == s->gid ? 0 : st->st_gid };
	unsigned int which = (what & FUSE_SET_ATTR_MODE ? PROGRAM_MODE : 0) |
			     (what & FUSE_SET_ATTR_UID ? PROGRAM_UID : 0) |
			     (what & FUSE_SET_ATTR_GID ? PROGRAM_GID : 0) |
			     (what & FUSE_SET_ATTR_SIZE ? PROGRAM_SIZE : 0);
	int err = program_change(name_path(ino), &ps, which);

	if (err)
		calls_err(req, err);
	else
		names_getattr(req, ino, NULL);
}

void names_mknod(fuse_req_t req, fuse_ino_t parent, const char *name, mode_t mode, dev_t rdev)
{
	char path[PATH_MAX];
	int err = -ENAMETOOLONG;

	if (join(path, parent, name))
		err = program_mknod(path, mode, major(rdev), minor(rdev));
	/* The host wants to see what it has asked for; from then on it is an ordinary file. */
	if (err)
		calls_err(req, err);
	else
		answer_entry(req, path, mode);
}

void names_mkdir(fuse_req_t req, fuse_ino_t parent, const char *name, mode_t mode)
{
	fuse_reply_err(req, EPERM);
}

/* Only modules make files.  What /proc says to others, and the rest, as on Linux. */
void names_create(fuse_req_t req, fuse_ino_t parent, const char *name, mode_t mode,
		  struct fuse_file_info *fi)
{
	fuse_reply_err(req, is_below(name_path(parent), "/proc") ? ENOENT : EACCES);
}

void names_unlink(fuse_req_t req, fuse_ino_t parent, const char *name)
{
	char path[PATH_MAX];

	calls_err(req, join(path, parent, name) ? program_unlink(path) : -ENAMETOOLONG);
}

/* ---- lists ----------------------------------------------------------------------------------- */

/** struct listing - an open folder: the names that were in it when it was opened. */
struct listing {
	struct listed {
		char *name;
		mode_t mode;
	} * names;
	size_t nr, room;
	bool lost; /* there was no memory for all */
};

static struct listing *listing_of(const struct fuse_file_info *fi)
{
	return (struct listing *)(uintptr_t)fi->fh;
}

static void add_name(const char *name, unsigned int mode, void *arg)
{
	struct listing *l = arg;
	struct listed *all;

	if (l->nr == l->room) {
		all = reallocarray(l->names, 2 * l->room + 16, sizeof(*all));
		if (!all) {
			l->lost = true;
			return;
		}
		l->names = all;
		l->room = 2 * l->room + 16;
	}
	l->names[l->nr].mode = mode;
	l->names[l->nr].name = strdup(name);
	if (l->names[l->nr].name)
		l->nr++;
	else
		l->lost = true;
}

static bool has_name(const struct listing *l, size_t nr, const char *name)
{
	for (size_t i = 0; i < nr; i++)
		if (strcmp(l->names[i].name, name) == 0)
			return true;
	return false;
}

static void add_host_names(struct listing *l, const char *path)
{
	DIR *dir = opendir(path);
	const struct dirent *entry;
	size_t ours = l->nr;

	while (dir && (entry = readdir(dir)))
		if (!has_name(l, ours, entry->d_name))
			add_name(entry->d_name, S_IFLNK, l);
	if (dir)
		closedir(dir);
}

static void free_listing(struct listing *l)
{
	while (l->nr)
		free(l->names[--l->nr].name);
	free(l->names);
	free(l);
}

void names_opendir(fuse_req_t req, fuse_ino_t ino, struct fuse_file_info *fi)
{
	const struct session *s = session_of(req);
	const char *path = name_path(ino);
	struct listing *l = calloc(1, sizeof(*l));
	int err = l ? 0 : -ENOMEM;

	if (!err) {
		add_name(".", S_IFDIR, l);
		add_name("..", S_IFDIR, l);
		if (!is_host_folder(s, path))
			err = program_list(path, add_name, l);
	}
	if (!err && is_shared(s, path))
		add_host_names(l, path);
	if (!err && l->lost)
		err = -ENOMEM;
	if (err) {
		if (l)
			free_listing(l);
		calls_err(req, err);
		return;
	}
	fi->fh = (uintptr_t)l;
	if (fuse_reply_open(req, fi))
		free_listing(l);
}

/* Type of an entry, as names_lookup() would have it. */
static mode_t listed_mode(mode_t mode)
{
	return S_ISCHR(mode) || S_ISBLK(mode) ? S_IFREG : mode & S_IFMT;
}

void names_readdir(fuse_req_t req, fuse_ino_t ino, size_t size, off_t at, struct fuse_file_info *fi)
{
	const struct listing *l = listing_of(fi);
	char *buf = malloc(size), path[PATH_MAX];
	size_t used = 0, need;

	if (!buf) {
		fuse_reply_err(req, ENOMEM);
		return;
	}
	for (size_t i = (size_t)at; i < l->nr; i++) {
		struct stat st = { .st_mode = listed_mode(l->names[i].mode) };

		st.st_ino = join(path, ino, l->names[i].name) ? number_of(path) : 1;
		need = fuse_add_direntry(req, buf + used, size - used, l->names[i].name, &st,
					 (off_t)i + 1);
		if (need > size - used)
			break;
		used += need;
	}
	fuse_reply_buf(req, buf, used);
	free(buf);
}

void names_releasedir(fuse_req_t req, fuse_ino_t ino, struct fuse_file_info *fi)
{
	free_listing(listing_of(fi));
	fuse_reply_err(req, 0);
}
