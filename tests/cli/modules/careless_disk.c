// SPDX-License-Identifier: MIT
/* A disk that reads as zeros, and whose driver crashes when something is written. */
#include <linux/blkdev.h>
#include <linux/module.h>

static struct gendisk *disk;
static int *nowhere;

static void careless_submit_bio(struct bio *bio)
{
	if (op_is_write(bio->bi_opf))
		*nowhere = 1;
	zero_fill_bio(bio);
	bio_endio(bio);
}

static const struct block_device_operations careless_fops = {
	.owner = THIS_MODULE,
	.submit_bio = careless_submit_bio,
};

static int __init careless_init(void)
{
	int err;

	disk = blk_alloc_disk(NULL, NUMA_NO_NODE);
	if (IS_ERR(disk))
		return PTR_ERR(disk);
	disk->fops = &careless_fops;
	strscpy(disk->disk_name, "careless", DISK_NAME_LEN);
	set_capacity(disk, 8 * PAGE_SECTORS);
	err = add_disk(disk);
	if (err)
		put_disk(disk);
	return err;
}

static void __exit careless_exit(void)
{
	del_gendisk(disk);
	put_disk(disk);
}

module_init(careless_init);
module_exit(careless_exit);
MODULE_LICENSE("Dual MIT/GPL");
