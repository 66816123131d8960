/* SPDX-License-Identifier: MIT */
/*
 * Making bios, filling them, walking over them and ending them: kernel/block/bio.c.
 *
 *	bio = bio_alloc(bdev, nr, REQ_OP_READ, GFP_KERNEL)	since 5.18
 *	bio = bio_alloc(GFP_KERNEL, nr)				before; then bio_set_dev()
 */
#ifndef _LINUX_BIO_H
#define _LINUX_BIO_H

#include <linux/args.h>
#include <linux/blk_types.h>
#include <linux/mempool.h>

/* ---- parts ----------------------------------------------------------------------------------- */

#define bio_op(bio)	    ((enum req_op)((bio)->bi_opf & REQ_OP_MASK))
#define bio_data_dir(bio)   (op_is_write((bio)->bi_opf) ? WRITE : READ)
#define bio_sectors(bio)    ((bio)->bi_iter.bi_size >> 9)
#define bio_end_sector(bio) ((bio)->bi_iter.bi_sector + bio_sectors(bio))

#define bio_iter_iovec(bio, iter)  bvec_iter_bvec((bio)->bi_io_vec, (iter))
#define bio_iter_page(bio, iter)   bvec_iter_page((bio)->bi_io_vec, (iter))
#define bio_iter_len(bio, iter)	   bvec_iter_len((bio)->bi_io_vec, (iter))
#define bio_iter_offset(bio, iter) bvec_iter_offset((bio)->bi_io_vec, (iter))
#define bio_iovec(bio)		   bio_iter_iovec((bio), (bio)->bi_iter)
#define bio_page(bio)		   bio_iter_page((bio), (bio)->bi_iter)
#define bio_offset(bio)		   bio_iter_offset((bio), (bio)->bi_iter)

static inline bool bio_flagged(const struct bio *bio, unsigned int bit)
{
	return bio->bi_flags & (1u << bit);
}

static inline void bio_set_flag(struct bio *bio, unsigned int bit)
{
	bio->bi_flags |= (unsigned short)(1u << bit);
}

static inline void bio_clear_flag(struct bio *bio, unsigned int bit)
{
	bio->bi_flags &= (unsigned short)~(1u << bit);
}

/** bio_has_data - has it memory to go with it? */
static inline bool bio_has_data(const struct bio *bio)
{
	return bio && bio->bi_iter.bi_size && bio_op(bio) != REQ_OP_DISCARD &&
	       bio_op(bio) != REQ_OP_SECURE_ERASE && bio_op(bio) != REQ_OP_WRITE_ZEROES;
}

static inline bool bio_no_advance_iter(const struct bio *bio)
{
	return bio_op(bio) == REQ_OP_DISCARD || bio_op(bio) == REQ_OP_SECURE_ERASE ||
	       bio_op(bio) == REQ_OP_WRITE_ZEROES;
}

/** bio_cur_bytes - how long the first piece is that is left. */
static inline unsigned int bio_cur_bytes(const struct bio *bio)
{
	return bio_has_data(bio) ? bio_iovec(bio).bv_len : bio->bi_iter.bi_size;
}

/** bio_data - its address, where the page has one; or NULL. */
static inline void *bio_data(const struct bio *bio)
{
	return bio_has_data(bio) ? (char *)page_address(bio_page(bio)) + bio_offset(bio) : NULL;
}

static inline bool bio_multiple_segments(const struct bio *bio)
{
	return bio->bi_iter.bi_size != bio_iovec(bio).bv_len;
}

/* ---- walking --------------------------------------------------------------------------------- */

static inline void bio_advance_iter(const struct bio *bio, struct bvec_iter *iter,
				    unsigned int bytes)
{
	iter->bi_sector += bytes >> 9;
	if (bio_no_advance_iter(bio))
		iter->bi_size -= bytes;
	else
		bvec_iter_advance(bio->bi_io_vec, iter, bytes);
}
#define bio_advance_iter_single(bio, iter, bytes) bio_advance_iter(bio, iter, bytes)

#define __bio_for_each_segment(bvl, bio, iter, start)                                      \
	for (iter = (start); (iter).bi_size && ((bvl = bio_iter_iovec((bio), (iter))), 1); \
	     bio_advance_iter((bio), &(iter), (bvl).bv_len))

/** bio_for_each_segment - what is left of @bio, piece by piece, none longer than its page. */
#define bio_for_each_segment(bvl, bio, iter) __bio_for_each_segment(bvl, bio, iter, (bio)->bi_iter)

/** bio_for_each_bvec - the same, pieces as long as they are. */
#define bio_for_each_bvec(bvl, bio, iter)                                                \
	for (iter = (bio)->bi_iter;                                                      \
	     (iter).bi_size && ((bvl = mp_bvec_iter_bvec((bio)->bi_io_vec, (iter))), 1); \
	     bio_advance_iter((bio), &(iter), (bvl).bv_len))

/** bio_for_each_bvec_all - all that was added to @bio, done or not, for its owner. */
#define bio_for_each_bvec_all(bvl, bio, i) \
	for ((i) = 0, (bvl) = (bio)->bi_io_vec; (i) < (bio)->bi_vcnt; (i)++, (bvl)++)

static inline struct bio_vec *__bio_next_all(const struct bio *bio, struct bvec_iter_all *iter)
{
	const struct bio_vec *whole;

	if (iter->idx >= bio->bi_vcnt)
		return NULL;
	whole = &bio->bi_io_vec[iter->idx];
	iter->bv.bv_offset = (whole->bv_offset + iter->done) % PAGE_SIZE;
	iter->bv.bv_page = whole->bv_page + (whole->bv_offset + iter->done) / PAGE_SIZE;
	iter->bv.bv_len =
		min_t(unsigned int, whole->bv_len - iter->done, PAGE_SIZE - iter->bv.bv_offset);
	iter->done += iter->bv.bv_len;
	if (iter->done == whole->bv_len) {
		iter->done = 0;
		iter->idx++;
	}
	return &iter->bv;
}

/** bio_for_each_segment_all - the same page by page. */
#define bio_for_each_segment_all(bvl, bio, iter) \
	for ((iter) = (struct bvec_iter_all){}; ((bvl) = __bio_next_all((bio), &(iter)));)

/** bio_segments - how many times bio_for_each_segment() goes round. */
static inline unsigned int bio_segments(const struct bio *bio)
{
	unsigned int segs = 0;
	struct bio_vec bv;
	struct bvec_iter iter;

	if (bio_no_advance_iter(bio))
		return bio_op(bio) == REQ_OP_WRITE_ZEROES ? 0 : 1;
	bio_for_each_segment(bv, bio, iter) segs++;
	return segs;
}

/** bio_advance - the first @bytes are done with.  Context: any. */
void bio_advance(struct bio *bio, unsigned int bytes);

/* ---- making ---------------------------------------------------------------------------------- */

/**
 * struct bio_set - where bios come from, and some in reserve for when memory is short.
 * @front_pad: bytes before each for its owner.
 */
struct bio_set {
	unsigned int front_pad;
	unsigned int flags;
	mempool_t bio_pool;
	mempool_t bvec_pool;
};

#define BIOSET_NEED_BVECS   1
#define BIOSET_NEED_RESCUER 2
#define BIOSET_PERCPU_CACHE 4
#define BIO_POOL_SIZE	    2

/**
 * fs_bio_set - the set that bio_alloc() takes from.  Who holds a bio of it and takes another may
 * wait for himself: a driver that does so has a set of its own.
 */
extern struct bio_set fs_bio_set;

/**
 * bioset_init, bioset_exit - a set of one's own, and its end when all its bios were put.
 * @pool_size: bios that are in reserve.
 * @front_pad: bytes before each, for its owner.
 * @flags: BIOSET_NEED_BVECS: arrays of pieces are in reserve, too.
 *
 * Return: 0 or -ENOMEM.
 * Context: process; sleeps.
 */
int bioset_init(struct bio_set *bs, unsigned int pool_size, unsigned int front_pad, int flags);
void bioset_exit(struct bio_set *bs);

/**
 * bio_alloc_in - bio_alloc_bioset(): a bio with room for @nr_vecs pieces.
 * @bs: the set; NULL: none, it is kmalloc()ed.
 *
 * Return: the bio, for bio_put(); NULL without memory, which is never where @gfp may wait, or for
 * more than BIO_MAX_VECS pieces.
 */
struct bio *bio_alloc_in(struct bio_set *bs, struct block_device *bdev, unsigned int nr_vecs,
			 blk_opf_t opf, gfp_t gfp);

/** bio_kmalloc_in - memory for a bio and @nr_vecs pieces, for bio_init() and kfree(); or NULL. */
struct bio *bio_kmalloc_in(unsigned int nr_vecs, gfp_t gfp);

/** bio_setup - bio_init(): @bio, of the caller's memory, with @table for its pieces. */
void bio_setup(struct bio *bio, struct block_device *bdev, struct bio_vec *table,
	       unsigned short max_vecs, blk_opf_t opf);

#define __BIO_FORM(name, ...) CONCATENATE(name, COUNT_ARGS(__VA_ARGS__))(__VA_ARGS__)

#define bio_alloc(...)			  __BIO_FORM(__bio_alloc_, __VA_ARGS__)
#define __bio_alloc_4(bdev, nr, opf, gfp) bio_alloc_in(&fs_bio_set, (bdev), (nr), (opf), (gfp))

#define __bio_alloc_2(gfp, nr)			     bio_alloc_in(&fs_bio_set, NULL, (nr), 0, (gfp))
#define bio_alloc_bioset(...)			     __BIO_FORM(__bio_alloc_bioset_, __VA_ARGS__)
#define __bio_alloc_bioset_5(bdev, nr, opf, gfp, bs) bio_alloc_in((bs), (bdev), (nr), (opf), (gfp))
#define __bio_alloc_bioset_3(gfp, nr, bs)	     bio_alloc_in((bs), NULL, (nr), 0, (gfp))
#define bio_init(...)				     __BIO_FORM(__bio_init_, __VA_ARGS__)
#define __bio_init_5(bio, bdev, table, max, opf)     bio_setup((bio), (bdev), (table), (max), (opf))
#define __bio_init_3(bio, table, max)		     bio_setup((bio), NULL, (table), (max), 0)
#define bio_reset(...)				     __BIO_FORM(__bio_reset_, __VA_ARGS__)
#define __bio_reset_3(bio, bdev, opf)		     bio_renew((bio), (bdev), (opf))
#define __bio_reset_1(bio)			     bio_renew((bio), NULL, 0)

/** bio_kmalloc - of nobody's: (nr, gfp), for bio_init(); before 5.19 (gfp, nr). */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(5, 19, 0)
#define bio_kmalloc(nr, gfp) bio_kmalloc_in((nr), (gfp))
#else
#define bio_kmalloc(gfp, nr) bio_alloc_in(NULL, NULL, (nr), 0, (gfp))
#endif

/** bio_renew - bio_reset(): as after bio_init(), with the array it has; @bdev NULL: as it was. */
void bio_renew(struct bio *bio, struct block_device *bdev, blk_opf_t opf);

/** bio_uninit - the end of bio_init(): there is nothing to be undone. */
void bio_uninit(struct bio *bio);

/**
 * bio_get, bio_put - take and drop a reference to one of bio_alloc(); who submits it and wants to
 * look at it afterwards takes one.
 * Context: any.
 */
void bio_get(struct bio *bio);
void bio_put(struct bio *bio);

/**
 * bio_alloc_clone, bio_init_clone - another bio on what is left of @from and its pieces, which have
 * to stay; of a set, or of the caller's memory.
 * Return: the bio, or NULL without memory; bio_init_clone(): 0.
 */
struct bio *bio_alloc_clone(struct block_device *bdev, struct bio *from, gfp_t gfp,
			    struct bio_set *bs);
int bio_init_clone(struct block_device *bdev, struct bio *bio, struct bio *from, gfp_t gfp);
/** bio_clone_fast - bio_alloc_clone() before 5.18. */
static inline struct bio *bio_clone_fast(struct bio *from, gfp_t gfp, struct bio_set *bs)
{
	return bio_alloc_clone(from->bi_bdev, from, gfp, bs);
}

/**
 * bio_split - the first @sectors of @bio, as a bio of its own; @bio goes on behind them.
 * @bs: the set it comes of; it uses the pieces of @bio, which has to stay.
 *
 * The caller mostly chains the two by bio_chain(), and submits @bio again for what is left.
 * Return: the bio, or NULL where @gfp cannot wait; -EINVAL as an error pointer where there is
 * nothing to split.
 */
struct bio *bio_split(struct bio *bio, int sectors, gfp_t gfp, struct bio_set *bs);

/**
 * bio_split_to_limits - for a driver that takes bios: the part of @bio that fits its limits.
 *
 * The rest is submitted.
 * Return: the part, @bio itself where it fits; NULL where nothing does, and it has ended.
 * Context: process; sleeps.
 */
struct bio *bio_split_to_limits(struct bio *bio);

/** bio_chain - @parent ends when @bio has, too, and with its error; @bio has no bi_end_io(). */
void bio_chain(struct bio *bio, struct bio *parent);

/** bio_trim - only @size sectors from sector @offset of @bio on are left to be done. */
void bio_trim(struct bio *bio, sector_t offset, sector_t size);

/**
 * bio_add_page, __bio_add_page - one more piece, or the last made longer; one more, for which there
 * is room.
 * @len, @offset: bytes of @page, and from where.  No reference to it is taken.
 *
 * Return: @len, or 0 without room: then it is submitted as it is, and another one goes on.
 */
int bio_add_page(struct bio *bio, struct page *page, unsigned int len, unsigned int offset);
void __bio_add_page(struct bio *bio, struct page *page, unsigned int len, unsigned int offset);

static inline bool bio_full(const struct bio *bio, unsigned int len)
{
	return bio->bi_vcnt >= bio->bi_max_vecs || bio->bi_iter.bi_size > UINT_MAX - len;
}

static inline void bio_set_dev(struct bio *bio, struct block_device *bdev)
{
	bio->bi_bdev = bdev;
}
#define bio_copy_dev(dst, src)		 bio_set_dev((dst), (src)->bi_bdev)
#define bio_set_op_attrs(bio, op, flags) ((bio)->bi_opf = (blk_opf_t)(op) | (flags))

static inline unsigned int bio_max_segs(unsigned int nr_segs)
{
	return min(nr_segs, BIO_MAX_VECS);
}

/* ---- giving them to a device, and ending ----------------------------------------------------- */

/**
 * submit_bio, submit_bio_noacct - have @bio done; its bi_end_io() is called when it is, maybe
 * before this returns: it is the caller's no more.
 *
 * The second one does not count it: it is part of one that was.  By a driver's submit_bio() this
 * returns at once, and the bio waits until that has returned.
 * Context: process; may sleep.
 */
void submit_bio(struct bio *bio);
void submit_bio_noacct(struct bio *bio);
/* From 4.4 to 5.15 they returned a number to poll with. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(5, 16, 0)
#define submit_bio(bio)	       (submit_bio(bio), BLK_QC_T_NONE)
#define submit_bio_noacct(bio) (submit_bio_noacct(bio), BLK_QC_T_NONE)
#endif
#define generic_make_request(bio) submit_bio_noacct(bio)

/** submit_bio_wait - have @bio done, and wait for it; it stays the caller's. Return: 0, -errno. */
int submit_bio_wait(struct bio *bio);

/**
 * bio_endio - by who was given @bio: it has ended as @bi_status says; its owner is told.
 *
 * Once and no more: a second time is reported.
 * Context: any that its bi_end_io() is for.
 */
void bio_endio(struct bio *bio);

static inline void bio_io_error(struct bio *bio)
{
	bio->bi_status = BLK_STS_IOERR;
	bio_endio(bio);
}

static inline void bio_wouldblock_error(struct bio *bio)
{
	bio->bi_status = BLK_STS_AGAIN;
	bio_endio(bio);
}

/** zero_fill_bio_iter - zero the memory of @bio from @start on. */
void zero_fill_bio_iter(struct bio *bio, struct bvec_iter start);

static inline void zero_fill_bio(struct bio *bio)
{
	zero_fill_bio_iter(bio, bio->bi_iter);
}

/** bio_copy_data - bytes of what is left of @src to what is left of @dst, as far as both go. */
void bio_copy_data(struct bio *dst, struct bio *src);

/** bio_free_pages - put_page() each page that was added, by the owner of these pages. */
void bio_free_pages(struct bio *bio);

/* Times are not accounted, only operations, which submit_bio() does itself. */
static inline unsigned long bio_start_io_acct(struct bio *bio)
{
	return 0;
}

static inline void bio_end_io_acct(struct bio *bio, unsigned long start)
{
}

/* ---- lists ----------------------------------------------------------------------------------- */

/** struct bio_list - bios by bi_next. */
struct bio_list {
	struct bio *head;
	struct bio *tail;
};

#define BIO_EMPTY_LIST     \
	{                  \
		NULL, NULL \
	}
#define bio_list_for_each(bio, bl) for (bio = (bl)->head; bio; bio = bio->bi_next)

static inline void bio_list_init(struct bio_list *bl)
{
	bl->head = bl->tail = NULL;
}

static inline bool bio_list_empty(const struct bio_list *bl)
{
	return !bl->head;
}

static inline struct bio *bio_list_peek(struct bio_list *bl)
{
	return bl->head;
}

static inline void bio_list_add(struct bio_list *bl, struct bio *bio)
{
	bio->bi_next = NULL;
	if (bl->tail)
		bl->tail->bi_next = bio;
	else
		bl->head = bio;
	bl->tail = bio;
}

static inline void bio_list_add_head(struct bio_list *bl, struct bio *bio)
{
	bio->bi_next = bl->head;
	bl->head = bio;
	if (!bl->tail)
		bl->tail = bio;
}

static inline void bio_list_merge(struct bio_list *bl, struct bio_list *behind)
{
	if (!behind->head)
		return;
	if (bl->tail)
		bl->tail->bi_next = behind->head;
	else
		bl->head = behind->head;
	bl->tail = behind->tail;
}

static inline struct bio *bio_list_pop(struct bio_list *bl)
{
	struct bio *bio = bl->head;

	if (bio) {
		bl->head = bio->bi_next;
		if (!bl->head)
			bl->tail = NULL;
		bio->bi_next = NULL;
	}
	return bio;
}

static inline struct bio *bio_list_get(struct bio_list *bl)
{
	struct bio *bio = bl->head;

	bio_list_init(bl);
	return bio;
}

static inline unsigned int bio_list_size(const struct bio_list *bl)
{
	unsigned int nr = 0;
	struct bio *bio;

	bio_list_for_each(bio, bl) nr++;
	return nr;
}

#endif
