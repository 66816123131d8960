// SPDX-License-Identifier: MIT
/*
 * The length of a text is asked for that has no end yet.
 *
 * options: --uninit
 * cc: clang
 * expect:
 *	=====================================================
 *	BUG: KMSAN: uninit-value in uninit_string_init+OFF [uninit_string]
 *	 uninit_string_init+OFF [uninit_string] uninit_string.c:32
 *	Uninit was created at:
 *	 uninit_string_init+OFF [uninit_string] uninit_string.c:24
 *	Bytes 8-15 of 16 are uninitialized
 *	Memory access of size 16 starts at ADDR
 *	CPU: N PID: N Comm: insmod
 *	=====================================================
 */
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>

static int __init uninit_string_init(void)
{
	char *text = kmalloc(16, GFP_KERNEL);

	if (!text)
		return -ENOMEM;
	memcpy(text, "seven by", 8);
#ifdef CORRECTED
	text[8] = '\0';
#endif
	pr_info("%zu\n", strnlen(text, 16));
	kfree(text);
	return 0;
}

static void __exit uninit_string_exit(void)
{
}

module_init(uninit_string_init);
module_exit(uninit_string_exit);
MODULE_DESCRIPTION("the length of a text is asked for that has no end yet");
MODULE_LICENSE("GPL");
