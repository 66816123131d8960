// SPDX-License-Identifier: MIT
/* Bios and requests: splitting, chains, depths, refusals, flushes, mistakes of drivers. */
#include <linux/delay.h>
#include <linux/completion.h>
#include "tests/kernel/block/disk_test.h"
#include "tests/kernel/wait_for.h"

static struct test_disk disk;
static struct test_user user;

/* ---- a driver that takes requests ------------------------------------------------------------ */

static void serve(struct request *rq)
{
	struct test_disk *d = rq->q->queuedata;
	blk_status_t status = test_disk_note(d, req_op(rq), blk_rq_pos(rq), blk_rq_sectors(rq),
					     blk_rq_nr_phys_segments(rq));
	sector_t sector = blk_rq_pos(rq);
	struct req_iterator iter;
	struct bio_vec bv;

	if (!status)
		rq_for_each_segment(bv, rq, iter)
		{
			test_disk_copy(d, &bv, sector, rq_data_dir(rq) == WRITE);
			sector += bv.bv_len >> SECTOR_SHIFT;
		}
	blk_mq_end_request(rq, status);
}

static void end_late(struct work_struct *work)
{
	struct test_disk *d = container_of(work, struct test_disk, end_work);
	struct request *rq;
	LIST_HEAD(mine);

	spin_lock_irq(&d->lock);
	list_splice_init(&d->ending, &mine);
	spin_unlock_irq(&d->lock);
	while ((rq = list_first_entry_or_null(&mine, struct request, queuelist))) {
		list_del_init(&rq->queuelist);
		serve(rq);
	}
}

static blk_status_t take(struct test_disk *d, const struct blk_mq_queue_data *bd)
{
	if (atomic_dec_if_positive(&d->refuse) >= 0)
		return BLK_STS_RESOURCE;
	blk_mq_start_request(bd->rq);
	if (!d->late) {
		serve(bd->rq);
		return BLK_STS_OK;
	}
	spin_lock_irq(&d->lock);
	list_add_tail(&bd->rq->queuelist, &d->ending);
	spin_unlock_irq(&d->lock);
	schedule_work(&d->end_work);
	return BLK_STS_OK;
}

static blk_status_t test_queue_rq(struct blk_mq_hw_ctx *hctx, const struct blk_mq_queue_data *bd)
{
	struct test_disk *d = hctx->queue->queuedata;
	blk_status_t status;

	atomic_inc(&d->calls);
	atomic_inc(&d->inside);
	status = take(d, bd);
	atomic_dec(&d->inside);
	return status;
}

static const struct blk_mq_ops test_mq_ops = { .queue_rq = test_queue_rq };

static void begin(struct kunit *test, const struct blk_mq_ops *ops, struct queue_limits *lim)
{
	test_disk_ready(test, &disk);
	INIT_WORK(&disk.end_work, end_late);
	disk.set.ops = ops;
	disk.set.nr_hw_queues = 2;
	disk.set.queue_depth = 3;
	disk.set.numa_node = NUMA_NO_NODE;
	KUNIT_ASSERT_EQ(test, blk_mq_alloc_tag_set(&disk.set), 0);
	disk.disk = blk_mq_alloc_disk(&disk.set, lim, &disk);
	test_disk_add(test, &disk, &test_mq_fops);
	test_user_open(test, &user, O_RDWR);
}

static void end(struct kunit *test)
{
	test_user_close(test, &user);
	test_disk_end(test, &disk);
	blk_mq_free_tag_set(&disk.set);
}

static void write_all_back(struct kunit *test, u32 seed)
{
	test_user_fill(test, &user, TEST_BYTES, seed);
	KUNIT_EXPECT_EQ(test, use_pwrite(user.file, user.buf, TEST_BYTES, 0), (ssize_t)TEST_BYTES);
	KUNIT_EXPECT_EQ(test, use_fsync(user.file), 0);
	KUNIT_EXPECT_TRUE(test, test_store_is(&disk, 0, 0, TEST_BYTES, seed));
}

/* ---- requests -------------------------------------------------------------------------------- */

/* No request is more than the device can do. */
static void mq_test_limits(struct kunit *test)
{
	struct queue_limits lim = { .max_hw_sectors = 2 * PAGE_SECTORS, .max_segments = 3 };

	begin(test, &test_mq_ops, &lim);
	write_all_back(test, 1);
	KUNIT_EXPECT_EQ(test, disk.largest, 2u * PAGE_SECTORS);
	KUNIT_EXPECT_EQ(test, atomic_read(&disk.ops[REQ_OP_WRITE]), (int)TEST_PAGES / 2);
	end(test);
	lim = (struct queue_limits){ .max_segments = 3, .max_segment_size = PAGE_SIZE };
	begin(test, &test_mq_ops, &lim);
	write_all_back(test, 2);
	KUNIT_EXPECT_EQ(test, disk.most_segs, 3u);
	KUNIT_EXPECT_EQ(test, disk.largest, 3u * PAGE_SECTORS);
	end(test);
	lim = (struct queue_limits){ .chunk_sectors = 5 * PAGE_SECTORS };
	begin(test, &test_mq_ops, &lim);
	write_all_back(test, 3);
	KUNIT_EXPECT_EQ(test, disk.largest, 5u * PAGE_SECTORS);
	end(test);
	lim = (struct queue_limits){ .logical_block_size = 3 * SECTOR_SIZE };
	KUNIT_EXPECT_EQ(test, blk_validate_limits(&lim), -EINVAL);
	lim = (struct queue_limits){ .logical_block_size = 2 * PAGE_SIZE };
	KUNIT_EXPECT_EQ(test, blk_validate_limits(&lim), -EINVAL);
}

/* What the device does at once is less than a block: it cannot, and nobody tries for ever. */
static void mq_test_small_ranges(struct kunit *test)
{
	struct queue_limits lim = { .logical_block_size = PAGE_SIZE,
				    .max_hw_discard_sectors = PAGE_SECTORS / 2,
				    .max_secure_erase_sectors = PAGE_SECTORS / 2,
				    .max_write_zeroes_sectors = PAGE_SECTORS / 2 };

	begin(test, &test_mq_ops, &lim);
	lim = disk.disk->queue->limits;
	KUNIT_ASSERT_EQ(test, lim.max_discard_sectors, 0u);
	KUNIT_ASSERT_EQ(test, lim.max_secure_erase_sectors, 0u);
	KUNIT_ASSERT_EQ(test, lim.max_write_zeroes_sectors, 0u);
	KUNIT_EXPECT_EQ(test, blkdev_issue_discard(disk.disk->part0, 0, TEST_SECTORS, GFP_KERNEL),
			-EOPNOTSUPP);
	disk.disk->queue->limits.max_discard_sectors = 1;
	KUNIT_EXPECT_EQ(test, blkdev_issue_discard(disk.disk->part0, 0, TEST_SECTORS, GFP_KERNEL),
			-EOPNOTSUPP);
	memset(disk.store, 1, TEST_BYTES);
	KUNIT_EXPECT_EQ(test,
			blkdev_issue_zeroout(disk.disk->part0, 0, TEST_SECTORS, GFP_KERNEL, 0), 0);
	KUNIT_EXPECT_NULL(test, memchr_inv(disk.store, 0, TEST_BYTES));
	end(test);
}

/* A device that wants its pieces to follow each other, and one that can do less than its host. */
static void mq_test_more_limits(struct kunit *test)
{
	struct queue_limits lim = { .virt_boundary_mask = PAGE_SIZE - 1,
				    .features = BLK_FEAT_ROTATIONAL };
	struct page *page = alloc_page(GFP_KERNEL | __GFP_ZERO);
	struct bio_vec vecs[3];
	struct bio bio;

	KUNIT_ASSERT_NOT_NULL(test, page);
	begin(test, &test_mq_ops, &lim);
	KUNIT_EXPECT_FALSE(test, blk_queue_nonrot(disk.disk->queue));
	bio_init(&bio, disk.disk->part0, vecs, 3, REQ_OP_WRITE);
	__bio_add_page(&bio, page, PAGE_SIZE / 2, PAGE_SIZE / 2);
	__bio_add_page(&bio, page, PAGE_SIZE, 0);
	__bio_add_page(&bio, page, PAGE_SIZE / 2, PAGE_SIZE / 2);
	KUNIT_EXPECT_EQ(test, submit_bio_wait(&bio), 0);
	/* The second ends at a boundary, and the third does not begin at one. */
	KUNIT_EXPECT_EQ(test, atomic_read(&disk.ops[REQ_OP_WRITE]), 2);
	KUNIT_EXPECT_EQ(test, disk.most_segs, 2u);
	__free_page(page);
	end(test);
	lim = (struct queue_limits){ .max_hw_sectors = 8 * PAGE_SECTORS,
				     .max_dev_sectors = 2 * PAGE_SECTORS };
	begin(test, &test_mq_ops, &lim);
	KUNIT_EXPECT_TRUE(test, blk_queue_nonrot(disk.disk->queue));
	KUNIT_EXPECT_EQ(test, disk.disk->queue->limits.max_discard_segments, 1);
	write_all_back(test, 8);
	KUNIT_EXPECT_EQ(test, disk.largest, 2u * PAGE_SECTORS);
	end(test);
}

/* Discarding is turned off, by each way to set limits, and on again. */
static void mq_test_discard_off(struct kunit *test)
{
	struct queue_limits lim = { .max_hw_discard_sectors = 64 };
	struct request_queue *q;

	begin(test, &test_mq_ops, &lim);
	q = disk.disk->queue;
	KUNIT_EXPECT_EQ(test, q->limits.max_discard_sectors, 64u);
	blk_queue_max_discard_sectors(q, 0);
	KUNIT_EXPECT_EQ(test, bdev_max_discard_sectors(disk.disk->part0), 0u);
	blk_queue_max_discard_sectors(q, 32);
	KUNIT_EXPECT_EQ(test, bdev_max_discard_sectors(disk.disk->part0), 32u);
	lim = queue_limits_start_update(q);
	lim.max_hw_discard_sectors = 0;
	KUNIT_EXPECT_EQ(test, queue_limits_commit_update(q, &lim), 0);
	KUNIT_EXPECT_EQ(test, bdev_max_discard_sectors(disk.disk->part0), 0u);
	/* As drivers of old do: it is not lost when another limit is set. */
	q->limits.max_discard_sectors = 16;
	blk_queue_io_opt(q, PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, bdev_max_discard_sectors(disk.disk->part0), 16u);
	end(test);
}

/* Of a bio in two parts the first fails, whenever that may be: so does the bio. */
static void first_part_fails(struct kunit *test)
{
	struct page *page = alloc_page(GFP_KERNEL);
	struct bio_vec vecs[2];
	struct bio bio;

	KUNIT_ASSERT_NOT_NULL(test, page);
	disk.bad = 0;
	for (int i = 0; i < 2; i++) {
		disk.late = i;
		bio_init(&bio, disk.disk->part0, vecs, 2, REQ_OP_READ);
		__bio_add_page(&bio, page, PAGE_SIZE, 0);
		__bio_add_page(&bio, page, PAGE_SIZE, 0);
		KUNIT_EXPECT_EQ(test, submit_bio_wait(&bio), -ENOSPC);
	}
	__free_page(page);
}

/* Requests that end later, in another thread, and that are refused for a while. */
static void mq_test_late(struct kunit *test)
{
	struct queue_limits lim = { .max_hw_sectors = PAGE_SECTORS };

	begin(test, &test_mq_ops, &lim);
	disk.late = true;
	write_all_back(test, 4);
	atomic_set(&disk.refuse, 5);
	write_all_back(test, 5);
	KUNIT_EXPECT_LE(test, atomic_read(&disk.refuse), 0);
	disk.bad = 7;
	KUNIT_EXPECT_EQ(test, use_ioctl(user.file, BLKFLSBUF, 0), 0);
	KUNIT_EXPECT_EQ(test, use_pread(user.file, user.buf, 10, 0), -EIO);
	disk.status = BLK_STS_NOSPC;
	KUNIT_EXPECT_EQ(test, use_pwrite(user.file, user.buf, PAGE_SIZE, 0), (ssize_t)PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, use_fsync(user.file), -ENOSPC);
	first_part_fails(test);
	disk.bad = NO_SECTOR;
	end(test);
}

/* A device that keeps what was written is told to write it, in the order that flags say. */
static void mq_test_flush(struct kunit *test)
{
	struct queue_limits lim = { .features = BLK_FEAT_WRITE_CACHE };
	struct page *page = alloc_page(GFP_KERNEL | __GFP_ZERO);
	struct bio *bio;

	KUNIT_ASSERT_NOT_NULL(test, page);
	begin(test, &test_mq_ops, &lim);
	write_all_back(test, 6);
	KUNIT_EXPECT_EQ(test, atomic_read(&disk.ops[REQ_OP_FLUSH]), 1);
	bio = bio_alloc(disk.disk->part0, 1, REQ_OP_WRITE | REQ_PREFLUSH | REQ_FUA, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, bio);
	KUNIT_EXPECT_EQ(test, bio_add_page(bio, page, PAGE_SIZE, 0), (int)PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, submit_bio_wait(bio), 0);
	KUNIT_EXPECT_EQ(test, atomic_read(&disk.ops[REQ_OP_FLUSH]), 3);
	KUNIT_EXPECT_EQ(test, disk.store[0], 0);
	/* The first flush fails: nothing is written, and that is how it ends. */
	disk.store[0] = 1;
	bio_reset(bio, disk.disk->part0, REQ_OP_WRITE | REQ_PREFLUSH);
	bio_add_page(bio, page, PAGE_SIZE, 0);
	disk.bad = 1;
	KUNIT_EXPECT_EQ(test, submit_bio_wait(bio), -EIO);
	disk.bad = NO_SECTOR;
	bio_put(bio);
	__free_page(page);
	end(test);
}

static int nr_served(void)
{
	return atomic_read(&disk.ops[REQ_OP_READ]) + atomic_read(&disk.ops[REQ_OP_WRITE]);
}

/* Some may come to the door of a frozen queue, but none gets through. */
static void freeze_and_thaw(struct kunit *test, struct request_queue *q)
{
	int before;

	blk_mq_freeze_queue(q);
	before = nr_served();
	msleep(1);
	KUNIT_EXPECT_EQ(test, nr_served(), before);
	blk_mq_unfreeze_queue(q);
	blk_mq_quiesce_queue(q);
	/* Some may look whether they may call it, but nobody does. */
	before = atomic_read(&disk.calls);
	KUNIT_EXPECT_EQ(test, atomic_read(&disk.inside), 0);
	msleep(1);
	KUNIT_EXPECT_EQ(test, atomic_read(&disk.calls), before);
	blk_mq_unquiesce_queue(q);
}

static int write_pages(void *data)
{
	struct page *page = alloc_page(GFP_KERNEL | __GFP_ZERO);
	struct bio_vec vec;
	struct bio bio;
	int err = page ? 0 : -ENOMEM;

	for (unsigned int i = 0; i < 100 && !err; i++) {
		bio_init(&bio, disk.disk->part0, &vec, 1, i % 2 ? REQ_OP_READ : REQ_OP_WRITE);
		bio.bi_iter.bi_sector = i % TEST_PAGES * PAGE_SECTORS;
		bio_add_page(&bio, page, PAGE_SIZE, 0);
		err = submit_bio_wait(&bio);
	}
	__free_page(page);
	return err;
}

/* More who want requests than there are, while the queue is stopped now and then. */
static void mq_test_crowd(struct kunit *test)
{
	struct queue_limits lim = { .max_hw_sectors = PAGE_SECTORS };
	struct task_struct *threads[WORLD_THREADS];

	begin(test, &test_mq_ops, &lim);
	disk.late = true;
	for (int i = 0; i < WORLD_THREADS; i++) {
		threads[i] = kthread_run(write_pages, NULL, "writer/%d", i);
		KUNIT_ASSERT_FALSE(test, IS_ERR(threads[i]));
		get_task_struct(threads[i]);
	}
	for (int i = 0; i < 10; i++)
		freeze_and_thaw(test, disk.disk->queue);
	for (int i = 0; i < WORLD_THREADS; i++) {
		WAIT_FOR(test, READ_ONCE(threads[i]->exit_state) == EXIT_ZOMBIE);
		KUNIT_EXPECT_EQ(test, kthread_stop_put(threads[i]), 0);
	}
	end(test);
}

/* ---- a driver that fetches requests by itself ------------------------------------------------ */

/* Piece by piece, under a lock of the driver's own. */
static void fetch(struct request_queue *q)
{
	struct test_disk *d = q->queuedata;
	struct request *rq;

	while ((rq = blk_fetch_request(q))) {
		blk_status_t status =
			test_disk_note(d, req_op(rq), blk_rq_pos(rq), blk_rq_sectors(rq), 1);
		struct bio_vec bv;

		do {
			bv = bio_iovec(rq->bio);
			if (!status)
				test_disk_copy(d, &bv, blk_rq_pos(rq), rq_data_dir(rq) == WRITE);
		} while (legacy_end_request(rq, blk_status_to_errno(status), bv.bv_len));
	}
}

static void mq_test_legacy(struct kunit *test)
{
	struct request_queue *q;

	test_disk_ready(test, &disk);
	q = blk_init_queue(fetch, &disk.lock2);
	KUNIT_ASSERT_NOT_NULL(test, q);
	q->queuedata = &disk;
	disk.disk = alloc_disk(1);
	KUNIT_ASSERT_NOT_NULL(test, disk.disk);
	disk.disk->queue = q;
	disk.disk->major = 250;
	test_disk_add(test, &disk, &test_mq_fops);
	test_user_open(test, &user, O_RDWR);
	write_all_back(test, 7);
	disk.bad = 9 * PAGE_SECTORS;
	KUNIT_EXPECT_EQ(test, use_ioctl(user.file, BLKFLSBUF, 0), 0);
	KUNIT_EXPECT_EQ(test, use_pread(user.file, user.buf, 10, 9 * PAGE_SIZE), -EIO);
	KUNIT_EXPECT_EQ(test, use_pread(user.file, user.buf, 10, 8 * PAGE_SIZE), 10);
	disk.bad = NO_SECTOR;
	test_user_close(test, &user);
	blk_cleanup_queue(q);
	test_disk_end(test, &disk);
}

/* ---- bios ------------------------------------------------------------------------------------ */

static atomic_t ended;

static void count_end(struct bio *bio)
{
	atomic_inc(&ended);
}

/* A chain ends once, with the first error of its parts, when the last of them has. */
static void mq_test_chain(struct kunit *test)
{
	struct page *pages[4];
	struct bio *bio, *part;
	struct bio_vec bv;
	struct bvec_iter iter;
	unsigned int nr = 0;

	test_disk_begin(test, &disk, NULL);
	bio = bio_alloc(disk.disk->part0, 8, REQ_OP_WRITE, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, bio);
	for (int i = 0; i < 4; i++) {
		pages[i] = alloc_page(GFP_KERNEL | __GFP_ZERO);
		KUNIT_ASSERT_NOT_NULL(test, pages[i]);
		KUNIT_EXPECT_EQ(test, bio_add_page(bio, pages[i], PAGE_SIZE, 0), (int)PAGE_SIZE);
	}
	bio_for_each_segment(bv, bio, iter) nr++;
	KUNIT_EXPECT_EQ(test, nr, 4u);
	bio->bi_end_io = count_end;
	atomic_set(&ended, 0);
	part = bio_split(bio, 3 * PAGE_SECTORS / 2, GFP_KERNEL, &fs_bio_set);
	KUNIT_ASSERT_FALSE(test, IS_ERR_OR_NULL(part));
	KUNIT_EXPECT_EQ(test, bio_segments(part), 2u);
	KUNIT_EXPECT_EQ(test, bio_segments(bio), 3u);
	KUNIT_EXPECT_EQ(test, bio->bi_iter.bi_sector, (sector_t)(3 * PAGE_SECTORS / 2));
	bio_chain(part, bio);
	bio_endio(bio);
	KUNIT_EXPECT_EQ(test, atomic_read(&ended), 0);
	disk.bad = 0;
	submit_bio(part);
	KUNIT_EXPECT_EQ(test, atomic_read(&ended), 1);
	KUNIT_EXPECT_EQ(test, bio->bi_status, BLK_STS_IOERR);
	bio_put(bio);
	for (int i = 0; i < 4; i++)
		__free_page(pages[i]);
	disk.bad = NO_SECTOR;
	test_disk_end(test, &disk);
}

/* What is no operation of this disk never gets to it. */
static void mq_test_refused(struct kunit *test)
{
	struct bio_vec vec;
	struct bio bio;
	struct page *page = alloc_page(GFP_KERNEL | __GFP_ZERO);

	KUNIT_ASSERT_NOT_NULL(test, page);
	test_disk_begin(test, &disk, NULL);
	bio_init(&bio, disk.disk->part0, &vec, 1, REQ_OP_READ);
	bio_add_page(&bio, page, PAGE_SIZE, 0);
	bio.bi_iter.bi_sector = TEST_SECTORS - 1;
	KUNIT_EXPECT_EQ(test, submit_bio_wait(&bio), -EIO);
	bio_init(&bio, disk.disk->part0, &vec, 1, REQ_OP_READ);
	bio_add_page(&bio, page, 100, 0);
	KUNIT_EXPECT_EQ(test, submit_bio_wait(&bio), -EIO);
	KUNIT_EXPECT_EQ(test, blkdev_issue_discard(disk.disk->part0, 0, 8, GFP_KERNEL),
			-EOPNOTSUPP);
	KUNIT_EXPECT_EQ(test, blkdev_issue_flush(disk.disk->part0), 0);
	KUNIT_EXPECT_EQ(test, atomic_read(&disk.ops[REQ_OP_READ]), 0);
	__free_page(page);
	test_disk_end(test, &disk);
}

/* ---- mistakes -------------------------------------------------------------------------------- */

static blk_status_t ends_twice(struct blk_mq_hw_ctx *hctx, const struct blk_mq_queue_data *bd)
{
	blk_mq_start_request(bd->rq);
	blk_mq_end_request(bd->rq, BLK_STS_OK);
	blk_mq_end_request(bd->rq, BLK_STS_OK);
	return BLK_STS_OK;
}

static blk_status_t sleeps(struct blk_mq_hw_ctx *hctx, const struct blk_mq_queue_data *bd)
{
	blk_mq_start_request(bd->rq);
	might_sleep();
	blk_mq_end_request(bd->rq, BLK_STS_OK);
	return BLK_STS_OK;
}

/* A request that ends twice, and a driver that sleeps where it said it would not, are told of. */
static void mq_test_mistakes(struct kunit *test)
{
	static const struct blk_mq_ops twice = { .queue_rq = ends_twice };
	static const struct blk_mq_ops sleepy = { .queue_rq = sleeps };

	kunit_expect_reports(test, 2);
	begin(test, &twice, NULL);
	KUNIT_EXPECT_EQ(test, use_pread(user.file, user.buf, 10, 0), 10);
	end(test);
	begin(test, &sleepy, NULL);
	KUNIT_EXPECT_EQ(test, use_pread(user.file, user.buf, 10, 0), 10);
	end(test);
}

/* ---- numbers --------------------------------------------------------------------------------- */

static void mq_test_numbers(struct kunit *test)
{
	struct gendisk *one, *two;
	int major;

	major = register_blkdev(0, "any");
	KUNIT_EXPECT_EQ(test, major, 254);
	KUNIT_EXPECT_EQ(test, register_blkdev(254, "same"), -EBUSY);
	KUNIT_EXPECT_EQ(test, register_blkdev(BLKDEV_MAJOR_MAX, "too large"), -EINVAL);
	one = blk_alloc_disk(NULL, NUMA_NO_NODE);
	two = blk_alloc_disk(NULL, NUMA_NO_NODE);
	KUNIT_ASSERT_FALSE(test, IS_ERR(one) || IS_ERR(two));
	one->fops = two->fops = &test_bio_fops;
	one->major = two->major = major;
	one->minors = 4;
	two->minors = 1;
	two->first_minor = 3;
	strscpy(one->disk_name, "one", DISK_NAME_LEN);
	strscpy(two->disk_name, "one", DISK_NAME_LEN);
	KUNIT_EXPECT_EQ(test, add_disk(one), 0);
	KUNIT_EXPECT_EQ(test, add_disk(two), -EBUSY);
	two->first_minor = 4;
	KUNIT_EXPECT_EQ(test, add_disk(two), -EEXIST);
	put_disk(two);
	del_gendisk(one);
	put_disk(one);
	unregister_blkdev((unsigned int)major, "any");
}

static struct kunit_case mq_cases[] = {
	KUNIT_CASE(mq_test_limits),
	KUNIT_CASE(mq_test_small_ranges),
	KUNIT_CASE(mq_test_discard_off),
	KUNIT_CASE(mq_test_more_limits),
	KUNIT_CASE(mq_test_late),
	KUNIT_CASE(mq_test_flush),
	KUNIT_CASE(mq_test_crowd),
	KUNIT_CASE(mq_test_legacy),
	KUNIT_CASE(mq_test_chain),
	KUNIT_CASE(mq_test_refused),
	KUNIT_CASE(mq_test_mistakes),
	KUNIT_CASE(mq_test_numbers),
	{},
};
WORLD_SUITE(block_mq, mq_cases);
