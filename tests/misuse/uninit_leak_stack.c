// SPDX-License-Identifier: MIT
/*
 * A structure on the stack goes to a program with the hole between its members.
 *
 * options: --uninit
 * options: --exec-line 'open /dev/uninit_leak_stack rw'
 * options: --exec-line 'read 16'
 * cc: clang
 * expect:
 *	=====================================================
 *	BUG: KMSAN: kernel-infoleak in answer_read+OFF [uninit_leak_stack]
 *	 answer_read+OFF [uninit_leak_stack] uninit_leak_stack.c:42
 *	Local variable answer created at:
 *	 answer_read+OFF [uninit_leak_stack] uninit_leak_stack.c:33
 *	Bytes 1-7 of 16 are uninitialized
 *	Memory access of size 16 starts at ADDR
 *	Data copied to user address ADDR
 *	CPU: N PID: N Comm: exec
 *	=====================================================
 */
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/string.h>
#include <linux/uaccess.h>

struct answer {
	u8 kind;
	u64 value;
};

static ssize_t answer_read(struct file *file, char __user *buf, size_t count, loff_t *pos)
{
	struct answer answer;

#ifdef CORRECTED
	memset(&answer, 0, sizeof(answer));
#endif
	answer.kind = 3;
	answer.value = 7;
	count = min(count, sizeof(answer));
	return copy_to_user(buf, &answer, count) ? -EFAULT : (ssize_t)count;
}

static const struct file_operations fops = {
	.owner = THIS_MODULE,
	.read = answer_read,
};
static struct miscdevice device = { MISC_DYNAMIC_MINOR, "uninit_leak_stack", &fops };

module_misc_device(device);
MODULE_DESCRIPTION("a structure on the stack goes to a program with the hole between its members");
MODULE_LICENSE("GPL");
