/* SPDX-License-Identifier: MIT */
/* Between program.c and news.c: open files that programs poll. */
#ifndef CLI_MOUNT_NEWS_H
#define CLI_MOUNT_NEWS_H

#include <linux/poll.h>

#include "base/lock.h"

struct program_file;

/* More queues than any driver waits on. */
#define NEWS_QUEUES 8

/**
 * struct news_watch - an open file, and the queues on which its news would come.
 * @lock: who asks, and changes the queues.
 * @link: among all watches; guarded by the list's lock, as is @told.
 * @told: what to hand out, once; NULL: nobody waits.
 * @pending: there were news.
 */
struct news_watch {
	struct lock lock;
	struct list_head link;
	struct file *file;
	void *told;
	u32 pending;
	poll_table table;
	unsigned int nr;
	struct {
		wait_queue_head_t *queue;
		struct wait_queue_entry entry;
	} on[NEWS_QUEUES];
};

/** news_add - @file may be polled from now on. */
void news_add(struct news_watch *watch, struct file *file);
/** news_del - it is about to be released. Return: what would have been handed out, or NULL. */
void *news_del(struct news_watch *watch);
/** news_ask - program_poll(). */
long news_ask(struct news_watch *watch, unsigned int events, void *told, void **before);

#endif
