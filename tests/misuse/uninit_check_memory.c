// SPDX-License-Identifier: MIT
/*
 * A module asks itself whether a message is complete, by kmsan_check_memory().
 *
 * options: --uninit
 * cc: clang
 * expect:
 *	=====================================================
 *	BUG: KMSAN: uninit-value in uninit_check_memory_init+OFF [uninit_check_memory]
 *	 uninit_check_memory_init+OFF [uninit_check_memory] uninit_check_memory.c:39
 *	Uninit was created at:
 *	 uninit_check_memory_init+OFF [uninit_check_memory] uninit_check_memory.c:34
 *	Bytes 16-17 of 18 are uninitialized
 *	Memory access of size 18 starts at ADDR
 *	CPU: N PID: N Comm: insmod
 *	=====================================================
 */
#include <linux/kmsan-checks.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>

static noinline void put(u16 *words, int nr)
{
#ifdef CORRECTED
	memset16(words, 7, nr);
#else
	memset16(words, 7, nr - 1);
#endif
}

static int __init uninit_check_memory_init(void)
{
	u16 *words = kmalloc_array(9, sizeof(*words), GFP_KERNEL);

	if (!words)
		return -ENOMEM;
	put(words, 9);
	kmsan_check_memory(words, 9 * sizeof(*words));
	kfree(words);
	return 0;
}

static void __exit uninit_check_memory_exit(void)
{
}

module_init(uninit_check_memory_init);
module_exit(uninit_check_memory_exit);
MODULE_DESCRIPTION("a module asks itself whether a message is complete, by kmsan_check_memory()");
MODULE_LICENSE("GPL");
