// SPDX-License-Identifier: MIT
/*
 * Programs that poll: the host asks once, and is told when it is worth asking again.
 *
 * A program that sleeps in poll() sleeps in the host's kernel.  So nobody here sleeps for it: its
 * file is put on the queues that the module's poll() names, with an entry that only notes that
 * there were news.  A thread looks for such notes and hands out what the host was promised.
 *
 * Wake-ups come in any context, under the lock of the module's queue.  So they set a word and wake
 * the thread, and take no lock.
 */
#include <linux/list.h>
#include <linux/wait.h>

#include "cli/mount/news.h"
#include "cli/mount/program.h"
#include "kernel/files/files.h"
#include "port/port.h"

static struct {
	struct lock lock;
	struct list_head watches;
	u32 count; /* of news; who waits for them sleeps on it */
	bool stop;
} news;

static void count_news(void)
{
	__atomic_fetch_add(&news.count, 1, __ATOMIC_SEQ_CST);
	port_wake(&news.count, 1);
}

void news_start(void)
{
	lock_init(&news.lock);
	INIT_LIST_HEAD(&news.watches);
	news.count = 0;
	news.stop = false;
}

void news_stop(void)
{
	__atomic_store_n(&news.stop, true, __ATOMIC_SEQ_CST);
	count_news();
}

/* ---- queues ---------------------------------------------------------------------------------- */

static int note(struct wait_queue_entry *entry, unsigned int mode, int flags, void *key)
{
	struct news_watch *watch = entry->private;
	__poll_t events = (__poll_t)(unsigned long)key;

	if (events && !(events & READ_ONCE(watch->table._key)))
		return 0;
	__atomic_store_n(&watch->pending, 1, __ATOMIC_SEQ_CST);
	count_news();
	return 1;
}

static void enter_queue(struct file *file, wait_queue_head_t *queue, poll_table *table)
{
	struct news_watch *watch = container_of(table, struct news_watch, table);

	if (WARN_ON_ONCE(watch->nr == NEWS_QUEUES))
		return;
	watch->on[watch->nr].queue = queue;
	init_waitqueue_func_entry(&watch->on[watch->nr].entry, note);
	watch->on[watch->nr].entry.private = watch;
	add_wait_queue(queue, &watch->on[watch->nr].entry);
	watch->nr++;
}

static void leave_queues(struct news_watch *watch)
{
	while (watch->nr) {
		watch->nr--;
		remove_wait_queue(watch->on[watch->nr].queue, &watch->on[watch->nr].entry);
	}
}

/* ---- files ----------------------------------------------------------------------------------- */

void news_add(struct news_watch *watch, struct file *file)
{
	*watch = (struct news_watch){ .file = file };
	lock_init(&watch->lock);
	lock_acquire(&news.lock);
	list_add_tail(&watch->link, &news.watches);
	lock_release(&news.lock);
}

void *news_del(struct news_watch *watch)
{
	void *told;

	lock_acquire(&news.lock);
	list_del(&watch->link);
	told = watch->told;
	lock_release(&news.lock);
	lock_acquire(&watch->lock);
	leave_queues(watch);
	lock_release(&watch->lock);
	return told;
}

static void *exchange(struct news_watch *watch, void *told)
{
	void *before;

	lock_acquire(&news.lock);
	before = watch->told;
	watch->told = told;
	lock_release(&news.lock);
	return before;
}

long news_ask(struct news_watch *watch, unsigned int events, void *told, void **before)
{
	long now;

	lock_acquire(&watch->lock);
	*before = told ? exchange(watch, told) : NULL;
	if (told)
		leave_queues(watch);
	/* Who only asks leaves the queues to who waits, and his events. */
	watch->table._qproc = told ? enter_queue : NULL;
	if (told || !watch->nr)
		WRITE_ONCE(watch->table._key, (__poll_t)events | EPOLLERR | EPOLLHUP);
	now = use_poll_table(watch->file, &watch->table);
	watch->table._qproc = NULL;
	lock_release(&watch->lock);
	return now;
}

/* ---- telling --------------------------------------------------------------------------------- */

bool news_wait(void (*tell)(void *told))
{
	u32 count = __atomic_load_n(&news.count, __ATOMIC_SEQ_CST);
	struct news_watch *watch;

	if (__atomic_load_n(&news.stop, __ATOMIC_SEQ_CST))
		return false;
	lock_acquire(&news.lock);
	list_for_each_entry(watch, &news.watches, link) {
		if (!__atomic_exchange_n(&watch->pending, 0, __ATOMIC_SEQ_CST) || !watch->told)
			continue;
		tell(watch->told);
		watch->told = NULL;
	}
	lock_release(&news.lock);
	port_wait(&news.count, count, 0);
	return true;
}
