// SPDX-License-Identifier: MIT
/*
 * A disk that is not deleted when its module goes, nor its number given back.
 *
 * expect:
 *	BUG: module disk_left was removed with its disk zeros0 still registered, made at \
 *	disk_left.c:48
 *	CPU: N PID: N Comm: insmod
 *	BUG: module disk_left was removed with its block device number zeros (254) still \
 *	registered, made at disk_left.c:35
 *	CPU: N PID: N Comm: insmod
 */
#include <linux/blkdev.h>
#include <linux/module.h>

static struct gendisk *disk;
static int major;

static void zeros_submit_bio(struct bio *bio)
{
	if (!op_is_write(bio->bi_opf))
		zero_fill_bio(bio);
	bio_endio(bio);
}

static const struct block_device_operations zeros_fops = {
	.owner = THIS_MODULE,
	.submit_bio = zeros_submit_bio,
};

static int __init disk_left_init(void)
{
	int err;

	major = register_blkdev(0, "zeros");
	if (major < 0)
		return major;
	disk = blk_alloc_disk(NULL, NUMA_NO_NODE);
	if (IS_ERR(disk)) {
		unregister_blkdev(major, "zeros");
		return PTR_ERR(disk);
	}
	disk->major = major;
	disk->minors = 1;
	disk->fops = &zeros_fops;
	strscpy(disk->disk_name, "zeros0", DISK_NAME_LEN);
	set_capacity(disk, 8);
	err = add_disk(disk);
	if (err) {
		put_disk(disk);
		unregister_blkdev(major, "zeros");
	}
	return err;
}

static void __exit disk_left_exit(void)
{
#ifdef CORRECTED
	del_gendisk(disk);
	put_disk(disk);
	unregister_blkdev(major, "zeros");
#endif
}

module_init(disk_left_init);
module_exit(disk_left_exit);
MODULE_LICENSE("Dual MIT/GPL");
