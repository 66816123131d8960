/* SPDX-License-Identifier: MIT */
/*
 * What the command has of the world below it: memory of its own, and files.  Plain C, for both
 * kinds of the command's files.
 *
 *	host.c		in a process: the C library's memory, the host's files
 *	bare/host.c	in an image: the port's memory, and the files that it was linked with
 */
#ifndef CLI_HOST_H
#define CLI_HOST_H

#ifdef __KERNEL__
#include <linux/types.h>
#else
#include <stdbool.h>
#endif

/* ---- memory: never the machine's, which is what is watched ----------------------------------- */

/** own_alloc - @size zeroed bytes; where there are none, the command ends after a message. */
void *own_alloc(unsigned long size);

/** own_resize - as realloc(). Return: NULL where there is no memory; then @p is as it was. */
void *own_resize(void *p, unsigned long size);

/** own_free - NULL is fine. */
void own_free(void *p);

/* ---- files; each call returns a negative errno on failure ------------------------------------ */

int host_open(const char *path, bool write);
long host_read(int fd, void *buf, unsigned long count);
/** host_write - all of it. */
long host_write(int fd, const void *buf, unsigned long count);
long host_close(int fd);

/* No text that is read at once is longer: a driver's buffer is far smaller. */
#define HOST_TEXT_MAX (64ul << 20)

/**
 * host_text - what is in a file, with a NUL behind it.
 * @path: "-" is the standard input.
 * @len: bytes without the NUL.
 * @why: why it cannot be read, in words.
 *
 * Return: memory for own_free(), or NULL.
 */
char *host_text(const char *path, unsigned long *len, const char **why);

/** host_text_seen - called with each text that was read, before host_text() returns; or NULL. */
extern void (*host_text_seen)(const char *path, const char *text, unsigned long len);

#endif
