// SPDX-License-Identifier: MIT
/*
 * Waiting for a bio, also for one that a crashed driver never gives back.
 *
 * The waiter's own bio, its pieces and what it is to be told lie wherever the waiter likes, on its
 * stack as a rule, and may be gone when it has returned.  A driver that crashes still has what it
 * was given: a timer or a work of its may go on with it, and end it, when nobody waits any more.
 * So the driver never sees the waiter's bio, but a copy, in a record that stays as long as the
 * driver may touch it:
 *
 *	WAITING ── bio_endio() ──▶ ENDED	the waiter frees the record
 *	   └────── disk_die() ───▶ LOST		the record, and the pages of its pieces, stay for
 *						the life of the machine; ending it does nothing
 *
 * Records come from a pool: memory may be what the bio is to free.
 */
#include <linux/completion.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/mempool.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include "kernel/block/disk.h"
#include "kernel/kernel.h"
#include "mm/kmalloc/kmalloc.h"
#include "mm/page/page.h"

/* Linux gives a request half a minute, too. */
#define SUSPECT (30 * HZ)

/* So many may be waited for when memory has run out, of up to CACHE_BATCH pieces. */
#define WAITS_KEPT 4

enum { WAITING, ENDED, LOST };

/**
 * struct bio_wait - someone sleeps until @bio has ended, or its disk is dead.
 * @link: in the list of those that are waited for, or were lost.
 * @disk: that it was submitted to; a driver may send it on to another.
 * @state: as above; it changes once.
 * @pooled: it is of the pool; @pinned: it was lost, and has a reference to each page.
 */
struct bio_wait {
	struct list_head link;
	struct gendisk *disk;
	struct completion done;
	u32 state;
	bool pooled, pinned;
	struct bio bio;
	struct bio_vec vecs[];
};

static struct {
	struct lock lock; /* guards the lists */
	struct list_head list, lost;
	mempool_t pool;
} waits;

/* ---- records --------------------------------------------------------------------------------- */

static size_t size_for(unsigned int nr_vecs)
{
	return sizeof(struct bio_wait) + nr_vecs * sizeof(struct bio_vec);
}

static void *pool_alloc(gfp_t gfp, void *data)
{
	return kmalloc_untraced(size_for(CACHE_BATCH), gfp);
}

static void pool_free(void *element, void *data)
{
	kfree_untraced(element);
}

static struct bio_wait *get_record(unsigned int nr_vecs)
{
	bool pooled = nr_vecs <= CACHE_BATCH;
	struct bio_wait *w;

	if (pooled)
		w = mempool_alloc(&waits.pool, GFP_NOIO);
	else
		w = kmalloc_untraced(size_for(nr_vecs), GFP_NOIO | __GFP_NOFAIL);
	w->pooled = pooled;
	w->pinned = false;
	return w;
}

static void put_record(struct bio_wait *w)
{
	if (w->pooled)
		mempool_free(w, &waits.pool);
	else
		kfree_untraced(w);
}

static unsigned int count_pieces(const struct bio *bio)
{
	struct bvec_iter iter;
	struct bio_vec bv;
	unsigned int nr = 0;

	if (bio_has_data(bio))
		bio_for_each_bvec(bv, bio, iter) nr++;
	return nr;
}

static void tell_waiter(struct bio *bio)
{
	struct bio_wait *w = bio->bi_private;

	if (cmpxchg(&w->state, WAITING, ENDED) == WAITING)
		complete(&w->done);
}

/* What is left of @bio, on pieces of its own. */
static void copy_bio(struct bio_wait *w, const struct bio *bio, unsigned int nr_vecs)
{
	struct bvec_iter iter;
	struct bio_vec bv;

	bio_setup(&w->bio, bio->bi_bdev, w->vecs, (unsigned short)nr_vecs, bio->bi_opf | REQ_SYNC);
	w->bio.bi_iter.bi_sector = bio->bi_iter.bi_sector;
	w->bio.bi_iter.bi_size = bio->bi_iter.bi_size;
	w->bio.bi_ioprio = bio->bi_ioprio;
	if (nr_vecs)
		bio_for_each_bvec(bv, bio, iter) w->vecs[w->bio.bi_vcnt++] = bv;
	w->bio.bi_private = w;
	w->bio.bi_end_io = tell_waiter;
}

static struct bio_wait *new_wait(const struct bio *bio)
{
	unsigned int nr_vecs = count_pieces(bio);
	struct bio_wait *w = get_record(nr_vecs);

	w->disk = bio->bi_bdev->bd_disk;
	w->state = WAITING;
	init_completion(&w->done);
	copy_bio(w, bio, nr_vecs);
	lock_acquire(&waits.lock);
	list_add(&w->link, &waits.list);
	lock_release(&waits.lock);
	return w;
}

static bool is_of_slabs(const struct bio_wait *w)
{
	for (unsigned int i = 0; i < w->bio.bi_vcnt; i++)
		if (PageSlab(w->vecs[i].bv_page))
			return true;
	return false;
}

/* The driver may use the pages as long as it likes; only kfree() asks for no reference. */
static void keep_lost(struct bio_wait *w)
{
	w->pinned = !is_of_slabs(w);
	for (unsigned int i = 0; i < w->bio.bi_vcnt && w->pinned; i++)
		get_page(w->vecs[i].bv_page);
	lock_acquire(&waits.lock);
	list_move(&w->link, &waits.lost);
	lock_release(&waits.lock);
}

static void end_wait(struct bio_wait *w)
{
	lock_acquire(&waits.lock);
	list_del(&w->link);
	lock_release(&waits.lock);
	put_record(w);
}

void waits_lose(struct gendisk *disk)
{
	struct bio_wait *w;

	lock_acquire(&waits.lock);
	list_for_each_entry(w, &waits.list, link)
		if ((w->disk == disk || READ_ONCE(w->bio.bi_bdev) == disk->part0) &&
		    cmpxchg(&w->state, WAITING, LOST) == WAITING)
			complete(&w->done);
	lock_release(&waits.lock);
}

/* ---- waiting --------------------------------------------------------------------------------- */

static void wait_for(struct completion *done, const char *name)
{
	bool told = false;

	while (!wait_for_completion_io_timeout(done, SUSPECT)) {
		if (!told)
			report("INFO: task %s:%d waits for I/O of %s, which does not end",
			       current->comm, current->pid, name);
		told = true;
	}
}

static void complete_parts(struct bio *bio)
{
	complete(bio->bi_private);
}

/* @bio itself has ended; others that were chained to it have it, and nobody can take it back. */
static void wait_for_parts(struct bio *bio, const char *name)
{
	DECLARE_COMPLETION_ONSTACK(done);

	bio->bi_private = &done;
	bio->bi_end_io = complete_parts;
	bio_endio(bio);
	wait_for(&done, name);
}

int submit_bio_wait(struct bio *bio)
{
	const char *name = bio->bi_bdev->bd_disk->disk_name;
	struct bio_wait *w = new_wait(bio);

	submit_bio(&w->bio);
	wait_for(&w->done, name);
	if (smp_load_acquire(&w->state) == LOST) {
		bio->bi_status = BLK_STS_IOERR;
		keep_lost(w);
	} else {
		bio->bi_status = bio->bi_status ?: w->bio.bi_status;
		bio_advance(bio, bio->bi_iter.bi_size - w->bio.bi_iter.bi_size);
		end_wait(w);
	}
	if (bio_flagged(bio, BIO_CHAIN))
		wait_for_parts(bio, name);
	return blk_status_to_errno(bio->bi_status);
}
EXPORT_SYMBOL(submit_bio_wait);

/* ---- life ------------------------------------------------------------------------------------ */

int waits_init(void)
{
	lock_init(&waits.lock);
	INIT_LIST_HEAD(&waits.list);
	INIT_LIST_HEAD(&waits.lost);
	return mempool_init(&waits.pool, WAITS_KEPT, pool_alloc, pool_free, NULL);
}

void waits_exit(void)
{
	struct bio_wait *w, *next;

	list_for_each_entry_safe(w, next, &waits.lost, link) {
		for (unsigned int i = 0; i < w->bio.bi_vcnt && w->pinned; i++)
			put_page(w->vecs[i].bv_page);
		put_record(w);
	}
	mempool_exit(&waits.pool);
}
