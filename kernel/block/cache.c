// SPDX-License-Identifier: MIT
/*
 * The pages of a device that are in memory.
 *
 * What programs read is read from the device once, a page at a time, or several where they want
 * more; what they write goes to the page, which is dirty until it was written back.  All openers
 * see the same pages.
 *
 *	written back	by fsync() and BLKFLSBUF, at the last close(), where the machine has too
 *			many dirty pages, and when memory runs out
 *	given back	clean pages: when memory runs out, and at the last close()
 *
 * A page that cannot be written stays dirty, and fsync() says so: when it returns 0, all there was
 * is on the device.  (Linux gives such a page up and tells of it once.)  Only when the device goes
 * are its bytes lost, and the log says which.
 *
 * A page is locked while its bytes are read, changed or written.  Who wants several locks them in
 * the order of their places.  Reclaim, which may be in the middle of anybody, waits for no lock.
 */
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/highmem.h>
#include <linux/kernel.h>
#include <linux/pagemap.h>
#include <linux/slab.h>
#include <linux/vmstat.h>
#include <linux/writeback.h>
#include "kernel/block/disk.h"
#include "mm/kmalloc/kmalloc.h"
#include "mm/page/page.h"
#include "port/port.h"

/* A writer looks this often whether there are too many dirty pages. */
#define LOOK_PAGES 16

static struct {
	struct lock lock;
	struct list_head list;
	unsigned int nr;
	struct mutex watch; /* who begins or ends to watch memory */
} caches;

/* ---- the tree; under the lock ---------------------------------------------------------------- */

/* The first page at @index or behind it. */
static struct cache_page *first_from(struct block_cache *c, pgoff_t index)
{
	struct rb_node *node = c->pages.rb_node;
	struct cache_page *best = NULL;

	while (node) {
		struct cache_page *p = rb_entry(node, struct cache_page, node);

		if (p->index >= index) {
			best = p;
			node = node->rb_left;
		} else {
			node = node->rb_right;
		}
	}
	return best;
}

static struct cache_page *lookup(struct block_cache *c, pgoff_t index)
{
	struct cache_page *p = first_from(c, index);

	return p && p->index == index ? p : NULL;
}

static struct cache_page *next_page(struct cache_page *p)
{
	struct rb_node *node = rb_next(&p->node);

	return node ? rb_entry(node, struct cache_page, node) : NULL;
}

static void insert(struct block_cache *c, struct cache_page *new)
{
	struct rb_node **link = &c->pages.rb_node, *parent = NULL;

	while (*link) {
		struct cache_page *p = rb_entry(*link, struct cache_page, node);

		parent = *link;
		link = new->index < p->index ? &parent->rb_left : &parent->rb_right;
	}
	rb_link_node(&new->node, parent, link);
	rb_insert_color(&new->node, &c->pages);
	list_add_tail(&new->lru, &c->clean);
	c->nr_pages++;
}

/* ---- one page -------------------------------------------------------------------------------- */

static sector_t usable_sectors(struct block_device *bdev)
{
	unsigned int block = bdev_logical_block_size(bdev) >> SECTOR_SHIFT;

	return round_down(bdev_nr_sectors(bdev), (sector_t)block);
}

unsigned int cache_bytes(struct block_device *bdev, pgoff_t index)
{
	loff_t left =
		((loff_t)usable_sectors(bdev) << SECTOR_SHIFT) - ((loff_t)index << PAGE_SHIFT);

	return left < 0 ? 0 : (unsigned int)min_t(loff_t, left, PAGE_SIZE);
}

static struct cache_page *new_page(struct block_cache *c, pgoff_t index)
{
	struct cache_page *p = kmalloc_untraced(sizeof(*p), GFP_KERNEL | __GFP_ZERO);

	if (!p)
		return NULL;
	p->page = alloc_pages_untraced(GFP_USER | __GFP_WRITE, 0, NUMA_NO_NODE);
	if (!p->page) {
		kfree_untraced(p);
		return NULL;
	}
	/* Behind the end of the device there is nothing to be read. */
	if (cache_bytes(c->bdev, index) < PAGE_SIZE)
		clear_highpage(p->page);
	p->index = p->page->index = index;
	p->page->mapping = c->bdev->bd_mapping;
	p->refs = 2;
	inc_node_page_state(p->page, NR_FILE_PAGES);
	inc_node_page_state(p->page, NR_INACTIVE_FILE);
	lock_page(p->page);
	return p;
}

static void free_page_of(struct cache_page *p)
{
	dec_node_page_state(p->page, NR_FILE_PAGES);
	dec_node_page_state(p->page, NR_INACTIVE_FILE);
	ClearPageUptodate(p->page);
	p->page->mapping = NULL;
	free_pages_untraced(p->page, 0);
	kfree_untraced(p);
}

void cache_done(struct block_cache *c, struct cache_page *p)
{
	bool last;

	lock_acquire(&c->lock);
	last = !--p->refs;
	lock_release(&c->lock);
	if (last)
		free_page_of(p);
}

static void unlock_done(struct block_cache *c, struct cache_page *p)
{
	unlock_page(p->page);
	cache_done(c, p);
}

/* The page at @index, which is there then, locked, with a reference; an error pointer. */
static struct cache_page *get(struct block_cache *c, pgoff_t index)
{
	struct cache_page *p, *new = NULL;

	for (;;) {
		lock_acquire(&c->lock);
		p = lookup(c, index);
		if (p)
			p->refs++;
		else if (new)
			insert(c, new);
		lock_release(&c->lock);
		if (!p && new)
			return new;
		if (!p) {
			new = new_page(c, index);
			if (!new)
				return ERR_PTR(-ENOMEM);
			continue;
		}
		lock_page(p->page);
		if (!p->gone)
			break;
		unlock_done(c, p);
	}
	/* Somebody else was faster. */
	if (new) {
		unlock_page(new->page);
		free_page_of(new);
	}
	return p;
}

static void touch(struct block_cache *c, struct cache_page *p)
{
	lock_acquire(&c->lock);
	list_move_tail(&p->lru, PageDirty(p->page) ? &c->dirty : &c->clean);
	lock_release(&c->lock);
}

static void set_dirty(struct block_cache *c, struct cache_page *p)
{
	SetPageUptodate(p->page);
	if (TestSetPageDirty(p->page))
		return;
	account_page_dirtied(p->page, p->page->mapping);
	lock_acquire(&c->lock);
	list_move_tail(&p->lru, &c->dirty);
	c->nr_dirty++;
	lock_release(&c->lock);
}

void cache_set_clean(struct block_cache *c, struct cache_page *p)
{
	if (!TestClearPageDirty(p->page))
		return;
	account_page_cleaned(p->page, p->page->mapping);
	lock_acquire(&c->lock);
	list_move_tail(&p->lru, &c->clean);
	c->nr_dirty--;
	lock_release(&c->lock);
}

void cache_drop(struct block_cache *c, struct cache_page *p)
{
	cache_set_clean(c, p);
	lock_acquire(&c->lock);
	rb_erase(&p->node, &c->pages);
	list_del_init(&p->lru);
	c->nr_pages--;
	p->gone = true;
	p->refs--;
	lock_release(&c->lock);
}

/* ---- pages that are dirty -------------------------------------------------------------------- */

struct cache_page *cache_next_dirty(struct block_cache *c, pgoff_t from, pgoff_t to)
{
	struct cache_page *p;

	lock_acquire(&c->lock);
	p = c->nr_dirty ? first_from(c, from) : NULL;
	while (p && p->index <= to && !PageDirty(p->page))
		p = next_page(p);
	if (p && p->index > to)
		p = NULL;
	if (p)
		p->refs++;
	lock_release(&c->lock);
	return p;
}

bool cache_lock_dirty(struct block_cache *c, struct cache_page *p, bool wait)
{
	if (wait)
		lock_page(p->page);
	else if (!trylock_page(p->page))
		return false;
	if (!p->gone && PageDirty(p->page))
		return true;
	unlock_page(p->page);
	return false;
}

/* ---- reading --------------------------------------------------------------------------------- */

/* Have all of @pages their bytes?  Each run of those that do not is one bio; if that fails, each
 * is tried alone, so that one bad block is no more than that. */
static int fill(struct block_device *bdev, struct cache_page *const *pages, unsigned int nr)
{
	unsigned int i = 0, n;
	int err = 0;

	while (i < nr && !err) {
		if (PageUptodate(pages[i]->page)) {
			i++;
			continue;
		}
		for (n = 1; i + n < nr && !PageUptodate(pages[i + n]->page);)
			n++;
		err = cache_io(bdev, pages + i, n, REQ_OP_READ);
		if (err && n > 1)
			err = cache_io(bdev, pages + i, n = 1, REQ_OP_READ);
		for (unsigned int k = 0; k < n && !err; k++)
			SetPageUptodate(pages[i + k]->page);
		i += n;
	}
	return err;
}

/* Lock up to @nr pages from @index on. Return: how many; 0 without memory. */
static unsigned int get_run(struct block_cache *c, pgoff_t index, unsigned int nr,
			    struct cache_page **pages)
{
	unsigned int n;

	for (n = 0; n < nr; n++) {
		pages[n] = get(c, index + n);
		if (IS_ERR(pages[n]))
			break;
	}
	return n;
}

static unsigned int pages_of(loff_t pos, size_t count)
{
	size_t in_page = offset_in_page(pos);

	return (unsigned int)min_t(size_t, CACHE_BATCH,
				   (in_page + count + PAGE_SIZE - 1) >> PAGE_SHIFT);
}

/* As much of @count bytes at @pos as one batch has. Return: bytes, or an error before the first. */
static ssize_t read_batch(struct block_device *bdev, loff_t pos, struct iov_iter *to)
{
	struct block_cache *c = bdev->bd_cache;
	struct cache_page *pages[CACHE_BATCH];
	pgoff_t index = (pgoff_t)(pos >> PAGE_SHIFT);
	unsigned int nr = get_run(c, index, pages_of(pos, iov_iter_count(to)), pages);
	size_t done = 0, off = offset_in_page(pos);
	int err = nr ? fill(bdev, pages, nr) : -ENOMEM;

	bool stop = false;

	for (unsigned int i = 0; i < nr; i++) {
		size_t len = min_t(size_t, PAGE_SIZE - off, iov_iter_count(to)), n = 0;

		stop = stop || !PageUptodate(pages[i]->page);
		if (!stop)
			n = copy_page_to_iter(pages[i]->page, off, len, to);
		if (!stop && n < len) {
			err = -EFAULT;
			stop = true;
		}
		done += n;
		off = 0;
		touch(c, pages[i]);
		unlock_done(c, pages[i]);
	}
	return done ? (ssize_t)done : err;
}

ssize_t cache_read(struct block_device *bdev, loff_t pos, struct iov_iter *to)
{
	loff_t size = (loff_t)usable_sectors(bdev) << SECTOR_SHIFT;
	ssize_t done = 0, n;

	if (pos >= size)
		return 0;
	iov_iter_truncate(to, (u64)(size - pos));
	while (iov_iter_count(to)) {
		n = read_batch(bdev, pos + done, to);
		if (n <= 0)
			return done ?: n;
		done += n;
	}
	return done;
}

/* ---- writing --------------------------------------------------------------------------------- */

/* Into a page that is locked. Return: bytes, or an error where none was written. */
static ssize_t write_into(struct block_device *bdev, struct cache_page *p, size_t off, size_t len,
			  struct iov_iter *from)
{
	bool whole = !off && len >= cache_bytes(bdev, p->index);
	size_t n;
	int err;

	if (!whole) {
		err = fill(bdev, &p, 1);
		if (err)
			return err;
	}
	n = copy_page_from_iter(p->page, off, len, from);
	if (n < len && !PageUptodate(p->page)) {
		/* The rest of the page is nobody's bytes. */
		iov_iter_revert(from, n);
		return -EFAULT;
	}
	if (n)
		set_dirty(bdev->bd_cache, p);
	return n ? (ssize_t)n : -EFAULT;
}

static ssize_t write_page(struct block_device *bdev, loff_t pos, struct iov_iter *from)
{
	struct block_cache *c = bdev->bd_cache;
	struct cache_page *p = get(c, (pgoff_t)(pos >> PAGE_SHIFT));
	size_t off = offset_in_page(pos);
	ssize_t n;

	if (IS_ERR(p))
		return PTR_ERR(p);
	n = write_into(bdev, p, off, min_t(size_t, PAGE_SIZE - off, iov_iter_count(from)), from);
	touch(c, p);
	unlock_done(c, p);
	return n;
}

/* Too many dirty pages: who makes them has some written first.  What fails, fsync() tells of. */
static void balance(struct block_device *bdev)
{
	struct write_back wb = { .to = CACHE_ALL, .nr = 4 * LOOK_PAGES, .wait = true };
	int node = numa_node_id();

	if (!node_dirty_ok(NODE_DATA(node)))
		cache_write_back(bdev, &wb);
}

ssize_t cache_write(struct block_device *bdev, loff_t pos, struct iov_iter *from)
{
	loff_t size = (loff_t)usable_sectors(bdev) << SECTOR_SHIFT;
	ssize_t done = 0, n;

	if (!iov_iter_count(from))
		return 0;
	if (pos >= size)
		return -ENOSPC;
	iov_iter_truncate(from, (u64)(size - pos));
	for (unsigned int i = 1; iov_iter_count(from); i++) {
		n = write_page(bdev, pos + done, from);
		if (n <= 0)
			return done ?: n;
		done += n;
		if (i % LOOK_PAGES == 0)
			balance(bdev);
	}
	balance(bdev);
	return done;
}

/* ---- giving pages up ------------------------------------------------------------------------- */

/* Under the lock: one that nobody uses, from the end that was not used for longest. */
static struct cache_page *idle_page(struct block_cache *c)
{
	struct cache_page *p;

	list_for_each_entry(p, &c->clean, lru)
		if (p->refs == 1 && trylock_page(p->page)) {
			p->refs++;
			return p;
		}
	return NULL;
}

unsigned long cache_shrink(struct block_cache *c, unsigned long nr)
{
	struct cache_page *p;
	unsigned long done;

	for (done = 0; done < nr; done++) {
		lock_acquire(&c->lock);
		p = idle_page(c);
		lock_release(&c->lock);
		if (!p)
			break;
		cache_drop(c, p);
		unlock_done(c, p);
	}
	return done;
}

static void tell_lost(struct block_device *bdev, const struct cache_page *p)
{
	pr_err_ratelimited(
		"Buffer I/O error on dev %s, logical block %llu, lost async page write\n",
		bdev->bd_disk->disk_name, (unsigned long long)p->index);
}

/* The next page at @index or behind it, with a reference, locked; or NULL. */
static struct cache_page *lock_from(struct block_cache *c, pgoff_t index)
{
	struct cache_page *p;

	for (;;) {
		lock_acquire(&c->lock);
		p = first_from(c, index);
		if (p)
			p->refs++;
		lock_release(&c->lock);
		if (!p)
			return NULL;
		lock_page(p->page);
		if (!p->gone)
			return p;
		unlock_done(c, p);
	}
}

void cache_truncate(struct block_device *bdev, pgoff_t from, pgoff_t to, bool dirty)
{
	struct block_cache *c = bdev->bd_cache;
	struct cache_page *p;
	pgoff_t index = from;

	while ((p = lock_from(c, index)) && p->index <= to) {
		bool end = p->index == CACHE_ALL;

		index = p->index + 1;
		if (dirty || !PageDirty(p->page)) {
			if (PageDirty(p->page) && to == CACHE_ALL)
				tell_lost(bdev, p);
			cache_drop(c, p);
		}
		unlock_done(c, p);
		if (end)
			return;
	}
	if (p)
		unlock_done(c, p);
}

/* ---- all of them ----------------------------------------------------------------------------- */

void cache_for_each(bool (*fn)(struct block_cache *c, void *arg), void *arg)
{
	struct block_cache *c;
	bool more = true;

	lock_acquire(&caches.lock);
	list_for_each_entry(c, &caches.list, link) {
		c->users++;
		lock_release(&caches.lock);
		more = fn(c, arg);
		lock_acquire(&caches.lock);
		c->users--;
		if (!more)
			break;
	}
	lock_release(&caches.lock);
}

int cache_new(struct block_device *bdev)
{
	struct block_cache *c = kmalloc_untraced(sizeof(*c), GFP_KERNEL | __GFP_ZERO);
	int err = 0;

	if (!c)
		return -ENOMEM;
	lock_init(&c->lock);
	c->pages = RB_ROOT;
	INIT_LIST_HEAD(&c->clean);
	INIT_LIST_HEAD(&c->dirty);
	c->bdev = bdev;
	bdev->bd_cache = c;
	lock_acquire(&caches.lock);
	list_add_tail(&c->link, &caches.list);
	lock_release(&caches.lock);
	mutex_lock(&caches.watch);
	if (!caches.nr++)
		err = cache_watch_memory();
	mutex_unlock(&caches.watch);
	if (err)
		cache_free(bdev);
	return err;
}

void cache_free(struct block_device *bdev)
{
	struct block_cache *c = bdev->bd_cache;
	bool idle = false;
	u32 nothing = 0;

	if (!c)
		return;
	cache_truncate(bdev, 0, CACHE_ALL, true);
	/* One who walks the list stands on it until he has gone on to the next. */
	while (!idle) {
		lock_acquire(&caches.lock);
		idle = !c->users;
		if (idle)
			list_del(&c->link);
		lock_release(&caches.lock);
		if (!idle)
			port_wait(&nothing, 0, 1000000);
	}
	mutex_lock(&caches.watch);
	if (!--caches.nr)
		cache_unwatch_memory();
	mutex_unlock(&caches.watch);
	bdev->bd_cache = NULL;
	kfree_untraced(c);
}

void caches_init(void)
{
	lock_init(&caches.lock);
	INIT_LIST_HEAD(&caches.list);
	caches.nr = 0;
	mutex_init(&caches.watch);
}
