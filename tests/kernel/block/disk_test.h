/* SPDX-License-Identifier: MIT */
/* A disk on a buffer, for the tests of block devices: it fails where and when it is told to. */
#ifndef TESTS_KERNEL_BLOCK_DISK_TEST_H
#define TESTS_KERNEL_BLOCK_DISK_TEST_H

#include <linux/blk-mq.h>
#include <linux/blkdev.h>
#include <linux/kthread.h>
#include <linux/mm.h>
#include <linux/vmalloc.h>

#include "kernel/block/disk.h"
#include "tests/kernel/files/files_test.h"

#define TEST_PAGES   64u
#define TEST_BYTES   (TEST_PAGES * PAGE_SIZE)
#define TEST_SECTORS (TEST_BYTES >> SECTOR_SHIFT)

/**
 * struct test_disk - the disk and what was done to it.
 * @bad: operations that touch this sector fail with @status; NO_SECTOR: none.
 * @ops: bios or requests by operation; @largest: sectors, @most_segs: pieces of one.
 * @calls: of queue_rq(), of which so many have not returned: @inside.
 * @late: requests end in a work, not at once; @refuse: so many are refused before.
 * @lock: guards @largest, @most_segs and @ending; @lock2: of a queue that has one of the driver.
 */
struct test_disk {
	struct gendisk *disk;
	u8 *store;
	sector_t bad;
	blk_status_t status;
	atomic_t ops[REQ_OP_LAST];
	unsigned int largest, most_segs;
	atomic_t opens, releases;
	bool late;
	atomic_t refuse, calls, inside;
	struct blk_mq_tag_set set;
	spinlock_t lock, lock2;
	struct list_head ending;
	struct work_struct end_work;
};

#define NO_SECTOR ((sector_t)-1)

static inline void test_disk_copy(struct test_disk *d, struct bio_vec *bv, sector_t sector,
				  bool write)
{
	u8 *at = d->store + (sector << SECTOR_SHIFT);

	if (write)
		memcpy_from_bvec((char *)at, bv);
	else
		memcpy_to_bvec(bv, (const char *)at);
}

static inline blk_status_t test_disk_note(struct test_disk *d, enum req_op op, sector_t sector,
					  unsigned int sectors, unsigned int segs)
{
	unsigned long flags;

	atomic_inc(&d->ops[op]);
	spin_lock_irqsave(&d->lock, flags);
	d->largest = max(d->largest, sectors);
	d->most_segs = max(d->most_segs, segs);
	spin_unlock_irqrestore(&d->lock, flags);
	if (d->bad != NO_SECTOR && d->bad >= sector && d->bad < sector + sectors)
		return d->status;
	return BLK_STS_OK;
}

/* ---- bios ------------------------------------------------------------------------------------ */

static inline void test_submit_bio(struct bio *bio)
{
	struct test_disk *d = bio->bi_bdev->bd_disk->private_data;
	struct bvec_iter iter;
	struct bio_vec bv;

	bio->bi_status = test_disk_note(d, bio_op(bio), bio->bi_iter.bi_sector, bio_sectors(bio),
					bio_segments(bio));
	if (!bio->bi_status && bio_has_data(bio))
		bio_for_each_segment(bv, bio, iter)
			test_disk_copy(d, &bv, iter.bi_sector, op_is_write(bio->bi_opf));
	bio_endio(bio);
}

static inline int test_open(struct gendisk *disk, blk_mode_t mode)
{
	struct test_disk *d = disk->private_data;

	atomic_inc(&d->opens);
	return 0;
}

static inline void test_release(struct gendisk *disk)
{
	struct test_disk *d = disk->private_data;

	atomic_inc(&d->releases);
}

static const struct block_device_operations test_bio_fops = {
	.submit_bio = test_submit_bio,
	.open = test_open,
	.release = test_release,
};

static const struct block_device_operations test_mq_fops = {
	.open = test_open,
	.release = test_release,
};

/* ---- the life of one ------------------------------------------------------------------------- */

static inline void test_disk_ready(struct kunit *test, struct test_disk *d)
{
	memset(d, 0, sizeof(*d));
	d->bad = NO_SECTOR;
	d->status = BLK_STS_IOERR;
	spin_lock_init(&d->lock);
	spin_lock_init(&d->lock2);
	INIT_LIST_HEAD(&d->ending);
	d->store = vzalloc(TEST_BYTES);
	KUNIT_ASSERT_NOT_NULL(test, d->store);
}

static inline void test_disk_add(struct kunit *test, struct test_disk *d,
				 const struct block_device_operations *fops)
{
	KUNIT_ASSERT_FALSE(test, IS_ERR(d->disk));
	d->disk->fops = fops;
	d->disk->private_data = d;
	strscpy(d->disk->disk_name, "test0", sizeof(d->disk->disk_name));
	set_capacity(d->disk, TEST_SECTORS);
	KUNIT_ASSERT_EQ(test, add_disk(d->disk), 0);
}

static inline void test_disk_begin(struct kunit *test, struct test_disk *d,
				   struct queue_limits *lim)
{
	test_disk_ready(test, d);
	d->disk = blk_alloc_disk(lim, NUMA_NO_NODE);
	test_disk_add(test, d, &test_bio_fops);
}

static inline void test_disk_end(struct kunit *test, struct test_disk *d)
{
	KUNIT_EXPECT_EQ(test, block_check(), 0);
	del_gendisk(d->disk);
	put_disk(d->disk);
	vfree(d->store);
}

/* ---- a program ------------------------------------------------------------------------------- */

/** struct test_user - an open file, and user memory for TEST_BYTES. */
struct test_user {
	struct file *file;
	unsigned long buf;
};

static inline void test_user_open(struct kunit *test, struct test_user *u, int flags)
{
	KUNIT_ASSERT_EQ(test, use_open("/dev/test0", flags, &u->file), 0);
	u->buf = user_map(TEST_BYTES, PROT_READ | PROT_WRITE);
	KUNIT_ASSERT_FALSE(test, IS_ERR_VALUE(u->buf));
}

static inline void test_user_close(struct kunit *test, struct test_user *u)
{
	KUNIT_EXPECT_EQ(test, use_close(u->file), 0);
	user_unmap(u->buf);
}

/* Fill @count bytes of user memory with a pattern that differs at each place and @seed. */
static inline void test_user_fill(struct kunit *test, struct test_user *u, size_t count, u32 seed)
{
	u8 *bytes = vmalloc(count);

	KUNIT_ASSERT_NOT_NULL(test, bytes);
	for (size_t i = 0; i < count; i++)
		bytes[i] = (u8)((i * 2654435761u + seed) >> 13);
	KUNIT_EXPECT_EQ(test, use_poke(u->buf, bytes, count), 0);
	vfree(bytes);
}

/* Is the store, from @at on, what test_user_fill() made from @from on? */
static inline bool test_store_is(const struct test_disk *d, size_t at, size_t from, size_t count,
				 u32 seed)
{
	for (size_t i = 0; i < count; i++)
		if (d->store[at + i] != (u8)(((from + i) * 2654435761u + seed) >> 13))
			return false;
	return true;
}

#endif
