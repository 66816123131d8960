// SPDX-License-Identifier: MIT
/* What a device can do at once, and how much of a bio that is. */
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/log2.h>
#include <linux/math64.h>
#include "kernel/block/disk.h"

/* ---- limits ---------------------------------------------------------------------------------- */

static int check_block_sizes(struct queue_limits *lim)
{
	lim->logical_block_size = lim->logical_block_size ?: SECTOR_SIZE;
	if (lim->logical_block_size < SECTOR_SIZE || lim->logical_block_size > PAGE_SIZE ||
	    !is_power_of_2(lim->logical_block_size)) {
		pr_warn("Invalid logical block size (%u)\n", lim->logical_block_size);
		return -EINVAL;
	}
	lim->physical_block_size = max(lim->physical_block_size, lim->logical_block_size);
	lim->io_min = max(lim->io_min, lim->physical_block_size);
	return 0;
}

static int check_segments(struct queue_limits *lim)
{
	lim->max_segments = lim->max_segments ?: BLK_MAX_SEGMENTS;
	lim->seg_boundary_mask = lim->seg_boundary_mask ?: BLK_SEG_BOUNDARY_MASK;
	lim->max_segment_size = lim->max_segment_size ?: BLK_MAX_SEGMENT_SIZE;
	/* A page is given as it is, or it could not be given at all. */
	if (WARN_ON_ONCE(lim->max_segment_size < PAGE_SIZE ||
			 lim->seg_boundary_mask < PAGE_SIZE - 1))
		return -EINVAL;
	return 0;
}

static void check_sectors(struct queue_limits *lim)
{
	const unsigned int block = lim->logical_block_size >> SECTOR_SHIFT;

	lim->max_hw_sectors = lim->max_hw_sectors ?: BLK_SAFE_MAX_SECTORS;
	lim->max_hw_sectors =
		max(round_down(lim->max_hw_sectors, block), (unsigned int)PAGE_SECTORS);
	lim->max_sectors = min3(lim->max_hw_sectors, lim->max_dev_sectors ?: UINT_MAX,
				lim->max_user_sectors ?: BLK_DEF_MAX_SECTORS_CAP);
	lim->max_sectors = max(round_down(lim->max_sectors, block), (unsigned int)PAGE_SECTORS);
}

/* Of operations without memory.  What is less than a block is none at all: the device cannot. */
static void check_ranges(struct queue_limits *lim)
{
	const unsigned int block = lim->logical_block_size >> SECTOR_SHIFT;

	/* Until 6.8 drivers might say it there. */
	if (!lim->max_hw_discard_sectors)
		lim->max_hw_discard_sectors = lim->max_discard_sectors;
	lim->max_discard_sectors = round_down(
		min(lim->max_hw_discard_sectors, lim->max_user_discard_sectors ?: UINT_MAX), block);
	lim->max_secure_erase_sectors = round_down(lim->max_secure_erase_sectors, block);
	lim->max_write_zeroes_sectors = round_down(lim->max_write_zeroes_sectors, block);
	lim->max_discard_segments = 1;
	if (lim->max_discard_sectors)
		lim->discard_granularity = max(lim->discard_granularity, lim->physical_block_size);
}

/** blk_validate_limits - fill in what is not said; -EINVAL for what cannot be. */
int blk_validate_limits(struct queue_limits *lim)
{
	int err = check_block_sizes(lim);

	if (!err)
		err = check_segments(lim);
	if (err)
		return err;
	check_sectors(lim);
	check_ranges(lim);
	if (!(lim->features & BLK_FEAT_WRITE_CACHE))
		lim->features &= ~BLK_FEAT_FUA;
	return 0;
}
EXPORT_SYMBOL(blk_validate_limits);

/** queue_limits_set - from now on @lim. Return: 0 or -EINVAL, and nothing has changed. */
int queue_limits_set(struct request_queue *q, struct queue_limits *lim)
{
	int err;

	/* Once the device's own is known, the other only comes of it: so it can be turned off. */
	if (q->limits.max_hw_discard_sectors)
		lim->max_discard_sectors = lim->max_hw_discard_sectors;
	err = blk_validate_limits(lim);
	if (!err)
		q->limits = *lim;
	return err;
}
EXPORT_SYMBOL(queue_limits_set);

struct queue_limits queue_limits_start_update(struct request_queue *q)
{
	return q->limits;
}
EXPORT_SYMBOL(queue_limits_start_update);

int queue_limits_commit_update(struct request_queue *q, struct queue_limits *lim)
{
	return queue_limits_set(q, lim);
}
EXPORT_SYMBOL(queue_limits_commit_update);

void queue_limits_cancel_update(struct request_queue *q)
{
}
EXPORT_SYMBOL(queue_limits_cancel_update);

/** blk_set_stacking_limits - those of a device that has none of its own. */
void blk_set_stacking_limits(struct queue_limits *lim)
{
	*lim = (struct queue_limits){
		.logical_block_size = SECTOR_SIZE,
		.max_hw_sectors = UINT_MAX,
		.max_user_sectors = UINT_MAX,
		.max_segments = USHRT_MAX,
		.max_segment_size = UINT_MAX,
		.max_write_zeroes_sectors = UINT_MAX,
	};
}
EXPORT_SYMBOL(blk_set_stacking_limits);

/* ---- one by one, until 6.9 ------------------------------------------------------------------- */

#define DEFINE_LIMIT(fn, type, field)                                      \
	void fn(struct request_queue *q, type value)                       \
	{                                                                  \
		struct queue_limits lim = q->limits;                       \
                                                                           \
		lim.field = value;                                         \
		WARN(queue_limits_set(q, &lim), #fn "(): not possible\n"); \
	}                                                                  \
	EXPORT_SYMBOL(fn)

DEFINE_LIMIT(blk_queue_logical_block_size, unsigned int, logical_block_size);
DEFINE_LIMIT(blk_queue_physical_block_size, unsigned int, physical_block_size);
DEFINE_LIMIT(blk_queue_io_min, unsigned int, io_min);
DEFINE_LIMIT(blk_queue_io_opt, unsigned int, io_opt);
DEFINE_LIMIT(blk_queue_max_hw_sectors, unsigned int, max_hw_sectors);
DEFINE_LIMIT(blk_queue_max_segments, unsigned short, max_segments);
DEFINE_LIMIT(blk_queue_max_segment_size, unsigned int, max_segment_size);
DEFINE_LIMIT(blk_queue_segment_boundary, unsigned long, seg_boundary_mask);
DEFINE_LIMIT(blk_queue_chunk_sectors, unsigned int, chunk_sectors);
DEFINE_LIMIT(blk_queue_max_discard_sectors, unsigned int, max_hw_discard_sectors);
DEFINE_LIMIT(blk_queue_max_write_zeroes_sectors, unsigned int, max_write_zeroes_sectors);

void blk_queue_dma_alignment(struct request_queue *q, int mask)
{
	q->limits.dma_alignment = (unsigned int)mask;
}
EXPORT_SYMBOL(blk_queue_dma_alignment);

void blk_queue_write_cache(struct request_queue *q, bool enabled, bool fua)
{
	q->limits.features &= ~(BLK_FEAT_WRITE_CACHE | BLK_FEAT_FUA);
	if (enabled)
		q->limits.features |= BLK_FEAT_WRITE_CACHE | (fua ? BLK_FEAT_FUA : 0);
}
EXPORT_SYMBOL(blk_queue_write_cache);

void blk_queue_rq_timeout(struct request_queue *q, unsigned int timeout)
{
	q->rq_timeout = timeout;
}
EXPORT_SYMBOL(blk_queue_rq_timeout);

/* ---- what fits ------------------------------------------------------------------------------- */

/* Of an operation at @sector; none goes across a multiple of chunk_sectors. */
static unsigned int max_sectors_at(const struct queue_limits *lim, sector_t sector)
{
	unsigned int max = lim->max_sectors, rest;

	if (!lim->chunk_sectors)
		return max;
	div_u64_rem(sector, lim->chunk_sectors, &rest);
	return min(max, lim->chunk_sectors - rest);
}

static unsigned int max_sectors_without_data(const struct bio *bio, const struct queue_limits *lim)
{
	switch (bio_op(bio)) {
	case REQ_OP_DISCARD:
		return lim->max_discard_sectors;
	case REQ_OP_SECURE_ERASE:
		return lim->max_secure_erase_sectors;
	default:
		return lim->max_write_zeroes_sectors;
	}
}

/** struct segment - the piece of memory that the next is to be joined to. */
struct segment {
	phys_addr_t end;
	unsigned int len;
};

/* Does @bv go on where @s ends, as far as the device can tell? */
static bool joins(const struct segment *s, const struct bio_vec *bv, const struct queue_limits *lim)
{
	phys_addr_t begin = bvec_phys(bv);

	return s->len && s->end == begin && (begin & lim->seg_boundary_mask) &&
	       s->len + bv->bv_len <= lim->max_segment_size;
}

/* May the device not be given @bv and what ends at @s as parts of one operation? */
static bool leaves_gap(const struct segment *s, const struct bio_vec *bv,
		       const struct queue_limits *lim)
{
	return s->len && ((s->end | bvec_phys(bv)) & lim->virt_boundary_mask);
}

unsigned int limits_fit(const struct bio *bio, const struct queue_limits *lim, unsigned int *segs)
{
	unsigned int block = lim->logical_block_size >> SECTOR_SHIFT, bytes = 0, max;
	struct segment last = {};
	struct bvec_iter iter;
	struct bio_vec bv;

	*segs = 0;
	if (bio_no_advance_iter(bio)) {
		max = min(bio_sectors(bio), max_sectors_without_data(bio, lim));
		return max == bio_sectors(bio) ? max : round_down(max, block);
	}
	max = max_sectors_at(lim, bio->bi_iter.bi_sector) << SECTOR_SHIFT;
	bio_for_each_segment(bv, bio, iter)
	{
		bool joined = joins(&last, &bv, lim);

		if (bytes >= max || (!joined && *segs == lim->max_segments))
			break;
		if (!joined && leaves_gap(&last, &bv, lim))
			break;
		*segs += !joined;
		last.len = joined ? last.len + bv.bv_len : bv.bv_len;
		last.end = bvec_phys(&bv) + bv.bv_len;
		bytes += bv.bv_len;
	}
	bytes = min(bytes, max) >> SECTOR_SHIFT;
	return bytes == bio_sectors(bio) ? bytes : round_down(bytes, block);
}

struct bio *bio_split_to_limits(struct bio *bio)
{
	unsigned int segs, fit;
	struct bio *front;

	fit = limits_fit(bio, &bio->bi_bdev->bd_disk->queue->limits, &segs);
	if (fit == bio_sectors(bio))
		return bio;
	if (!fit) {
		bio_io_error(bio);
		return NULL;
	}
	front = bio_split(bio, (int)fit, GFP_NOIO, &fs_bio_set);
	bio_chain(front, bio);
	submit_bio_noacct(bio);
	return front;
}
EXPORT_SYMBOL(bio_split_to_limits);
