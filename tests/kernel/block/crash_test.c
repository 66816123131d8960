// SPDX-License-Identifier: MIT
/* Drivers that crash while they have bios or requests, and what they do with these later. */
#include <linux/hdreg.h>
#include "tests/kernel/block/disk_test.h"
#include "tests/kernel/wait_for.h"

static struct test_disk disk;
static struct test_user user;

/* What the driver still has when it has crashed. */
static struct bio *held_bio;
static struct request *held_rq;
static atomic_t nr_held;
static struct bio *submitted; /* by the last who read */

static void crash(void)
{
	__builtin_trap();
}

/* ---- drivers: they keep what is read, and crash when something is written -------------------- */

static void keeping_submit_bio(struct bio *bio)
{
	if (op_is_write(bio->bi_opf))
		crash();
	held_bio = bio;
	atomic_inc_return(&nr_held);
}

static const struct block_device_operations keeping_fops = {
	.submit_bio = keeping_submit_bio,
};

static blk_status_t keeping_queue_rq(struct blk_mq_hw_ctx *hctx, const struct blk_mq_queue_data *bd)
{
	blk_mq_start_request(bd->rq);
	if (rq_data_dir(bd->rq) == WRITE)
		crash();
	held_rq = bd->rq;
	atomic_inc_return(&nr_held);
	return BLK_STS_OK;
}

static const struct blk_mq_ops keeping_mq_ops = { .queue_rq = keeping_queue_rq };

static void begin(struct kunit *test, const struct blk_mq_ops *ops)
{
	test_disk_ready(test, &disk);
	atomic_set(&nr_held, 0);
	held_bio = NULL;
	held_rq = NULL;
	if (!ops) {
		disk.disk = blk_alloc_disk(NULL, NUMA_NO_NODE);
		test_disk_add(test, &disk, &keeping_fops);
		return;
	}
	disk.set.ops = ops;
	disk.set.nr_hw_queues = 1;
	disk.set.queue_depth = 2;
	disk.set.numa_node = NUMA_NO_NODE;
	KUNIT_ASSERT_EQ(test, blk_mq_alloc_tag_set(&disk.set), 0);
	disk.disk = blk_mq_alloc_disk(&disk.set, NULL, &disk);
	test_disk_add(test, &disk, &test_mq_fops);
}

static int do_bio(enum req_op op)
{
	struct page *page = alloc_page(GFP_KERNEL | __GFP_ZERO);
	struct bio_vec vec;
	struct bio bio;
	int err;

	if (!page)
		return -ENOMEM;
	bio_init(&bio, disk.disk->part0, &vec, 1, op);
	__bio_add_page(&bio, page, PAGE_SIZE, 0);
	if (op == REQ_OP_READ)
		submitted = &bio;
	err = submit_bio_wait(&bio);
	__free_page(page);
	return err;
}

static int read_in_vain(void *data)
{
	return do_bio(REQ_OP_READ) != -EIO;
}

/* It crashes, in a new thread: under ThreadSanitizer none survives a second time. */
static int write_in_vain(void *data)
{
	return do_bio(REQ_OP_WRITE) != -EIO;
}

/* A thread that waits for a bio which the driver keeps. */
static struct task_struct *start_reader(struct kunit *test)
{
	int before = atomic_read(&nr_held);
	struct task_struct *thread = kthread_create(read_in_vain, NULL, "reader");

	KUNIT_ASSERT_FALSE(test, IS_ERR(thread));
	get_task_struct(thread);
	wake_up_process(thread);
	/* And so sees what was written before. */
	WAIT_FOR(test, atomic_read_acquire(&nr_held) > before);
	return thread;
}

static void end_reader(struct kunit *test, struct task_struct *thread)
{
	WAIT_FOR(test, READ_ONCE(thread->exit_state) == EXIT_ZOMBIE);
	KUNIT_EXPECT_EQ(test, kthread_stop_put(thread), 0);
}

/* ---- bios ------------------------------------------------------------------------------------ */

/* The waiter is told, and goes; the driver ends the bio when all others are gone. */
static void crash_test_bio(struct kunit *test)
{
	struct task_struct *reader;
	struct page *page;

	kunit_expect_reports(test, 1);
	begin(test, NULL);
	reader = start_reader(test);
	/* What lies on the reader's stack goes with it. */
	KUNIT_EXPECT_PTR_NE(test, held_bio, submitted);
	KUNIT_EXPECT_PTR_NE(test, held_bio->bi_io_vec, submitted->bi_io_vec);
	page = bio_page(held_bio);
	KUNIT_EXPECT_TRUE(test, run_threads(1, write_in_vain, NULL));
	end_reader(test, reader);
	KUNIT_EXPECT_EQ(test, do_bio(REQ_OP_READ), -EIO);
	KUNIT_EXPECT_EQ(test, atomic_read(&nr_held), 1);
	test_disk_end(test, &disk);
	KUNIT_ASSERT_EQ(test, page_count(page), 1);
	zero_fill_bio(held_bio);
	bio_endio(held_bio);
	KUNIT_EXPECT_EQ(test, page_count(page), 1);
}

/* ---- requests -------------------------------------------------------------------------------- */

/*
 * One request is with the driver, another crashes it, a third finds none free.  Whatever the driver
 * does with the first when queue, disk and set are gone is not heeded.
 */
static void crash_test_request(struct kunit *test)
{
	struct task_struct *reader;
	struct req_iterator iter;
	struct bio_vec bv;

	kunit_expect_reports(test, 1);
	begin(test, &keeping_mq_ops);
	reader = start_reader(test);
	KUNIT_EXPECT_TRUE(test, run_threads(1, write_in_vain, NULL));
	end_reader(test, reader);
	KUNIT_EXPECT_EQ(test, READ_ONCE(held_rq->used), RQ_LOST);
	KUNIT_EXPECT_EQ(test, atomic_read(&disk.disk->queue->usage), 0);
	KUNIT_EXPECT_EQ(test, do_bio(REQ_OP_READ), -EIO);
	test_disk_end(test, &disk);
	blk_mq_free_tag_set(&disk.set);
	rq_for_each_segment(bv, held_rq, iter) memzero_bvec(&bv);
	KUNIT_EXPECT_FALSE(test, blk_update_request(held_rq, BLK_STS_OK, SECTOR_SIZE));
	KUNIT_EXPECT_EQ(test, blk_rq_bytes(held_rq), (unsigned int)PAGE_SIZE);
	blk_mq_requeue_request(held_rq, true);
	blk_mq_complete_request(held_rq);
	blk_mq_end_request(held_rq, BLK_STS_OK);
	KUNIT_EXPECT_EQ(test, READ_ONCE(held_rq->used), RQ_LOST);
}

/* Who waits for a request, or for the queue to be thawed, is told as well. */
static void crash_test_waiters(struct kunit *test)
{
	struct task_struct *first, *second, *third;

	begin(test, &keeping_mq_ops);
	first = start_reader(test);
	second = start_reader(test);
	third = kthread_run(read_in_vain, NULL, "third");
	KUNIT_ASSERT_FALSE(test, IS_ERR(third));
	get_task_struct(third);
	WAIT_FOR(test, atomic_read(&disk.disk->queue->usage) == 3);
	disk_die(disk.disk);
	end_reader(test, first);
	end_reader(test, second);
	end_reader(test, third);
	test_disk_end(test, &disk);
	blk_mq_free_tag_set(&disk.set);
}

static void crash_test_frozen(struct kunit *test)
{
	struct task_struct *writer;

	begin(test, &keeping_mq_ops);
	blk_mq_freeze_queue(disk.disk->queue);
	writer = kthread_run(write_in_vain, NULL, "writer");
	KUNIT_ASSERT_FALSE(test, IS_ERR(writer));
	get_task_struct(writer);
	WAIT_FOR(test, waitqueue_active(&disk.disk->queue->freeze_wait));
	disk_die(disk.disk);
	end_reader(test, writer);
	blk_mq_unfreeze_queue(disk.disk->queue);
	test_disk_end(test, &disk);
	blk_mq_free_tag_set(&disk.set);
}

/* ---- other calls of drivers ------------------------------------------------------------------ */

static blk_status_t no_room(struct blk_mq_hw_ctx *hctx, const struct blk_mq_queue_data *bd)
{
	return BLK_STS_RESOURCE;
}

static void crashing_commit(struct blk_mq_hw_ctx *hctx)
{
	crash();
}

/* The queue can be quiesced afterwards: nobody is in the middle of giving it something. */
static void crash_test_commit(struct kunit *test)
{
	static const struct blk_mq_ops ops = { .queue_rq = no_room, .commit_rqs = crashing_commit };

	kunit_expect_reports(test, 1);
	begin(test, &ops);
	KUNIT_EXPECT_TRUE(test, run_threads(1, write_in_vain, NULL));
	WAIT_FOR(test, !atomic_read(&disk.disk->queue->usage));
	KUNIT_ASSERT_EQ(test, atomic_read(&disk.disk->queue->dispatching), 0);
	blk_mq_quiesce_queue(disk.disk->queue);
	blk_mq_unquiesce_queue(disk.disk->queue);
	test_disk_end(test, &disk);
	blk_mq_free_tag_set(&disk.set);
}

static int crashing_getgeo(struct block_device *bdev, struct hd_geometry *geo)
{
	crash();
	return 0;
}

static int crashing_set_read_only(struct block_device *bdev, bool ro)
{
	crash();
	return 0;
}

static int crashing_ioctl(struct block_device *bdev, blk_mode_t mode, unsigned int cmd,
			  unsigned long arg)
{
	crash();
	return 0;
}

static const struct block_device_operations asked_fops = {
	.submit_bio = test_submit_bio,
	.getgeo = crashing_getgeo,
	.set_read_only = crashing_set_read_only,
	.ioctl = crashing_ioctl,
};

static int ask(void *cmd)
{
	struct file *file;
	int err = use_begin("asks");

	if (err)
		return err;
	err = use_open("/dev/test0", O_RDWR, &file);
	if (!err) {
		err = use_ioctl(file, *(const unsigned int *)cmd, user.buf) != -EIO ||
		      use_crashes();
		err |= use_close(file);
	}
	use_end();
	return err;
}

/* It is the end of the disk, as any crash of its driver is, and not of the program. */
static void crash_test_ioctl(struct kunit *test)
{
	static unsigned int cmds[] = { HDIO_GETGEO, BLKROSET, 0x1234 };

	kunit_expect_reports(test, ARRAY_SIZE(cmds));
	user.buf = user_page(test);
	for (unsigned int i = 0; i < ARRAY_SIZE(cmds); i++) {
		test_disk_ready(test, &disk);
		disk.disk = blk_alloc_disk(NULL, NUMA_NO_NODE);
		test_disk_add(test, &disk, &asked_fops);
		KUNIT_EXPECT_TRUE(test, run_threads(1, ask, &cmds[i]));
		KUNIT_EXPECT_FALSE(test, disk_live(disk.disk));
		test_disk_end(test, &disk);
	}
	user_unmap(user.buf);
}

static struct kunit_case crash_cases[] = {
	KUNIT_CASE(crash_test_bio),
	KUNIT_CASE(crash_test_request),
	KUNIT_CASE(crash_test_waiters),
	KUNIT_CASE(crash_test_frozen),
	KUNIT_CASE(crash_test_commit),
	KUNIT_CASE(crash_test_ioctl),
	{},
};
WORLD_SUITE(block_crash, crash_cases);
