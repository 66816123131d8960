// SPDX-License-Identifier: MIT
/*
 * An object that was not filled in is copied twice before somebody looks at it.
 *
 * options: --uninit
 * cc: clang
 * expect:
 *	=====================================================
 *	BUG: KMSAN: uninit-value in uninit_copied_init+OFF [uninit_copied]
 *	 uninit_copied_init+OFF [uninit_copied] uninit_copied.c:48
 *	Uninit was stored to memory at:
 *	 forward+OFF [uninit_copied] uninit_copied.c:32
 *	 uninit_copied_init+OFF [uninit_copied] uninit_copied.c:47
 *	Uninit was stored to memory at:
 *	 forward+OFF [uninit_copied] uninit_copied.c:32
 *	 uninit_copied_init+OFF [uninit_copied] uninit_copied.c:45
 *	Uninit was created at:
 *	 uninit_copied_init+OFF [uninit_copied] uninit_copied.c:37
 *	CPU: N PID: N Comm: insmod
 *	=====================================================
 */
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>

struct message {
	int from, to;
};

static noinline void forward(struct message *dst, const struct message *src)
{
	memcpy(dst, src, sizeof(*dst));
}

static int __init uninit_copied_init(void)
{
	struct message *message = kmalloc(sizeof(*message), GFP_KERNEL), relayed, received;

	if (!message)
		return -ENOMEM;
	message->from = 1;
#ifdef CORRECTED
	message->to = 2;
#endif
	forward(&relayed, message);
	kfree(message);
	forward(&received, &relayed);
	if (received.to == 2)
		pr_info("for us\n");
	return 0;
}

static void __exit uninit_copied_exit(void)
{
}

module_init(uninit_copied_init);
module_exit(uninit_copied_exit);
MODULE_DESCRIPTION("an object that was not filled in is copied twice before somebody looks at it");
MODULE_LICENSE("GPL");
