// SPDX-License-Identifier: MIT
/*
 * A device comes and goes a thousand times while eight programs use its file.
 *
 * What tests/cli/mount_soak.sh does with a module and programs of the host, here without either, so
 * that the sanitizers see it: the same calls that FUSE's threads make.
 */
#include <linux/atomic.h>
#include <linux/cred.h>
#include <linux/miscdevice.h>
#include <linux/poll.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "cli/mount/program.h"
#include "port/port.h"
#include "tests/kernel/files/files_test.h"
#include "tests/parallel.h"

#define CLIENTS 8
#define ROUNDS	1000
#define ROOM	6000 /* more than a page of some machines */
#define LENGTH	_IOR('h', 1, u32)

/* struct gadget - the device of one round; goes when nobody has it open any more. */
struct gadget {
	struct miscdevice misc;
	atomic_t users;
	wait_queue_head_t queue;
};

/* struct opened - what one opener wrote and did not yet read. */
struct opened {
	struct gadget *gadget;
	size_t len;
	char bytes[ROOM];
};

static struct kunit *test_now;
static atomic_t opens, armed, handed_out;
static atomic_long_t written, taken, sent, got;
static u32 done;

/* ---- the device ------------------------------------------------------------------------------ */

static int gadget_open(struct inode *inode, struct file *file)
{
	struct gadget *g = container_of(file->private_data, struct gadget, misc);
	struct opened *o = kzalloc(sizeof(*o), GFP_KERNEL);

	if (!o)
		return -ENOMEM;
	o->gadget = g;
	file->private_data = o;
	atomic_inc(&g->users);
	atomic_inc(&opens);
	return 0;
}

static int gadget_release(struct inode *inode, struct file *file)
{
	struct opened *o = file->private_data;
	struct gadget *g = o->gadget;

	kfree(o);
	/* From here on the gadget may be gone. */
	atomic_dec_return_release(&g->users);
	return 0;
}

static ssize_t gadget_write(struct file *file, const char __user *buf, size_t n, loff_t *pos)
{
	struct opened *o = file->private_data;

	o->len = min_t(size_t, n, ROOM);
	o->len -= copy_from_user(o->bytes, buf, o->len);
	atomic_long_add((long)o->len, &written);
	wake_up_interruptible(&o->gadget->queue);
	return (ssize_t)o->len;
}

static ssize_t gadget_read(struct file *file, char __user *buf, size_t n, loff_t *pos)
{
	struct opened *o = file->private_data;

	n = min(n, o->len);
	n -= copy_to_user(buf, o->bytes, n);
	o->len -= n;
	memmove(o->bytes, o->bytes + n, o->len);
	atomic_long_add((long)n, &taken);
	return (ssize_t)n;
}

static __poll_t gadget_poll(struct file *file, poll_table *table)
{
	struct opened *o = file->private_data;

	poll_wait(file, &o->gadget->queue, table);
	return o->len ? EPOLLIN : 0;
}

static long gadget_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct opened *o = file->private_data;

	return cmd == LENGTH ? put_user((u32)o->len, (u32 __user *)arg) : -ENOTTY;
}

static const struct file_operations gadget_fops = {
	.open = gadget_open,
	.release = gadget_release,
	.read = gadget_read,
	.write = gadget_write,
	.poll = gadget_poll,
	.unlocked_ioctl = gadget_ioctl,
};

/* It stays until somebody has come, and goes while others are coming. */
static void one_round(void)
{
	struct gadget *g = kzalloc(sizeof(*g), GFP_KERNEL);
	int before = atomic_read(&opens);

	KUNIT_EXPECT_NOT_NULL(test_now, g);
	if (!g)
		return;
	init_waitqueue_head(&g->queue);
	g->misc.minor = MISC_DYNAMIC_MINOR;
	g->misc.name = "gadget";
	g->misc.fops = &gadget_fops;
	KUNIT_EXPECT_EQ(test_now, misc_register(&g->misc), 0);
	while (atomic_read(&opens) == before)
		yield();
	misc_deregister(&g->misc);
	while (atomic_read_acquire(&g->users))
		yield();
	kfree(g);
}

/* ---- programs -------------------------------------------------------------------------------- */

/* Return: what the file was to tell before, and does not any more. */
static void note_returned(void *told)
{
	if (told)
		atomic_inc(&handed_out);
}

static void tell(void *told)
{
	note_returned(told);
}

static void exchange(struct program *p, struct program_file *file, unsigned int seed, char *bytes,
		     char *back)
{
	size_t n = 1 + seed % ROOM, have = 0;
	u32 length = 0;
	void *before;
	long part;

	memset(bytes, (int)(seed >> 3) | 1, n);
	KUNIT_EXPECT_EQ(test_now, program_poll(file, EPOLLIN, p, &before), 0l);
	atomic_inc(&armed);
	note_returned(before);
	KUNIT_EXPECT_EQ(test_now, program_write(p, file, bytes, n, 0, O_RDWR), (long)n);
	atomic_long_add((long)n, &sent);
	KUNIT_EXPECT_EQ(test_now, program_ioctl(p, file, LENGTH, 0, NULL, 0, &length, 4), 0l);
	KUNIT_EXPECT_EQ(test_now, length, (u32)n);
	KUNIT_EXPECT_EQ(test_now, program_poll(file, EPOLLIN, NULL, &before), (long)EPOLLIN);
	while ((part = program_read(p, file, back + have, n / 2 + 1, 0, O_RDWR)) > 0)
		have += (size_t)part;
	KUNIT_EXPECT_EQ(test_now, have, n);
	KUNIT_EXPECT_EQ(test_now, memcmp(bytes, back, n), 0);
	atomic_long_add((long)have, &got);
}

static void run_client(unsigned int index)
{
	const struct program_who who = {
		.pid = (int)index + 1, .uid = index % 2 ? 0 : 1000, .gid = 100, .comm = "client"
	};
	char *bytes = kmalloc(ROOM, GFP_KERNEL), *back = kmalloc(2 * ROOM, GFP_KERNEL);
	struct program *p = program_begin();
	struct program_file *file;
	unsigned int traits;

	KUNIT_EXPECT_NOT_NULL(test_now, p);
	for (unsigned int turn = 0; p && !__atomic_load_n(&done, __ATOMIC_ACQUIRE); turn++) {
		int err;

		KUNIT_EXPECT_EQ(test_now, program_be(p, &who), 0);
		err = program_open("/dev/gadget", O_RDWR, &file, &traits);
		if (err) {
			KUNIT_EXPECT_TRUE(test_now,
					  err == -ENOENT || err == -ENXIO || err == -ENODEV);
			yield();
			continue;
		}
		KUNIT_EXPECT_EQ(test_now, traits, (unsigned int)PROGRAM_STREAM);
		exchange(p, file, turn * 251 + index, bytes, back);
		note_returned(program_release(file));
	}
	if (p)
		program_end(p);
	kfree(bytes);
	kfree(back);
}

static void hammer(void *arg, unsigned int index)
{
	if (index == CLIENTS + 1) {
		while (news_wait(tell))
			;
	} else if (index < CLIENTS) {
		run_client(index);
	} else {
		for (int i = 0; i < ROUNDS; i++)
			one_round();
		__atomic_store_n(&done, 1, __ATOMIC_RELEASE);
		news_stop();
	}
}

static void mount_test_hammer(struct kunit *test)
{
	test_now = test;
	atomic_set(&opens, 0);
	atomic_set(&armed, 0);
	atomic_set(&handed_out, 0);
	atomic_long_set(&written, 0);
	atomic_long_set(&taken, 0);
	atomic_long_set(&sent, 0);
	atomic_long_set(&got, 0);
	done = 0;
	news_start();
	KUNIT_ASSERT_EQ(test, test_parallel(CLIENTS + 2, hammer, NULL), 0);
	program_forget_all();
	kunit_info(test, "%d opens, %ld bytes each way\n", atomic_read(&opens),
		   atomic_long_read(&sent));
	KUNIT_EXPECT_GE(test, atomic_read(&opens), ROUNDS);
	KUNIT_EXPECT_EQ(test, atomic_long_read(&written), atomic_long_read(&sent));
	KUNIT_EXPECT_EQ(test, atomic_long_read(&taken), atomic_long_read(&got));
	KUNIT_EXPECT_EQ(test, atomic_long_read(&sent), atomic_long_read(&got));
	KUNIT_EXPECT_EQ(test, atomic_read(&armed), atomic_read(&handed_out));
}

static struct kunit_case mount_cases[] = { KUNIT_CASE(mount_test_hammer), {} };
WORLD_SUITE(mount, mount_cases);
