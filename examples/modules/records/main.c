// SPDX-License-Identifier: MIT
/*
 * A cache of records with a constructor, in a module of two files.
 *
 * The lesson: objects of one kind that come and go often get a cache (store.c).  What stays the
 * same over an object's uses, such as an unlocked lock, is made once by the constructor and kept
 * so; what differs is set at each allocation.  The Makefile is the kernel's: one line names the
 * module, one its parts.
 *
 *	$ ashlar run records
 *	[    0.003934] visits of ada: 1
 *	[    0.003943] visits of grace: 2
 *	[    0.003947] visits of edsger: 3
 *	[    0.003949] the constructor ran for more than 3 records: yes
 *	$ make -s -C records && ashlar run records/records.ko
 *	[    0.000664] visits of ada: 1
 *	[    0.000683] visits of grace: 2
 *	[    0.000703] visits of edsger: 3
 *	[    0.000711] the constructor ran for more than 3 records: yes
 */
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>

#include "store.h"

static int __init records_init(void)
{
	static const char *const names[] = { "ada", "grace", "edsger" };
	struct record *record = NULL;
	int err = store_init();

	if (err)
		return err;
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		record = store_add(names[i]);
		if (!record) {
			store_exit();
			return -ENOMEM;
		}
		for (size_t visit = 0; visit <= i; visit++)
			store_visit(record);
		pr_info("visits of %s: %u\n", record->name, record->visits);
	}
	pr_info("the constructor ran for more than %zu records: %s\n", ARRAY_SIZE(names),
		store_constructed() > ARRAY_SIZE(names) ? "yes" : "no");
	return 0;
}

static void __exit records_exit(void)
{
	store_exit();
}

module_init(records_init);
module_exit(records_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("A cache of records in two files");
