// SPDX-License-Identifier: MIT
/*
 * From pages to the device and back: bios of up to CACHE_BATCH pages that follow each other.
 *
 * They lie on the stack, as does the array of their pieces, so that writing pages to get memory
 * takes none of ours.  Drivers may need some; that is why reclaim keeps reserves for who writes.
 *
 * When memory runs out, clean pages are dropped by a shrinker, and dirty ones written and dropped
 * by a back end, but not on behalf of a driver that is in the middle of something: what it would be
 * given then would wait for its own return.
 */
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/pagemap.h>
#include <linux/ratelimit.h>
#include <linux/sched.h>
#include <linux/shrinker.h>
#include <linux/writeback.h>
#include "kernel/block/disk.h"

/* ---- pages and the device -------------------------------------------------------------------- */

int cache_io(struct block_device *bdev, struct cache_page *const *pages, unsigned int nr,
	     blk_opf_t op)
{
	struct bio_vec vecs[CACHE_BATCH];
	struct bio bio;

	bio_init(&bio, bdev, vecs, CACHE_BATCH, op);
	bio.bi_iter.bi_sector = (sector_t)pages[0]->index << PAGE_SECTORS_SHIFT;
	for (unsigned int i = 0; i < nr; i++) {
		unsigned int bytes = cache_bytes(bdev, pages[i]->index);

		/* The device has become smaller. */
		if (!bytes)
			return -EIO;
		__bio_add_page(&bio, pages[i]->page, bytes, 0);
	}
	return submit_bio_wait(&bio);
}

/* ---- writing back ---------------------------------------------------------------------------- */

/**
 * struct run - dirty pages that follow each other, locked, each with a reference.
 */
struct run {
	struct cache_page *pages[CACHE_BATCH];
	unsigned int nr;
};

/* The next run in [@from, wb->to]. Return: false where there is none. */
static bool next_run(struct block_cache *c, struct write_back *wb, pgoff_t *from, struct run *run)
{
	unsigned long room = min_t(unsigned long, wb->nr - wb->written, CACHE_BATCH);
	struct cache_page *p;

	run->nr = 0;
	while (run->nr < room && *from <= wb->to && (p = cache_next_dirty(c, *from, wb->to))) {
		bool follows = run->nr && p->index == run->pages[run->nr - 1]->index + 1;

		if ((run->nr && !follows) || !cache_lock_dirty(c, p, wb->wait)) {
			/* One that is busy now, or clean by now, is passed over. */
			if (!run->nr)
				*from = p->index + 1;
			cache_done(c, p);
			if (run->nr)
				break;
			continue;
		}
		run->pages[run->nr++] = p;
		*from = p->index + 1;
	}
	return run->nr;
}

static void tell_failed(struct block_device *bdev, const struct cache_page *p, int err)
{
	pr_err_ratelimited(
		"Buffer I/O error on dev %s, logical block %llu, page write failed (%d), "
		"it is kept in memory\n",
		bdev->bd_disk->disk_name, (unsigned long long)p->index, err);
}

static void write_pages(struct block_device *bdev, struct write_back *wb, struct cache_page **pages,
			unsigned int nr)
{
	int err = cache_io(bdev, pages, nr, REQ_OP_WRITE);

	/* One bad block is to be no more than that. */
	if (err && nr > 1) {
		for (unsigned int i = 0; i < nr; i++)
			write_pages(bdev, wb, pages + i, 1);
		return;
	}
	if (err) {
		tell_failed(bdev, pages[0], err);
		wb->error = wb->error ?: err;
		return;
	}
	for (unsigned int i = 0; i < nr; i++)
		cache_set_clean(bdev->bd_cache, pages[i]);
	wb->written += nr;
}

void cache_write_back(struct block_device *bdev, struct write_back *wb)
{
	struct block_cache *c = bdev->bd_cache;
	pgoff_t at = wb->from;
	struct run run;

	while (wb->written < wb->nr && next_run(c, wb, &at, &run)) {
		write_pages(bdev, wb, run.pages, run.nr);
		for (unsigned int i = 0; i < run.nr; i++) {
			struct cache_page *p = run.pages[i];

			if (wb->drop && !PageDirty(p->page))
				cache_drop(c, p);
			unlock_page(p->page);
			cache_done(c, p);
		}
		/* Behind the last there is none, and its number does not go on. */
		if (!at)
			break;
	}
}

int cache_sync(struct block_device *bdev, pgoff_t from, pgoff_t to)
{
	struct write_back wb = { .from = from, .to = to, .nr = ULONG_MAX, .wait = true };

	cache_write_back(bdev, &wb);
	return wb.error;
}

int sync_blockdev(struct block_device *bdev)
{
	return bdev && bdev->bd_cache ? cache_sync(bdev, 0, CACHE_ALL) : 0;
}
EXPORT_SYMBOL(sync_blockdev);

int fsync_bdev(struct block_device *bdev)
{
	int err = sync_blockdev(bdev);

	return blkdev_issue_flush(bdev) ?: err;
}
EXPORT_SYMBOL(fsync_bdev);

/** invalidate_bdev - forget the pages that are clean. */
void invalidate_bdev(struct block_device *bdev)
{
	if (bdev->bd_cache)
		cache_truncate(bdev, 0, CACHE_ALL, false);
}
EXPORT_SYMBOL(invalidate_bdev);

/** kill_bdev - forget all pages; what is dirty is lost. */
void kill_bdev(struct block_device *bdev)
{
	if (bdev->bd_cache)
		cache_truncate(bdev, 0, CACHE_ALL, true);
}
EXPORT_SYMBOL(kill_bdev);

/* ---- when memory is short -------------------------------------------------------------------- */

/** struct sum - over all caches. */
struct sum {
	unsigned long clean, dirty, wanted, done;
};

static bool count(struct block_cache *c, void *arg)
{
	struct sum *sum = arg;

	lock_acquire(&c->lock);
	sum->clean += c->nr_pages - c->nr_dirty;
	sum->dirty += c->nr_dirty;
	lock_release(&c->lock);
	return true;
}

static bool shrink_one(struct block_cache *c, void *arg)
{
	struct sum *sum = arg;

	sum->done += cache_shrink(c, sum->wanted - sum->done);
	return sum->done < sum->wanted;
}

static unsigned long count_clean(struct shrinker *s, struct shrink_control *sc)
{
	struct sum sum = {};

	cache_for_each(count, &sum);
	return sum.clean ?: SHRINK_EMPTY;
}

static unsigned long scan_clean(struct shrinker *s, struct shrink_control *sc)
{
	struct sum sum = { .wanted = sc->nr_to_scan };

	cache_for_each(shrink_one, &sum);
	return sum.done ?: SHRINK_STOP;
}

static unsigned long count_dirty(struct writeback_backend *backend, int nid)
{
	struct sum sum = {};

	if (current->bio_list)
		return 0;
	cache_for_each(count, &sum);
	return sum.dirty;
}

static bool write_one(struct block_cache *c, void *arg)
{
	struct sum *sum = arg;
	struct write_back wb = { .to = CACHE_ALL, .nr = sum->wanted - sum->done, .drop = true };

	if (disk_live(c->bdev->bd_disk))
		cache_write_back(c->bdev, &wb);
	sum->done += wb.written;
	return sum->done < sum->wanted;
}

static unsigned long write_dirty(struct writeback_backend *backend, struct writeback_work *work)
{
	struct sum sum = { .wanted = work->nr_to_write };

	if (!current->bio_list)
		cache_for_each(write_one, &sum);
	work->nr_freed = sum.done;
	return sum.done;
}

static struct shrinker clean_pages;
static struct writeback_backend dirty_pages;

int cache_watch_memory(void)
{
	int err;

	clean_pages = (struct shrinker){
		.count_objects = count_clean,
		.scan_objects = scan_clean,
		.seeks = DEFAULT_SEEKS,
	};
	dirty_pages = (struct writeback_backend){
		.name = "block devices",
		.needs = WRITEBACK_NEEDS_IO,
		.pages = count_dirty,
		.write = write_dirty,
	};
	err = register_shrinker(&clean_pages, "block-cache");
	if (err)
		return err;
	err = writeback_register(&dirty_pages);
	if (err)
		unregister_shrinker(&clean_pages);
	return err;
}

void cache_unwatch_memory(void)
{
	writeback_unregister(&dirty_pages);
	unregister_shrinker(&clean_pages);
}
