// SPDX-License-Identifier: MIT
/*
 * What nobody has set is used as an index.
 *
 * options: --uninit
 * cc: clang
 * expect:
 *	=====================================================
 *	BUG: KMSAN: uninit-value in name_of+OFF [uninit_index]
 *	 name_of+OFF [uninit_index] uninit_index.c:28
 *	 uninit_index_init+OFF [uninit_index] uninit_index.c:41
 *	Uninit was created at:
 *	 uninit_index_init+OFF [uninit_index] uninit_index.c:33
 *	CPU: N PID: N Comm: insmod
 *	=====================================================
 */
#include <linux/module.h>
#include <linux/slab.h>

static const char *const names[256] = { "zero" };

struct request {
	u8 opcode, kind;
};

static noinline const char *name_of(const struct request *request)
{
	return names[request->kind];
}

static int __init uninit_index_init(void)
{
	struct request *request = kmalloc(sizeof(*request), GFP_KERNEL);

	if (!request)
		return -ENOMEM;
	request->opcode = 1;
#ifdef CORRECTED
	request->kind = 0;
#endif
	pr_info("%s\n", name_of(request) ? "known" : "unknown");
	kfree(request);
	return 0;
}

static void __exit uninit_index_exit(void)
{
}

module_init(uninit_index_init);
module_exit(uninit_index_exit);
MODULE_DESCRIPTION("what nobody has set is used as an index");
MODULE_LICENSE("GPL");
