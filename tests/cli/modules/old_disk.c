// SPDX-License-Identifier: MIT
/* A disk of before 5.14, whose driver looks at its requests in the form of its time. */
#include <linux/blk-mq.h>
#include <linux/blkdev.h>
#include <linux/module.h>
#include <linux/version.h>

static struct blk_mq_tag_set set;
static struct gendisk *disk;
static int major, requests;

#if LINUX_VERSION_CODE >= KERNEL_VERSION(5, 0, 0)
static bool count_request(struct request *rq, void *data, bool reserved)
{
	requests += !reserved;
	return true;
}
#else
static void count_request(struct request *rq, void *data, bool reserved)
{
	requests += !reserved;
}
#endif

static blk_status_t old_queue_rq(struct blk_mq_hw_ctx *hctx, const struct blk_mq_queue_data *bd)
{
	struct req_iterator iter;
	struct bio_vec bv;

	blk_mq_start_request(bd->rq);
	blk_mq_tagset_busy_iter(&set, count_request, NULL);
	rq_for_each_segment(bv, bd->rq, iter)
		memset(page_address(bv.bv_page) + bv.bv_offset, 'o', bv.bv_len);
	blk_mq_end_request(bd->rq, BLK_STS_OK);
	return BLK_STS_OK;
}

static enum blk_eh_timer_return old_timeout(struct request *rq, bool reserved)
{
	return BLK_EH_RESET_TIMER;
}

static const struct blk_mq_ops old_mq_ops = { .queue_rq = old_queue_rq, .timeout = old_timeout };
static const struct block_device_operations old_fops = { .owner = THIS_MODULE };

static int __init old_init(void)
{
	struct request_queue *q = blk_mq_init_sq_queue(&set, &old_mq_ops, 4, 0);

	if (IS_ERR(q))
		return PTR_ERR(q);
	disk = alloc_disk(1);
	major = register_blkdev(0, "old");
	if (!disk || major < 0) {
		put_disk(disk);
		blk_cleanup_queue(q);
		blk_mq_free_tag_set(&set);
		return -ENOMEM;
	}
	disk->queue = q;
	disk->major = major;
	disk->fops = &old_fops;
	strcpy(disk->disk_name, "old");
	set_capacity(disk, 8);
	add_disk(disk);
	return 0;
}

static void __exit old_exit(void)
{
	del_gendisk(disk);
	blk_cleanup_queue(disk->queue);
	put_disk(disk);
	blk_mq_free_tag_set(&set);
	unregister_blkdev(major, "old");
	pr_info("old: %d requests seen\n", requests);
}

module_init(old_init);
module_exit(old_exit);
MODULE_LICENSE("GPL");
