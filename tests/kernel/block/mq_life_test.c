// SPDX-License-Identifier: MIT
/* Requests that are late, completed in a softirq, given twice, held up; and ranges without data. */
#include <linux/delay.h>
#include "tests/kernel/block/disk_test.h"
#include "tests/kernel/wait_for.h"

static struct test_disk disk;
static struct request *held;
static atomic_t nr_calls, nr_late, nr_done;
static bool reserved_seen, in_softirq_seen;

static void begin(struct kunit *test, const struct blk_mq_ops *ops, struct queue_limits *lim)
{
	test_disk_ready(test, &disk);
	held = NULL;
	reserved_seen = in_softirq_seen = false;
	atomic_set(&nr_calls, 0);
	atomic_set(&nr_late, 0);
	atomic_set(&nr_done, 0);
	disk.set.ops = ops;
	disk.set.nr_hw_queues = 1;
	disk.set.queue_depth = 4;
	disk.set.numa_node = NUMA_NO_NODE;
	disk.set.timeout = 1;
	KUNIT_ASSERT_EQ(test, blk_mq_alloc_tag_set(&disk.set), 0);
	disk.disk = blk_mq_alloc_disk(&disk.set, lim, &disk);
	test_disk_add(test, &disk, &test_mq_fops);
}

static void end(struct kunit *test)
{
	test_disk_end(test, &disk);
	blk_mq_free_tag_set(&disk.set);
}

static int read_page(void)
{
	struct page *page = alloc_page(GFP_KERNEL | __GFP_ZERO);
	struct bio_vec vec;
	struct bio bio;
	int err;

	if (!page)
		return -ENOMEM;
	bio_init(&bio, disk.disk->part0, &vec, 1, REQ_OP_READ);
	__bio_add_page(&bio, page, PAGE_SIZE, 0);
	err = submit_bio_wait(&bio);
	__free_page(page);
	return err;
}

static int read_thread(void *data)
{
	int err = read_page();

	atomic_inc(&nr_done);
	return err;
}

static struct task_struct *start_reader(struct kunit *test)
{
	struct task_struct *thread = kthread_run(read_thread, NULL, "reader");

	KUNIT_ASSERT_FALSE(test, IS_ERR(thread));
	get_task_struct(thread);
	return thread;
}

static void end_reader(struct kunit *test, struct task_struct *thread, int err)
{
	WAIT_FOR(test, READ_ONCE(thread->exit_state) == EXIT_ZOMBIE);
	KUNIT_EXPECT_EQ(test, kthread_stop_put(thread), err);
}

/* ---- late ------------------------------------------------------------------------------------ */

static blk_status_t keep(struct blk_mq_hw_ctx *hctx, const struct blk_mq_queue_data *bd)
{
	blk_mq_start_request(bd->rq);
	atomic_inc(&nr_calls);
	return BLK_STS_OK;
}

/* As drivers wrote it until 6.1; it wants more time twice, and then gives up. */
static enum blk_eh_timer_return give_up(struct request *rq, bool reserved)
{
	reserved_seen |= reserved;
	if (atomic_inc_return(&nr_late) < 3)
		return BLK_EH_RESET_TIMER;
	blk_mq_end_request(rq, BLK_STS_TIMEOUT);
	return BLK_EH_DONE;
}

static bool see_reserved(struct request *rq, void *data, bool reserved)
{
	reserved_seen |= reserved;
	++*(int *)data;
	return true;
}

static void see_reserved_all(struct request *rq, void *data, bool reserved)
{
	see_reserved(rq, data, reserved);
}

static void life_test_late(struct kunit *test)
{
	static struct blk_mq_ops ops = { .queue_rq = keep };

	*(void **)&ops.timeout = (void *)give_up;
	begin(test, &ops, NULL);
	KUNIT_EXPECT_EQ(test, read_page(), -ETIMEDOUT);
	KUNIT_EXPECT_EQ(test, atomic_read(&nr_calls), 1);
	KUNIT_EXPECT_EQ(test, atomic_read(&nr_late), 3);
	KUNIT_EXPECT_FALSE(test, reserved_seen);
	end(test);
}

/* ---- looking at them ------------------------------------------------------------------------- */

static blk_status_t hold(struct blk_mq_hw_ctx *hctx, const struct blk_mq_queue_data *bd)
{
	blk_mq_start_request(bd->rq);
	held = bd->rq;
	atomic_inc_return(&nr_calls);
	return BLK_STS_OK;
}

/* With functions of all times. */
static void life_test_iterate(struct kunit *test)
{
	static const struct blk_mq_ops ops = { .queue_rq = hold };
	struct task_struct *reader;
	int seen = 0;

	begin(test, &ops, NULL);
	reader = start_reader(test);
	WAIT_FOR(test, atomic_read_acquire(&nr_calls) == 1);
	blk_mq_tagset_busy_iter(&disk.set, (busy_tag_iter_fn *)(void *)see_reserved, &seen);
	KUNIT_EXPECT_EQ(test, seen, 1);
	blk_mq_tagset_busy_iter_all(&disk.set, see_reserved_all, &seen);
	KUNIT_EXPECT_EQ(test, seen, 2);
	KUNIT_EXPECT_FALSE(test, reserved_seen);
	blk_mq_end_request(held, BLK_STS_OK);
	end_reader(test, reader, 0);
	blk_mq_tagset_busy_iter_all(&disk.set, see_reserved_all, &seen);
	KUNIT_EXPECT_EQ(test, seen, 2);
	end(test);
}

/* ---- completed ------------------------------------------------------------------------------- */

static blk_status_t complete_at_once(struct blk_mq_hw_ctx *hctx, const struct blk_mq_queue_data *bd)
{
	blk_mq_start_request(bd->rq);
	atomic_inc(&nr_calls);
	blk_mq_complete_request(bd->rq);
	return BLK_STS_OK;
}

static void complete_in_softirq(struct request *rq)
{
	in_softirq_seen = in_serving_softirq() && blk_mq_request_completed(rq);
	blk_mq_end_request(rq, BLK_STS_MEDIUM);
}

static void life_test_complete(struct kunit *test)
{
	static const struct blk_mq_ops with = { .queue_rq = complete_at_once,
						.complete = complete_in_softirq };
	static const struct blk_mq_ops without = { .queue_rq = complete_at_once };

	begin(test, &with, NULL);
	KUNIT_EXPECT_EQ(test, read_page(), -ENODATA);
	KUNIT_EXPECT_TRUE(test, in_softirq_seen);
	end(test);
	begin(test, &without, NULL);
	KUNIT_EXPECT_EQ(test, read_page(), 0);
	end(test);
}

/* ---- again ----------------------------------------------------------------------------------- */

static blk_status_t requeue_twice(struct blk_mq_hw_ctx *hctx, const struct blk_mq_queue_data *bd)
{
	int nr = atomic_inc_return(&nr_calls);

	blk_mq_start_request(bd->rq);
	if (nr < 3)
		blk_mq_requeue_request(bd->rq, nr == 1);
	else
		blk_mq_end_request(bd->rq, BLK_STS_OK);
	return BLK_STS_OK;
}

/* The first time the queue is run at once, the second when it is kicked. */
static void life_test_requeue(struct kunit *test)
{
	static const struct blk_mq_ops ops = { .queue_rq = requeue_twice };
	struct task_struct *reader;

	begin(test, &ops, NULL);
	reader = start_reader(test);
	WAIT_FOR(test, atomic_read(&nr_calls) >= 2);
	blk_mq_kick_requeue_list(disk.disk->queue);
	end_reader(test, reader, 0);
	KUNIT_EXPECT_EQ(test, atomic_read(&nr_calls), 3);
	end(test);
}

/* ---- held up --------------------------------------------------------------------------------- */

static blk_status_t do_at_once(struct blk_mq_hw_ctx *hctx, const struct blk_mq_queue_data *bd)
{
	blk_mq_start_request(bd->rq);
	atomic_inc(&nr_calls);
	test_disk_note(&disk, req_op(bd->rq), blk_rq_pos(bd->rq), blk_rq_sectors(bd->rq), 0);
	if (req_op(bd->rq) == REQ_OP_WRITE_ZEROES)
		memset(disk.store + (blk_rq_pos(bd->rq) << SECTOR_SHIFT), 0, blk_rq_bytes(bd->rq));
	blk_mq_end_request(bd->rq, BLK_STS_OK);
	return BLK_STS_OK;
}

static const struct blk_mq_ops at_once_ops = { .queue_rq = do_at_once };

/* A queue that is stopped keeps what comes until it is started, however often it is run. */
static void life_test_stop(struct kunit *test)
{
	struct task_struct *reader;
	struct request_queue *q;

	begin(test, &at_once_ops, NULL);
	q = disk.disk->queue;
	for (int i = 0; i < 2; i++) {
		blk_mq_stop_hw_queues(q);
		reader = start_reader(test);
		WAIT_FOR(test, atomic_read(&q->usage) == 1);
		blk_mq_run_hw_queues(q, false);
		KUNIT_EXPECT_EQ(test, atomic_read(&nr_calls), i);
		if (i)
			blk_mq_start_stopped_hw_queues(q, true);
		else
			blk_mq_start_hw_queues(q);
		end_reader(test, reader, 0);
		KUNIT_EXPECT_EQ(test, atomic_read(&nr_calls), i + 1);
	}
	end(test);
}

/* ---- ranges ---------------------------------------------------------------------------------- */

/* A range that the device can do is done, in parts of the size that it can do at once. */
static void life_test_ranges(struct kunit *test)
{
	struct queue_limits lim = { .max_hw_discard_sectors = TEST_SECTORS / 4,
				    .max_write_zeroes_sectors = TEST_SECTORS / 2 };

	begin(test, &at_once_ops, &lim);
	KUNIT_EXPECT_EQ(test, blkdev_issue_discard(disk.disk->part0, 0, TEST_SECTORS, GFP_KERNEL),
			0);
	KUNIT_EXPECT_EQ(test, atomic_read(&disk.ops[REQ_OP_DISCARD]), 4);
	KUNIT_EXPECT_EQ(test, disk.largest, TEST_SECTORS / 4);
	memset(disk.store, 1, TEST_BYTES);
	KUNIT_EXPECT_EQ(test,
			blkdev_issue_zeroout(disk.disk->part0, 1, TEST_SECTORS - 1, GFP_KERNEL, 0),
			0);
	KUNIT_EXPECT_EQ(test, atomic_read(&disk.ops[REQ_OP_WRITE_ZEROES]), 2);
	KUNIT_EXPECT_EQ(test, atomic_read(&disk.ops[REQ_OP_WRITE]), 0);
	KUNIT_EXPECT_EQ(test, disk.store[SECTOR_SIZE - 1], 1);
	KUNIT_EXPECT_NULL(test, memchr_inv(disk.store + SECTOR_SIZE, 0, TEST_BYTES - SECTOR_SIZE));
	end(test);
}

static struct kunit_case life_cases[] = {
	KUNIT_CASE(life_test_late),
	KUNIT_CASE(life_test_iterate),
	KUNIT_CASE(life_test_complete),
	KUNIT_CASE(life_test_requeue),
	KUNIT_CASE(life_test_stop),
	KUNIT_CASE(life_test_ranges),
	{},
};
WORLD_SUITE(block_life, life_cases);
