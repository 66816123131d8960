// SPDX-License-Identifier: MIT
/* The file of a disk and its pages: reading, writing, ends, failures, memory that is short. */
#include <linux/shrinker.h>
#include <linux/vmstat.h>
#include <linux/writeback.h>
#include "mm/reclaim/reclaim.h"
#include "tests/kernel/block/disk_test.h"

static struct test_disk disk;
static struct test_user user;

static void begin(struct kunit *test)
{
	test_disk_begin(test, &disk, NULL);
	test_user_open(test, &user, O_RDWR);
}

static void end(struct kunit *test)
{
	test_user_close(test, &user);
	test_disk_end(test, &disk);
}

/* Written bytes are read at once, are on the disk after fsync(), and the pages hold them. */
static void cache_test_roundtrip(struct kunit *test)
{
	const size_t at = 3 * PAGE_SIZE + 100, count = 5 * PAGE_SIZE;
	unsigned int reads;
	u8 byte;

	begin(test);
	test_user_fill(test, &user, count, 1);
	KUNIT_EXPECT_EQ(test, use_pwrite(user.file, user.buf, count, at), (ssize_t)count);
	/* The pages at both ends were read, those between were not. */
	KUNIT_EXPECT_EQ(test, atomic_read(&disk.ops[REQ_OP_READ]), 2);
	KUNIT_EXPECT_EQ(test, atomic_read(&disk.ops[REQ_OP_WRITE]), 0);
	KUNIT_EXPECT_EQ(test, global_node_page_state(NR_FILE_DIRTY), 6ul);
	KUNIT_EXPECT_EQ(test, use_fsync(user.file), 0);
	/* They follow each other: one bio. */
	KUNIT_EXPECT_EQ(test, atomic_read(&disk.ops[REQ_OP_WRITE]), 1);
	KUNIT_EXPECT_EQ(test, global_node_page_state(NR_FILE_DIRTY), 0ul);
	KUNIT_EXPECT_TRUE(test, test_store_is(&disk, at, 0, count, 1));
	reads = (unsigned int)atomic_read(&disk.ops[REQ_OP_READ]);
	KUNIT_EXPECT_EQ(test, use_pread(user.file, user.buf, count, at), (ssize_t)count);
	KUNIT_EXPECT_EQ(test, (unsigned int)atomic_read(&disk.ops[REQ_OP_READ]), reads);
	KUNIT_EXPECT_EQ(test, use_peek(&byte, user.buf + 77, 1), 0);
	KUNIT_EXPECT_EQ(test, byte, disk.store[at + 77]);
	end(test);
	KUNIT_EXPECT_EQ(test, atomic_read(&disk.opens), 1);
	KUNIT_EXPECT_EQ(test, atomic_read(&disk.releases), 1);
}

/* Nothing is behind the end, of whatever length the last page is. */
static void cache_test_ends(struct kunit *test)
{
	loff_t size = (TEST_SECTORS - 3) << SECTOR_SHIFT;

	begin(test);
	set_capacity(disk.disk, TEST_SECTORS - 3);
	KUNIT_EXPECT_EQ(test, use_lseek(user.file, 0, SEEK_END), size);
	KUNIT_EXPECT_EQ(test, use_read(user.file, user.buf, 10), 0);
	KUNIT_EXPECT_EQ(test, use_write(user.file, user.buf, 10), -ENOSPC);
	KUNIT_EXPECT_EQ(test, use_pread(user.file, user.buf, 100, size - 7), 7);
	test_user_fill(test, &user, 100, 2);
	KUNIT_EXPECT_EQ(test, use_pwrite(user.file, user.buf, 100, size - 7), 7);
	KUNIT_EXPECT_EQ(test, use_lseek(user.file, size + 1, SEEK_SET), -EINVAL);
	KUNIT_EXPECT_EQ(test, use_pwrite(user.file, user.buf, 1, -1), -EINVAL);
	KUNIT_EXPECT_EQ(test, use_fsync(user.file), 0);
	KUNIT_EXPECT_TRUE(test, test_store_is(&disk, (size_t)size - 7, 0, 7, 2));
	KUNIT_EXPECT_EQ(test, disk.store[size], 0);
	/* A page that cannot be read by a user is as far as it goes. */
	KUNIT_EXPECT_EQ(test, use_pread(user.file, 0, 100, 0), -EFAULT);
	KUNIT_EXPECT_EQ(test, use_pwrite(user.file, 0, PAGE_SIZE, 0), -EFAULT);
	KUNIT_EXPECT_EQ(test, disk.store[0], 0);
	end(test);
}

/* A block that cannot be read is -EIO, and only that block. */
static void cache_test_bad_read(struct kunit *test)
{
	begin(test);
	disk.bad = 5 * PAGE_SECTORS;
	KUNIT_EXPECT_EQ(test, use_pread(user.file, user.buf, 16 * PAGE_SIZE, 0),
			(ssize_t)(5 * PAGE_SIZE));
	KUNIT_EXPECT_EQ(test, use_pread(user.file, user.buf, 10, 5 * PAGE_SIZE), -EIO);
	KUNIT_EXPECT_EQ(test, use_pread(user.file, user.buf, 10, 6 * PAGE_SIZE), 10);
	KUNIT_EXPECT_EQ(test, use_pwrite(user.file, user.buf, 10, 5 * PAGE_SIZE), -EIO);
	/* Who writes all of it need not read it. */
	disk.bad = NO_SECTOR;
	KUNIT_EXPECT_EQ(test, use_pread(user.file, user.buf, 10, 5 * PAGE_SIZE), 10);
	end(test);
}

/* What cannot be written is told by each fsync(), and is not lost: the next may succeed. */
static void cache_test_bad_write(struct kunit *test)
{
	const size_t count = 8 * PAGE_SIZE;
	const char *text;

	begin(test);
	test_user_fill(test, &user, count, 3);
	KUNIT_EXPECT_EQ(test, use_pwrite(user.file, user.buf, count, 0), (ssize_t)count);
	disk.bad = 2 * PAGE_SECTORS + 1;
	disk.status = BLK_STS_RESOURCE;
	KUNIT_EXPECT_EQ(test, use_fsync(user.file), -ENOMEM);
	disk.status = BLK_STS_IOERR;
	KUNIT_EXPECT_EQ(test, use_fsync(user.file), -EIO);
	KUNIT_EXPECT_EQ(test, global_node_page_state(NR_FILE_DIRTY), 1ul);
	KUNIT_EXPECT_TRUE(test, test_store_is(&disk, 0, 0, 2 * PAGE_SIZE, 3));
	KUNIT_EXPECT_TRUE(test,
			  test_store_is(&disk, 3 * PAGE_SIZE, 3 * PAGE_SIZE, 5 * PAGE_SIZE, 3));
	/* Nor does the last close() lose it. */
	test_user_close(test, &user);
	KUNIT_EXPECT_EQ(test, global_node_page_state(NR_FILE_PAGES), 1ul);
	disk.bad = NO_SECTOR;
	test_user_open(test, &user, O_RDWR);
	KUNIT_EXPECT_EQ(test, use_fsync(user.file), 0);
	KUNIT_EXPECT_TRUE(test, test_store_is(&disk, 0, 0, count, 3));
	/* With the disk it goes, and the log says so. */
	KUNIT_EXPECT_EQ(test, use_pwrite(user.file, user.buf, 1, 0), 1);
	disk.bad = 0;
	test_user_close(test, &user);
	capture_start();
	KUNIT_EXPECT_EQ(test, block_check(), 0);
	del_gendisk(disk.disk);
	text = capture_stop();
	put_disk(disk.disk);
	vfree(disk.store);
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, "Buffer I/O error on dev test0, logical "
						 "block 0, lost async page write"));
	KUNIT_EXPECT_EQ(test, global_node_page_state(NR_FILE_PAGES), 0ul);
}

/* Memory that is needed comes from clean pages, and from dirty ones, which are written. */
static void cache_test_reclaim(struct kunit *test)
{
	const size_t count = 32 * PAGE_SIZE;
	unsigned long before;

	begin(test);
	test_user_fill(test, &user, count, 4);
	KUNIT_EXPECT_EQ(test, use_pwrite(user.file, user.buf, count, 0), (ssize_t)count);
	before = global_node_page_state(NR_FILE_PAGES);
	KUNIT_EXPECT_EQ(test, before, 32ul);
	while (writeback_write(GFP_KERNEL, 0, 0, 64).pages)
		;
	KUNIT_EXPECT_EQ(test, global_node_page_state(NR_FILE_PAGES), 0ul);
	KUNIT_EXPECT_TRUE(test, test_store_is(&disk, 0, 0, count, 4));
	/* Not on behalf of who may begin no I/O. */
	KUNIT_EXPECT_EQ(test, use_pwrite(user.file, user.buf, count, 0), (ssize_t)count);
	KUNIT_EXPECT_EQ(test, writeback_write(GFP_NOIO, 0, 0, 64).pages, 0ul);
	KUNIT_EXPECT_EQ(test, use_fsync(user.file), 0);
	while (shrink_slab(GFP_NOIO, 0, 0).pages)
		;
	KUNIT_EXPECT_EQ(test, global_node_page_state(NR_FILE_PAGES), 0ul);
	/* One that cannot be written stays. */
	disk.bad = 0;
	KUNIT_EXPECT_EQ(test, use_pwrite(user.file, user.buf, PAGE_SIZE, 0), (ssize_t)PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, writeback_write(GFP_KERNEL, 0, 0, 64).pages, 0ul);
	KUNIT_EXPECT_EQ(test, global_node_page_state(NR_FILE_DIRTY), 1ul);
	disk.bad = NO_SECTOR;
	KUNIT_EXPECT_EQ(test, use_fsync(user.file), 0);
	end(test);
}

/* What opening refuses, and what is asked by ioctl(). */
static void cache_test_open(struct kunit *test)
{
	struct file *other;
	u64 bytes = 0;
	int number = 0;

	begin(test);
	KUNIT_EXPECT_EQ(test, use_open("/dev/test0", O_RDWR | O_EXCL, &other), 0);
	KUNIT_EXPECT_EQ(test, use_open("/dev/test0", O_RDWR | O_EXCL, &(struct file *){ NULL }),
			-EBUSY);
	KUNIT_EXPECT_EQ(test, use_close(other), 0);
	KUNIT_EXPECT_EQ(test, use_open("/dev/test0", O_RDONLY | O_DIRECT, &other), -EINVAL);
	KUNIT_EXPECT_EQ(test, use_ioctl(user.file, BLKGETSIZE64, user.buf), 0);
	KUNIT_EXPECT_EQ(test, use_peek(&bytes, user.buf, 8), 0);
	KUNIT_EXPECT_EQ(test, bytes, (u64)TEST_BYTES);
	KUNIT_EXPECT_EQ(test, use_ioctl(user.file, BLKSSZGET, user.buf), 0);
	KUNIT_EXPECT_EQ(test, use_peek(&number, user.buf, 4), 0);
	KUNIT_EXPECT_EQ(test, number, SECTOR_SIZE);
	KUNIT_EXPECT_EQ(test, use_ioctl(user.file, BLKRRPART, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, use_ioctl(user.file, BLKDISCARD, user.buf), -EOPNOTSUPP);
	KUNIT_EXPECT_EQ(test, use_ioctl(user.file, BLKGETSIZE64, 0), -EFAULT);
	KUNIT_EXPECT_EQ(test, use_ioctl(user.file, 0x1234, 0), -ENOTTY);
	number = 1;
	KUNIT_EXPECT_EQ(test, use_poke(user.buf, &number, 4), 0);
	KUNIT_EXPECT_EQ(test, use_ioctl(user.file, BLKROSET, user.buf), 0);
	KUNIT_EXPECT_EQ(test, use_pwrite(user.file, user.buf, 1, 0), -EPERM);
	KUNIT_EXPECT_EQ(test, use_open("/dev/test0", O_WRONLY, &other), -EACCES);
	end(test);
	KUNIT_EXPECT_EQ(test, use_open("/dev/test0", O_RDONLY, &other), -ENOENT);
}

/* A range that is to be zero is, whatever the pages say. */
static void cache_test_zeroout(struct kunit *test)
{
	u64 range[2] = { PAGE_SIZE + SECTOR_SIZE, 3 * PAGE_SIZE };

	begin(test);
	test_user_fill(test, &user, 8 * PAGE_SIZE, 5);
	KUNIT_EXPECT_EQ(test, use_pwrite(user.file, user.buf, 8 * PAGE_SIZE, 0),
			(ssize_t)(8 * PAGE_SIZE));
	KUNIT_EXPECT_EQ(test, use_poke(user.buf, range, sizeof(range)), 0);
	KUNIT_EXPECT_EQ(test, use_ioctl(user.file, BLKZEROOUT, user.buf), 0);
	KUNIT_EXPECT_EQ(test, use_fsync(user.file), 0);
	KUNIT_EXPECT_TRUE(test, test_store_is(&disk, 0, 0, range[0], 5));
	KUNIT_EXPECT_TRUE(test, !memchr_inv(disk.store + range[0], 0, range[1]));
	KUNIT_EXPECT_TRUE(test, test_store_is(&disk, range[0] + range[1], range[0] + range[1],
					      8 * PAGE_SIZE - range[0] - range[1], 5));
	range[1] = TEST_BYTES;
	KUNIT_EXPECT_EQ(test, use_poke(user.buf, range, sizeof(range)), 0);
	KUNIT_EXPECT_EQ(test, use_ioctl(user.file, BLKZEROOUT, user.buf), -EINVAL);
	end(test);
}

/* ---- many at once ---------------------------------------------------------------------------- */

static atomic_t crowd_index;
static atomic_t crowd_wrong;

/* Each has halves of pages, next to those of the others, and finds there what it wrote. */
static int write_and_read(unsigned int me)
{
	const size_t bytes = PAGE_SIZE / 2;
	unsigned long buf = user_map(PAGE_SIZE, PROT_READ | PROT_WRITE);
	struct file *file;
	u32 word;

	if (IS_ERR_VALUE(buf) || use_open("/dev/test0", O_RDWR, &file))
		return -ENOMEM;
	for (u32 i = 0; i < 60; i++) {
		loff_t at = (loff_t)((i % 20 * WORLD_THREADS + me) * bytes);

		word = i << 8 | me;
		if (use_poke(buf, &word, 4) || use_pwrite(file, buf, bytes, at) != (ssize_t)bytes)
			atomic_inc(&crowd_wrong);
		if (i % 7 == me)
			atomic_add(use_fsync(file) != 0, &crowd_wrong);
		if (i % 5 == me)
			writeback_write(GFP_KERNEL, 0, 0, 8);
		word = 0;
		if (use_pread(file, buf, bytes, at) != (ssize_t)bytes || use_peek(&word, buf, 4) ||
		    word != (i << 8 | me))
			atomic_inc(&crowd_wrong);
	}
	use_close(file);
	user_unmap(buf);
	return 0;
}

static int crowd_thread(void *data)
{
	int err = use_begin("crowd");

	if (!err) {
		err = write_and_read((unsigned int)atomic_inc_return(&crowd_index) - 1);
		use_end();
	}
	return err;
}

static void cache_test_crowd(struct kunit *test)
{
	test_disk_begin(test, &disk, NULL);
	atomic_set(&crowd_index, 0);
	atomic_set(&crowd_wrong, 0);
	KUNIT_EXPECT_TRUE(test, run_threads(WORLD_THREADS, crowd_thread, NULL));
	KUNIT_EXPECT_EQ(test, atomic_read(&crowd_wrong), 0);
	KUNIT_EXPECT_EQ(test, global_node_page_state(NR_FILE_PAGES), 0ul);
	for (unsigned int i = 0; i < 20 * WORLD_THREADS; i++) {
		const u32 *word = (const u32 *)(disk.store + i * (PAGE_SIZE / 2));

		KUNIT_EXPECT_EQ(test, *word, (40 + i / WORLD_THREADS) << 8 | i % WORLD_THREADS);
	}
	test_disk_end(test, &disk);
}

static struct kunit_case cache_cases[] = {
	KUNIT_CASE(cache_test_roundtrip),
	KUNIT_CASE(cache_test_ends),
	KUNIT_CASE(cache_test_bad_read),
	KUNIT_CASE(cache_test_bad_write),
	KUNIT_CASE(cache_test_reclaim),
	KUNIT_CASE(cache_test_open),
	KUNIT_CASE(cache_test_zeroout),
	KUNIT_CASE(cache_test_crowd),
	{},
};
WORLD_SUITE(block_cache, cache_cases);
