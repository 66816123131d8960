// SPDX-License-Identifier: MIT
/*
 * A bio that is ended twice, by two who both think that it is theirs to end.
 *
 * expect:
 *	BUG: a bio of no device, sector 0, was ended twice
 *	CPU: N PID: N Comm: insmod
 *	 serve+OFF [bio_ended_twice] bio_ended_twice.c:25
 *	 ended_twice_init+OFF [bio_ended_twice] bio_ended_twice.c:35
 */
#include <linux/bio.h>
#include <linux/errno.h>
#include <linux/module.h>

static noinline void clear(struct bio *bio)
{
	zero_fill_bio(bio);
	bio_endio(bio);
}

static noinline void serve(struct bio *bio)
{
	clear(bio);
#ifndef CORRECTED
	bio_endio(bio);
#endif
}

static int __init ended_twice_init(void)
{
	struct bio *bio = bio_alloc(NULL, 1, REQ_OP_READ, GFP_KERNEL);

	if (!bio)
		return -ENOMEM;
	serve(bio);
	bio_put(bio);
	return 0;
}

static void __exit ended_twice_exit(void)
{
}

module_init(ended_twice_init);
module_exit(ended_twice_exit);
MODULE_LICENSE("Dual MIT/GPL");
