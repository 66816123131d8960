// SPDX-License-Identifier: MIT
/*
 * Bios: making them, filling them, taking parts of them, ending them.
 *
 * A bio of a set comes from kmalloc() as long as that has memory, then from the set's reserve, and
 * then when another of the set is put: so a set that nobody keeps bios of for ever never fails.
 * Up to BIO_INLINE_VECS pieces lie behind the bio; an array of more is an allocation of its own.
 *
 *	parts	bio_split() takes the front off, as another bio on the same array of pieces
 *	chains	bio_chain() makes the end of one wait for another's: @__bi_remaining counts them
 */
#include <linux/bio.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "kernel/block/disk.h"
#include "kernel/kernel.h"

#define BIO_INLINE_VECS 4u

struct bio_set fs_bio_set;
EXPORT_SYMBOL(fs_bio_set);

/* ---- sets ------------------------------------------------------------------------------------ */

int bioset_init(struct bio_set *bs, unsigned int pool_size, unsigned int front_pad, int flags)
{
	size_t size = front_pad + sizeof(struct bio) + BIO_INLINE_VECS * sizeof(struct bio_vec);
	int err;

	memset(bs, 0, sizeof(*bs));
	bs->front_pad = front_pad;
	bs->flags = (unsigned int)flags;
	err = mempool_init_kmalloc_pool(&bs->bio_pool, (int)pool_size, size);
	if (!err && (flags & BIOSET_NEED_BVECS))
		err = mempool_init_kmalloc_pool(&bs->bvec_pool, (int)pool_size,
						BIO_MAX_VECS * sizeof(struct bio_vec));
	if (err)
		bioset_exit(bs);
	return err;
}
EXPORT_SYMBOL(bioset_init);

void bioset_exit(struct bio_set *bs)
{
	mempool_exit(&bs->bio_pool);
	mempool_exit(&bs->bvec_pool);
}
EXPORT_SYMBOL(bioset_exit);

/* ---- making ---------------------------------------------------------------------------------- */

void bio_setup(struct bio *bio, struct block_device *bdev, struct bio_vec *table,
	       unsigned short max_vecs, blk_opf_t opf)
{
	memset(bio, 0, sizeof(*bio));
	bio->bi_bdev = bdev;
	bio->bi_opf = opf;
	bio->bi_io_vec = table;
	bio->bi_max_vecs = max_vecs;
	atomic_set(&bio->__bi_remaining, 1);
	atomic_set(&bio->__bi_cnt, 1);
}
EXPORT_SYMBOL(bio_setup);

/* The array of a bio that wants more pieces than lie behind it. */
static bool get_vecs(struct bio_set *bs, struct bio *bio, unsigned int nr_vecs, gfp_t gfp)
{
	if (!mempool_initialized(&bs->bvec_pool))
		bio->bi_io_vec = kmalloc_array(nr_vecs, sizeof(struct bio_vec), gfp);
	else
		bio->bi_io_vec = mempool_alloc(&bs->bvec_pool, gfp);
	bio->bi_max_vecs = (unsigned short)nr_vecs;
	bio_set_flag(bio, BIO_OWN_VECS);
	return bio->bi_io_vec;
}

struct bio *bio_alloc_in(struct bio_set *bs, struct block_device *bdev, unsigned int nr_vecs,
			 blk_opf_t opf, gfp_t gfp)
{
	struct bio *bio;
	char *p;

	if (!bs) {
		bio = bio_kmalloc_in(nr_vecs, gfp);
		if (bio)
			bio_setup(bio, bdev, (struct bio_vec *)(bio + 1), (unsigned short)nr_vecs,
				  opf);
		return bio;
	}
	if (WARN_ON_ONCE(nr_vecs > BIO_MAX_VECS))
		return NULL;
	p = mempool_alloc(&bs->bio_pool, gfp);
	if (!p)
		return NULL;
	bio = (struct bio *)(p + bs->front_pad);
	bio_setup(bio, bdev, nr_vecs ? (struct bio_vec *)(bio + 1) : NULL, (unsigned short)nr_vecs,
		  opf);
	bio->bi_pool = bs;
	if (nr_vecs <= BIO_INLINE_VECS || get_vecs(bs, bio, nr_vecs, gfp))
		return bio;
	mempool_free(p, &bs->bio_pool);
	return NULL;
}
EXPORT_SYMBOL(bio_alloc_in);

struct bio *bio_kmalloc_in(unsigned int nr_vecs, gfp_t gfp)
{
	if (nr_vecs > BIO_MAX_VECS)
		return NULL;
	return kmalloc(sizeof(struct bio) + nr_vecs * sizeof(struct bio_vec), gfp);
}
EXPORT_SYMBOL(bio_kmalloc_in);

void bio_renew(struct bio *bio, struct block_device *bdev, blk_opf_t opf)
{
	struct bio_set *bs = bio->bi_pool;
	int refs = atomic_read(&bio->__bi_cnt);
	unsigned short kept = bio->bi_flags & (1u << BIO_OWN_VECS | 1u << BIO_REFFED);

	bio_setup(bio, bdev ?: bio->bi_bdev, bio->bi_io_vec, bio->bi_max_vecs, opf);
	bio->bi_pool = bs;
	bio->bi_flags = kept;
	atomic_set(&bio->__bi_cnt, refs);
}
EXPORT_SYMBOL(bio_renew);

void bio_uninit(struct bio *bio)
{
}
EXPORT_SYMBOL(bio_uninit);

void bio_get(struct bio *bio)
{
	bio_set_flag(bio, BIO_REFFED);
	atomic_inc(&bio->__bi_cnt);
}
EXPORT_SYMBOL(bio_get);

static void bio_free(struct bio *bio)
{
	struct bio_set *bs = bio->bi_pool;

	if (!bs) {
		kfree(bio);
		return;
	}
	if (bio_flagged(bio, BIO_OWN_VECS) && mempool_initialized(&bs->bvec_pool))
		mempool_free(bio->bi_io_vec, &bs->bvec_pool);
	else if (bio_flagged(bio, BIO_OWN_VECS))
		kfree(bio->bi_io_vec);
	mempool_free((char *)bio - bs->front_pad, &bs->bio_pool);
}

void bio_put(struct bio *bio)
{
	if (atomic_dec_and_test(&bio->__bi_cnt))
		bio_free(bio);
}
EXPORT_SYMBOL(bio_put);

/* ---- filling --------------------------------------------------------------------------------- */

void __bio_add_page(struct bio *bio, struct page *page, unsigned int len, unsigned int offset)
{
	WARN_ON_ONCE(bio_full(bio, len));
	bvec_set_page(&bio->bi_io_vec[bio->bi_vcnt], page, len, offset);
	bio->bi_iter.bi_size += len;
	bio->bi_vcnt++;
}
EXPORT_SYMBOL(__bio_add_page);

int bio_add_page(struct bio *bio, struct page *page, unsigned int len, unsigned int offset)
{
	struct bio_vec *last = bio->bi_vcnt ? &bio->bi_io_vec[bio->bi_vcnt - 1] : NULL;

	if (WARN_ON_ONCE(bio_flagged(bio, BIO_CLONED)) || bio->bi_iter.bi_size > UINT_MAX - len)
		return 0;
	if (last && bvec_phys(last) + last->bv_len == page_to_phys(page) + offset &&
	    page_zone(last->bv_page) == page_zone(page)) {
		last->bv_len += len;
		bio->bi_iter.bi_size += len;
		return (int)len;
	}
	if (bio_full(bio, len))
		return 0;
	__bio_add_page(bio, page, len, offset);
	return (int)len;
}
EXPORT_SYMBOL(bio_add_page);

void bio_free_pages(struct bio *bio)
{
	struct bio_vec *bv;
	int i;

	bio_for_each_bvec_all(bv, bio, i) put_page(bv->bv_page);
}
EXPORT_SYMBOL(bio_free_pages);

void zero_fill_bio_iter(struct bio *bio, struct bvec_iter start)
{
	struct bio_vec bv;
	struct bvec_iter iter;

	__bio_for_each_segment(bv, bio, iter, start) memzero_bvec(&bv);
}
EXPORT_SYMBOL(zero_fill_bio_iter);

void bio_copy_data(struct bio *dst, struct bio *src)
{
	struct bvec_iter to = dst->bi_iter, from = src->bi_iter;

	while (to.bi_size && from.bi_size) {
		struct bio_vec d = bio_iter_iovec(dst, to), s = bio_iter_iovec(src, from);
		unsigned int bytes = min(d.bv_len, s.bv_len);

		memcpy_page(d.bv_page, d.bv_offset, s.bv_page, s.bv_offset, bytes);
		bio_advance_iter(dst, &to, bytes);
		bio_advance_iter(src, &from, bytes);
	}
}
EXPORT_SYMBOL(bio_copy_data);

/* ---- parts ----------------------------------------------------------------------------------- */

int bio_init_clone(struct block_device *bdev, struct bio *bio, struct bio *from, gfp_t gfp)
{
	bio_setup(bio, bdev, from->bi_io_vec, 0, from->bi_opf);
	bio_set_flag(bio, BIO_CLONED);
	bio->bi_iter = from->bi_iter;
	bio->bi_ioprio = from->bi_ioprio;
	return 0;
}
EXPORT_SYMBOL(bio_init_clone);

struct bio *bio_alloc_clone(struct block_device *bdev, struct bio *from, gfp_t gfp,
			    struct bio_set *bs)
{
	struct bio *bio = bio_alloc_in(bs, bdev, 0, from->bi_opf, gfp);

	if (!bio)
		return NULL;
	bio_init_clone(bdev, bio, from, gfp);
	bio->bi_pool = bs;
	return bio;
}
EXPORT_SYMBOL(bio_alloc_clone);

void bio_advance(struct bio *bio, unsigned int bytes)
{
	bio_advance_iter(bio, &bio->bi_iter, bytes);
}
EXPORT_SYMBOL(bio_advance);

struct bio *bio_split(struct bio *bio, int sectors, gfp_t gfp, struct bio_set *bs)
{
	struct bio *split;

	if (WARN_ON_ONCE(sectors <= 0 || (unsigned int)sectors >= bio_sectors(bio)))
		return ERR_PTR(-EINVAL);
	split = bio_alloc_clone(bio->bi_bdev, bio, gfp, bs);
	if (!split)
		return NULL;
	split->bi_iter.bi_size = (unsigned int)sectors << SECTOR_SHIFT;
	bio_advance(bio, split->bi_iter.bi_size);
	return split;
}
EXPORT_SYMBOL(bio_split);

void bio_trim(struct bio *bio, sector_t offset, sector_t size)
{
	if (WARN_ON_ONCE(offset > bio_sectors(bio) || size > bio_sectors(bio) - offset))
		return;
	bio_advance(bio, (unsigned int)offset << SECTOR_SHIFT);
	bio->bi_iter.bi_size = (unsigned int)size << SECTOR_SHIFT;
}
EXPORT_SYMBOL(bio_trim);

/* ---- ending ---------------------------------------------------------------------------------- */

static void chain_ended(struct bio *bio)
{
	bio_endio(bio);
}

void bio_chain(struct bio *bio, struct bio *parent)
{
	WARN_ON_ONCE(bio->bi_private || bio->bi_end_io);
	bio->bi_private = parent;
	bio->bi_end_io = chain_ended;
	/* Once it is set, parts may be looking. */
	if (!bio_flagged(parent, BIO_CHAIN))
		bio_set_flag(parent, BIO_CHAIN);
	atomic_inc(&parent->__bi_remaining);
}
EXPORT_SYMBOL(bio_chain);

/* Has @bio, of which one part has ended, none left? */
static bool all_ended(struct bio *bio)
{
	if (!bio_flagged(bio, BIO_CHAIN))
		return true;
	if (!atomic_dec_and_test(&bio->__bi_remaining))
		return false;
	bio_clear_flag(bio, BIO_CHAIN);
	/* As it was, for who uses it again. */
	atomic_set(&bio->__bi_remaining, 1);
	return true;
}

void bio_endio(struct bio *bio)
{
	while (all_ended(bio)) {
		struct bio *parent;

		if (bio_flagged(bio, BIO_ENDED)) {
			report("BUG: a bio of %s, sector %llu, was ended twice",
			       bio->bi_bdev ? bio->bi_bdev->bd_disk->disk_name : "no device",
			       (unsigned long long)bio->bi_iter.bi_sector);
			return;
		}
		bio_set_flag(bio, BIO_ENDED);
		/* Chains may be long, and stacks are short. */
		if (bio->bi_end_io != chain_ended) {
			if (bio->bi_end_io)
				bio->bi_end_io(bio);
			return;
		}
		parent = bio->bi_private;
		if (bio->bi_status && !READ_ONCE(parent->bi_status))
			WRITE_ONCE(parent->bi_status, bio->bi_status);
		bio_put(bio);
		bio = parent;
	}
}
EXPORT_SYMBOL(bio_endio);

/* ---- life ------------------------------------------------------------------------------------ */

int bio_layer_init(void)
{
	return bioset_init(&fs_bio_set, BIO_POOL_SIZE, 0, BIOSET_NEED_BVECS);
}

void bio_layer_exit(void)
{
	bioset_exit(&fs_bio_set);
}
