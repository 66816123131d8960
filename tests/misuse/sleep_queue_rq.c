// SPDX-License-Identifier: MIT
/*
 * A block driver that sleeps in queue_rq(), and has not said so (BLK_MQ_F_BLOCKING).
 *
 * options: --exec-line 'open /dev/slow0 r' --exec-line 'read 16' --exec-line 'close'
 *
 * expect:
 *	BUG: sleeping function called from invalid context at kernel/delay.c:N
 *	in_atomic(): 1, irqs_disabled(): 0, non_block: 0, pid: N, name: exec
 *	preempt_count: 1, expected: 0
 *	RCU nest depth: 1, expected: 0
 *	Preemption disabled at:
 *	[<ADDR>] give+OFF
 *	CPU: N PID: N Comm: exec
 *	 slow_queue_rq+OFF [sleep_queue_rq] sleep_queue_rq.c:31
 */
#include <linux/blk-mq.h>
#include <linux/delay.h>
#include <linux/module.h>

static struct blk_mq_tag_set set;
static struct gendisk *disk;

static noinline blk_status_t slow_queue_rq(struct blk_mq_hw_ctx *hctx,
					   const struct blk_mq_queue_data *bd)
{
	struct req_iterator iter;
	struct bio_vec bv;

	blk_mq_start_request(bd->rq);
	msleep(1);
	rq_for_each_segment(bv, bd->rq, iter) memzero_bvec(&bv);
	blk_mq_end_request(bd->rq, BLK_STS_OK);
	return BLK_STS_OK;
}

static const struct blk_mq_ops slow_ops = { .queue_rq = slow_queue_rq };
static const struct block_device_operations slow_fops = { .owner = THIS_MODULE };

static int add(void)
{
	int err;

	disk = blk_mq_alloc_disk(&set, NULL, NULL);
	if (IS_ERR(disk))
		return PTR_ERR(disk);
	disk->fops = &slow_fops;
	strscpy(disk->disk_name, "slow0", DISK_NAME_LEN);
	set_capacity(disk, PAGE_SECTORS);
	err = add_disk(disk);
	if (err)
		put_disk(disk);
	return err;
}

static int __init sleep_queue_rq_init(void)
{
	unsigned int flags = 0;
	int err;

#ifdef CORRECTED
	flags = BLK_MQ_F_BLOCKING;
#endif
	err = blk_mq_alloc_sq_tag_set(&set, &slow_ops, 2, flags);
	if (err)
		return err;
	err = add();
	if (err)
		blk_mq_free_tag_set(&set);
	return err;
}

static void __exit sleep_queue_rq_exit(void)
{
	del_gendisk(disk);
	put_disk(disk);
	blk_mq_free_tag_set(&set);
}

module_init(sleep_queue_rq_init);
module_exit(sleep_queue_rq_exit);
MODULE_LICENSE("Dual MIT/GPL");
