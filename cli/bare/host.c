// SPDX-License-Identifier: MIT
/*
 * What stands in for the host in an image: memory that is not the machine's, and files.
 *
 * The memory is a range of addresses whose frames come from the port when they are touched, cut
 * into blocks that lie one behind the other:
 *
 *	room = the sum of all blocks, each with its head
 *
 * A free block swallows those free behind it when somebody looks for room, so none is listed.
 *
 * The files are those that the command found the scripts of the command line to be about, which it
 * linked in (cli/emu/given.c).  Each has the name that it has there; nothing can be written.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "base/lock.h"
#include "check/check.h"
#include "cli/cli.h"
#include "cli/host.h"
#include "cli/mount/mount.h"

/* ---- memory ---------------------------------------------------------------------------------- */

/* Half of what the port keeps for itself in the smallest machine (port/bare/memory.c). */
#define ROOM_BYTES (4ul << 20)
#define GRAIN	   16

/** struct block - a part of the room, of @bytes with this head, a multiple of GRAIN. */
struct block {
	unsigned long bytes;
	bool taken;
} __aligned(GRAIN);

static struct {
	struct lock lock;
	struct block *first, *end;
} room = { .lock = LOCK_INIT };

static struct block *next_block(struct block *block)
{
	return (struct block *)((char *)block + block->bytes);
}

/* The lock is held. Return: false where the port has no addresses. */
static bool open_room(void)
{
	if (room.first)
		return true;
	room.first = check_host_alloc(ROOM_BYTES);
	if (!room.first)
		return false;
	room.first->bytes = ROOM_BYTES;
	room.end = next_block(room.first);
	return true;
}

/* Of a free block, what is behind its first @bytes is a block of its own. */
static void cut(struct block *block, unsigned long bytes)
{
	unsigned long rest = block->bytes - bytes;

	if (rest < 2 * sizeof(*block))
		return;
	block->bytes = bytes;
	*next_block(block) = (struct block){ .bytes = rest };
}

/* The lock is held. Return: a block of @bytes with its head, or NULL. */
static struct block *find_block(unsigned long bytes)
{
	struct block *block, *next;

	for (block = room.first; block < room.end; block = next_block(block)) {
		if (block->taken)
			continue;
		for (next = next_block(block); next < room.end && !next->taken;
		     next = next_block(block))
			block->bytes += next->bytes;
		if (block->bytes < bytes)
			continue;
		cut(block, bytes);
		block->taken = true;
		return block;
	}
	return NULL;
}

static struct block *head_of(void *p)
{
	return (struct block *)p - 1;
}

static void *take(unsigned long size)
{
	struct block *block = NULL;

	if (size > ROOM_BYTES)
		return NULL;
	lock_acquire(&room.lock);
	if (open_room())
		block = find_block(ALIGN(size, GRAIN) + sizeof(*block));
	lock_release(&room.lock);
	return block ? block + 1 : NULL;
}

void *own_alloc(unsigned long size)
{
	void *p = take(size);

	if (p)
		return memset(p, 0, size);
	complain("the image has no memory left");
	port_panic();
}

void *own_resize(void *p, unsigned long size)
{
	unsigned long old = p ? head_of(p)->bytes - sizeof(struct block) : 0;
	void *other;

	if (p && size <= old)
		return p;
	other = take(size);
	if (other && p) {
		memcpy(other, p, old);
		own_free(p);
	}
	return other;
}

void own_free(void *p)
{
	if (!p)
		return;
	lock_acquire(&room.lock);
	head_of(p)->taken = false;
	lock_release(&room.lock);
}

/* ---- files ----------------------------------------------------------------------------------- */

/** struct given_file - one that was linked in: bytes in [@start, @end). */
struct given_file {
	const char *name, *start, *end;
};

extern const struct given_file files_start[] __asm__("__start_builtin_files") __weak;
extern const struct given_file files_end[] __asm__("__stop_builtin_files") __weak;

void (*host_text_seen)(const char *path, const char *text, unsigned long len);

/* As many are open at a time: branches of a script that copy. */
#define OPEN_MAX 64

/** An open file is a place in this; @at is NULL where it is free. */
static struct {
	struct lock lock;
	struct {
		const char *at, *end;
	} file[OPEN_MAX];
} opened = { .lock = LOCK_INIT };

static const struct given_file *find_file(const char *name)
{
	for (const struct given_file *one = files_start; one < files_end; one++)
		if (!strcmp(one->name, name))
			return one;
	return NULL;
}

int host_open(const char *path, bool write)
{
	const struct given_file *given = find_file(path);
	int fd;

	if (write)
		return -EROFS;
	if (!given)
		return -ENOENT;
	lock_acquire(&opened.lock);
	for (fd = 0; fd < OPEN_MAX && opened.file[fd].at; fd++)
		;
	if (fd < OPEN_MAX) {
		opened.file[fd].at = given->start;
		opened.file[fd].end = given->end;
	}
	lock_release(&opened.lock);
	return fd < OPEN_MAX ? fd : -EMFILE;
}

long host_read(int fd, void *buf, unsigned long count)
{
	unsigned long left = (unsigned long)(opened.file[fd].end - opened.file[fd].at);

	count = min(count, left);
	memcpy(buf, opened.file[fd].at, count);
	opened.file[fd].at += count;
	return (long)count;
}

long host_write(int fd, const void *buf, unsigned long count)
{
	return -EROFS;
}

long host_close(int fd)
{
	lock_acquire(&opened.lock);
	opened.file[fd].at = NULL;
	lock_release(&opened.lock);
	return 0;
}

char *host_text(const char *path, unsigned long *len, const char **why)
{
	const struct given_file *given = find_file(path);
	char *text;

	*why = given ? "the image has no memory left for it" : "it is not in the image";
	if (!given)
		return NULL;
	*len = (unsigned long)(given->end - given->start);
	text = own_resize(NULL, *len + 1);
	if (!text)
		return NULL;
	memcpy(text, given->start, *len);
	text[*len] = '\0';
	return text;
}

/* No program of the host's has files of an image open. */
unsigned int mount_settle(void)
{
	return 0;
}
