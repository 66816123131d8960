/* SPDX-License-Identifier: MIT */
/*
 * Waiting for one of several files.
 *
 * poll() of a driver names the queues on which news would come, by poll_wait(), and says what is
 * so now.  Nobody sleeps in it: who polls does that afterwards, on all these queues at once.
 */
#ifndef _LINUX_POLL_H
#define _LINUX_POLL_H

#include <linux/fs.h>
#include <linux/ktime.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/types.h>
#include <linux/uaccess.h>
#include <linux/wait.h>

#define POLLIN	   0x0001
#define POLLPRI	   0x0002
#define POLLOUT	   0x0004
#define POLLERR	   0x0008
#define POLLHUP	   0x0010
#define POLLNVAL   0x0020
#define POLLRDNORM 0x0040
#define POLLRDBAND 0x0080
#define POLLWRNORM 0x0100
#define POLLWRBAND 0x0200
#define POLLMSG	   0x0400
#define POLLRDHUP  0x2000

#define EPOLLIN	    ((__poll_t)0x0001)
#define EPOLLPRI    ((__poll_t)0x0002)
#define EPOLLOUT    ((__poll_t)0x0004)
#define EPOLLERR    ((__poll_t)0x0008)
#define EPOLLHUP    ((__poll_t)0x0010)
#define EPOLLNVAL   ((__poll_t)0x0020)
#define EPOLLRDNORM ((__poll_t)0x0040)
#define EPOLLRDBAND ((__poll_t)0x0080)
#define EPOLLWRNORM ((__poll_t)0x0100)
#define EPOLLWRBAND ((__poll_t)0x0200)
#define EPOLLMSG    ((__poll_t)0x0400)
#define EPOLLRDHUP  ((__poll_t)0x2000)

/* What a file is without poll(). */
#define DEFAULT_POLLMASK (EPOLLIN | EPOLLOUT | EPOLLRDNORM | EPOLLWRNORM)

struct poll_table_struct;
typedef void (*poll_queue_proc)(struct file *file, wait_queue_head_t *queue,
				struct poll_table_struct *table);

/**
 * struct poll_table_struct - who polls.
 * @_qproc: puts him on a queue; NULL: he only asks.
 * @_key: the events he waits for.
 */
typedef struct poll_table_struct {
	poll_queue_proc _qproc;
	__poll_t _key;
} poll_table;

/** poll_wait - news of @file come on @queue. */
static inline void poll_wait(struct file *file, wait_queue_head_t *queue, poll_table *table)
{
	if (table && table->_qproc && queue)
		table->_qproc(file, queue, table);
}

static inline bool poll_does_not_wait(const poll_table *table)
{
	return !table || !table->_qproc;
}

static inline __poll_t poll_requested_events(const poll_table *table)
{
	return table ? table->_key : ~(__poll_t)0;
}

static inline void init_poll_funcptr(poll_table *table, poll_queue_proc qproc)
{
	table->_qproc = qproc;
	table->_key = ~(__poll_t)0;
}

static inline bool file_can_poll(struct file *file)
{
	return file->f_op->poll != NULL;
}

static inline __poll_t vfs_poll(struct file *file, poll_table *table)
{
	return file_can_poll(file) ? file->f_op->poll(file, table) : DEFAULT_POLLMASK;
}

#endif
