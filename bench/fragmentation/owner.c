// SPDX-License-Identifier: MIT
/*
 * The owners of movable and reclaimable memory.
 *
 * A slot holds a page, or NULL where none came or a shrinker took it:
 *
 *	slot[page->private] == page		as long as the page is tagged as ours
 *
 * Who takes a page out of its slot has the page's lock, and so does compaction while it puts
 * another one there.  One lock more, held for a few instructions and never around an allocation or
 * a free, orders the work load and the shrinkers; under it the lock of a page is only tried.
 */
#include <linux/errno.h>
#include <linux/highmem.h>
#include <linux/migrate.h>
#include <linux/mm.h>
#include <linux/pagemap.h>
#include <linux/shrinker.h>
#include <base/base.h>

#include "bench/fragmentation/owner.h"

/* More than a machine full of either has. */
#define FILES_MAX  (1u << 18)
#define INODES_MAX (1u << 19)

/* Of a file's number of pages: a shrinker has had them. */
#define EMPTIED (1u << 31)

u32 movable_next[SLOTS_MAX + 1];
static struct page *slot[SLOTS_MAX + 1];
static u32 spare[SLOTS_MAX + 1];
static u32 nr_spare;
static struct lock lock;
static struct entry file_entries[FILES_MAX], inode_entries[INODES_MAX];
static struct ring files = { .entry = file_entries, .size = FILES_MAX };
static struct ring inodes = { .entry = inode_entries, .size = INODES_MAX };
static struct kmem_cache *inode_cache, *dentry_cache;
static struct shrinker *file_shrinker, *inode_shrinker;
static unsigned long file_pages, inode_objects; /* those that have memory */
static u32 file_hand, inode_hand;
static unsigned long shrunk, migrated;

/* ---- rings ----------------------------------------------------------------------------------- */

static struct entry *ring_at(struct ring *ring, u32 i)
{
	return &ring->entry[(ring->head + i) & (ring->size - 1)];
}

bool ring_put(struct ring *ring, void *item, u32 what)
{
	if (ring->count == ring->size)
		return false;
	*ring_at(ring, ring->count++) = (struct entry){ .item = item, .what = what };
	return true;
}

struct entry ring_take(struct ring *ring, u32 permille, u32 random)
{
	u32 among = (u64)ring->count * permille / 1000 + 1;
	struct entry *oldest = ring_at(ring, 0);
	struct entry *taken = ring_at(ring, random % min(among, ring->count));
	struct entry entry = *taken;

	*taken = *oldest;
	ring->head++;
	ring->count--;
	return entry;
}

/* ---- movable pages --------------------------------------------------------------------------- */

static const struct movable_operations movable_ops;

static bool isolate_page(struct page *page, isolate_mode_t mode)
{
	return true;
}

static void putback_page(struct page *page)
{
}

static int migrate_page(struct page *dst, struct page *src, enum migrate_mode mode)
{
	u32 i = (u32)page_private(src);

	copy_highpage(dst, src);
	set_page_private(dst, i);
	get_page(dst);
	__SetPageMovable(dst, &movable_ops);
	lock_acquire(&lock);
	BUG_ON(slot[i] != src);
	slot[i] = dst;
	migrated++;
	lock_release(&lock);
	__ClearPageMovable(src);
	put_page(src);
	return MIGRATEPAGE_SUCCESS;
}

static const struct movable_operations movable_ops = {
	.isolate_page = isolate_page,
	.migrate_page = migrate_page,
	.putback_page = putback_page,
};

/* Free a page that was taken out of its slot, which has its lock. */
static void drop(struct page *page)
{
	__ClearPageMovable(page);
	unlock_page(page);
	put_page(page);
}

u32 movable_take(gfp_t gfp, bool *got)
{
	struct page *page = alloc_page(gfp);
	u32 i = 0;

	*got = page;
	lock_acquire(&lock);
	if (nr_spare) {
		i = spare[--nr_spare];
		slot[i] = page;
	}
	lock_release(&lock);
	if (!page)
		return i;
	if (!i) {
		__free_page(page);
		return 0;
	}
	lock_page(page);
	set_page_private(page, i);
	__SetPageMovable(page, &movable_ops);
	unlock_page(page);
	return i;
}

void movable_give(u32 i)
{
	struct page *page;

	for (;;) {
		lock_acquire(&lock);
		page = slot[i];
		if (!page || trylock_page(page))
			break;
		/* It is being moved: the slot will have another. */
		get_page(page);
		lock_release(&lock);
		wait_on_page_locked(page);
		put_page(page);
	}
	slot[i] = NULL;
	spare[nr_spare++] = i;
	lock_release(&lock);
	if (page)
		drop(page);
}

/* ---- files ----------------------------------------------------------------------------------- */

void file_put(u32 first, u32 nr)
{
	bool fits;

	lock_acquire(&lock);
	fits = ring_put(&files, (void *)(unsigned long)first, nr);
	if (fits)
		file_pages += nr;
	lock_release(&lock);
	BUG_ON(!fits);
}

struct entry file_take(u32 random)
{
	struct entry entry;

	lock_acquire(&lock);
	entry = ring_take(&files, 300, random);
	if (entry.what & EMPTIED)
		entry.what &= ~EMPTIED;
	else
		file_pages -= entry.what;
	lock_release(&lock);
	return entry;
}

u32 file_count(void)
{
	return files.count;
}

static unsigned long file_objects(struct shrinker *s, struct shrink_control *sc)
{
	return READ_ONCE(file_pages) ?: SHRINK_EMPTY;
}

/* Take the pages of the next file that has any. Return: how many, now in @batch. */
static unsigned int empty_next_file(struct page **batch)
{
	unsigned int n = 0;

	lock_acquire(&lock);
	for (u32 looked = 0; looked < files.count && !n; looked++) {
		struct entry *entry = ring_at(&files, file_hand++ % files.count);

		if (entry->what & EMPTIED)
			continue;
		for (u32 i = (u32)(unsigned long)entry->item; i; i = movable_next[i]) {
			if (!slot[i] || !trylock_page(slot[i]))
				continue;
			batch[n++] = slot[i];
			slot[i] = NULL;
		}
		file_pages -= entry->what;
		entry->what |= EMPTIED;
	}
	shrunk += n;
	lock_release(&lock);
	return n;
}

static unsigned long file_scan(struct shrinker *s, struct shrink_control *sc)
{
	struct page *batch[FILE_PAGES_MAX];
	unsigned long freed = 0;

	/* Dirty pages and directories: the file system has a hand in it. */
	if (!(sc->gfp_mask & __GFP_FS))
		return SHRINK_STOP;
	while (freed < sc->nr_to_scan) {
		unsigned int n = empty_next_file(batch);

		if (!n)
			break;
		for (unsigned int i = 0; i < n; i++)
			drop(batch[i]);
		freed += n;
	}
	return freed ?: SHRINK_STOP;
}

/* ---- inodes ---------------------------------------------------------------------------------- */

/* Sizes of the usual file system's. */
struct inode_object {
	void *dentry;
	char rest[592];
};

struct dentry_object {
	char rest[192];
};

size_t inode_bytes(void)
{
	return sizeof(struct inode_object) + sizeof(struct dentry_object);
}

u32 inode_count(void)
{
	return inodes.count;
}

static void inode_free(struct inode_object *inode)
{
	if (!inode)
		return;
	if (inode->dentry)
		kmem_cache_free(dentry_cache, inode->dentry);
	kmem_cache_free(inode_cache, inode);
}

bool inode_put(gfp_t gfp)
{
	struct inode_object *inode = kmem_cache_alloc(inode_cache, gfp);
	bool fits;

	if (inode)
		inode->dentry = kmem_cache_alloc(dentry_cache, gfp);
	lock_acquire(&lock);
	fits = ring_put(&inodes, inode, 0);
	inode_objects += fits && inode;
	lock_release(&lock);
	BUG_ON(!fits);
	return inode && inode->dentry;
}

bool inode_take(u32 random)
{
	struct entry entry;

	lock_acquire(&lock);
	entry = ring_take(&inodes, 500, random);
	inode_objects -= entry.item != NULL;
	lock_release(&lock);
	inode_free(entry.item);
	return entry.item;
}

static unsigned long inode_objects_count(struct shrinker *s, struct shrink_control *sc)
{
	return READ_ONCE(inode_objects) ?: SHRINK_EMPTY;
}

static unsigned long inode_scan(struct shrinker *s, struct shrink_control *sc)
{
	unsigned long freed = 0;

	if (!(sc->gfp_mask & __GFP_FS))
		return SHRINK_STOP;
	for (unsigned long looked = 0; looked < sc->nr_to_scan; looked++) {
		struct inode_object *inode = NULL;

		lock_acquire(&lock);
		if (inodes.count) {
			struct entry *entry = ring_at(&inodes, inode_hand++ % inodes.count);

			inode = entry->item;
			entry->item = NULL;
			inode_objects -= inode != NULL;
			shrunk += inode != NULL;
		}
		lock_release(&lock);
		freed += inode != NULL;
		inode_free(inode);
	}
	return freed;
}

/* ---- life ------------------------------------------------------------------------------------ */

static struct shrinker *
new_shrinker(const char *name, unsigned long (*count)(struct shrinker *, struct shrink_control *),
	     unsigned long (*scan)(struct shrinker *, struct shrink_control *))
{
	struct shrinker *s = shrinker_alloc(0, "%s", name);

	if (!s)
		return NULL;
	s->count_objects = count;
	s->scan_objects = scan;
	s->seeks = DEFAULT_SEEKS;
	shrinker_register(s);
	return s;
}

int owners_open(void)
{
	lock_init(&lock);
	memset(slot, 0, sizeof(slot));
	nr_spare = 0;
	for (u32 i = SLOTS_MAX; i; i--)
		spare[nr_spare++] = i;
	files.head = files.count = inodes.head = inodes.count = 0;
	file_pages = inode_objects = shrunk = migrated = 0;
	file_hand = inode_hand = 0;
	inode_cache = kmem_cache_create("churn_inode", sizeof(struct inode_object), 0,
					SLAB_RECLAIM_ACCOUNT, NULL);
	dentry_cache = kmem_cache_create("churn_dentry", sizeof(struct dentry_object), 0,
					 SLAB_RECLAIM_ACCOUNT, NULL);
	file_shrinker = new_shrinker("churn-files", file_objects, file_scan);
	inode_shrinker = new_shrinker("churn-inodes", inode_objects_count, inode_scan);
	if (inode_cache && dentry_cache && file_shrinker && inode_shrinker)
		return 0;
	owners_close();
	return -ENOMEM;
}

void owners_close(void)
{
	shrinker_free(file_shrinker);
	shrinker_free(inode_shrinker);
	while (files.count)
		for (u32 i = (u32)(unsigned long)file_take(0).item, next; i; i = next) {
			next = movable_next[i];
			movable_give(i);
		}
	while (inodes.count)
		inode_take(0);
	kmem_cache_destroy(dentry_cache);
	kmem_cache_destroy(inode_cache);
}

unsigned long owners_shrunk(void)
{
	return READ_ONCE(shrunk);
}

unsigned long owners_migrated(void)
{
	return READ_ONCE(migrated);
}
