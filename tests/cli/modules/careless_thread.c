// SPDX-License-Identifier: MIT
/* Two disks that read as zeros, whose driver crashes in a thread, a work or a timer on a write. */
#include <linux/blkdev.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/timer.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

static char *where = "thread";
module_param(where, charp, 0);

static struct gendisk *disks[2];
static struct bio_list waiting;
static DEFINE_SPINLOCK(lock);
static DECLARE_WAIT_QUEUE_HEAD(news);
static struct task_struct *thread;
static int *nowhere;

static struct bio *next_bio(void)
{
	struct bio *bio;

	spin_lock_bh(&lock);
	bio = bio_list_pop(&waiting);
	spin_unlock_bh(&lock);
	return bio;
}

static void careless_serve(void)
{
	struct bio *bio;

	while ((bio = next_bio())) {
		if (op_is_write(bio->bi_opf))
			*nowhere = 1;
		zero_fill_bio(bio);
		bio_endio(bio);
	}
}

static int careless_thread(void *data)
{
	while (!kthread_should_stop()) {
		wait_event(news, !bio_list_empty(&waiting) || kthread_should_stop());
		careless_serve();
	}
	return 0;
}

static void careless_work(struct work_struct *work)
{
	careless_serve();
}
static DECLARE_WORK(work, careless_work);

static void careless_timer(struct timer_list *unused)
{
	careless_serve();
}
static DEFINE_TIMER(timer, careless_timer);

static void careless_submit_bio(struct bio *bio)
{
	spin_lock_bh(&lock);
	bio_list_add(&waiting, bio);
	spin_unlock_bh(&lock);
	if (thread)
		wake_up(&news);
	else if (!strcmp(where, "work"))
		schedule_work(&work);
	else
		mod_timer(&timer, jiffies + 1);
}

static const struct block_device_operations careless_fops = {
	.owner = THIS_MODULE,
	.submit_bio = careless_submit_bio,
};

static void remove_disk(int i)
{
	if (!disks[i])
		return;
	del_gendisk(disks[i]);
	put_disk(disks[i]);
}

static int make_disk(int i)
{
	struct gendisk *disk = blk_alloc_disk(NULL, NUMA_NO_NODE);
	int err;

	if (IS_ERR(disk))
		return PTR_ERR(disk);
	disk->fops = &careless_fops;
	snprintf(disk->disk_name, DISK_NAME_LEN, "careless%d", i);
	set_capacity(disk, 8 * PAGE_SECTORS);
	err = add_disk(disk);
	if (err)
		put_disk(disk);
	else
		disks[i] = disk;
	return err;
}

static void careless_exit(void)
{
	remove_disk(0);
	remove_disk(1);
	if (thread)
		kthread_stop(thread);
	cancel_work_sync(&work);
	timer_delete_sync(&timer);
}

static int __init careless_init(void)
{
	int err;

	if (!strcmp(where, "thread")) {
		thread = kthread_run(careless_thread, NULL, "careless");
		if (IS_ERR(thread))
			return PTR_ERR(thread);
	}
	err = make_disk(0) ?: make_disk(1);
	if (err)
		careless_exit();
	return err;
}

module_init(careless_init);
module_exit(careless_exit);
MODULE_LICENSE("Dual MIT/GPL");
