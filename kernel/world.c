// SPDX-License-Identifier: MIT
/* The modules' world: its beginning and its end. */
#include "kernel/block/block.h"
#include "kernel/files/files.h"
#include "kernel/interrupt.h"
#include "kernel/kernel.h"
#include <linux/export.h>
#include <linux/sprintf.h>
#include <linux/uidgid.h>
#include <linux/uts.h>
#include <linux/utsname.h>
#include <generated/utsrelease.h>

#if defined(__x86_64__)
#define MACHINE "x86_64"
#elif defined(__i386__)
#define MACHINE "i686"
#elif defined(__aarch64__)
#define MACHINE "aarch64"
#elif defined(__arm__)
#define MACHINE "armv7l"
#else
#define MACHINE "unknown"
#endif

struct uts_namespace init_uts_ns = {
	.name = {
		.sysname = UTS_SYSNAME,
		.nodename = UTS_NODENAME,
		.release = UTS_RELEASE,
		.version = "#1 SMP PREEMPT",
		.machine = MACHINE,
		.domainname = UTS_DOMAINNAME,
	},
};
EXPORT_SYMBOL(init_uts_ns);

/* Only its address means something. */
struct user_namespace {
	char unused;
} init_user_ns;
EXPORT_SYMBOL(init_user_ns);

void utsname_set_release(unsigned int major, unsigned int patchlevel, unsigned int sublevel)
{
	snprintf(init_uts_ns.name.release, sizeof(init_uts_ns.name.release),
		 "%u.%u.%u" UTS_LOCALVERSION, major, patchlevel, sublevel);
}

int world_init(void)
{
	int error;

	context_init();
	log_init();
	time_init();
	big_lock_init();
	task_init();
	hung_task_init();
	error = kstack_init();
	if (error)
		goto no_stacks;
	kthread_init();
	cpu_init();
	interrupt_init();
	workqueue_init();
	rcu_init();
	percpu_refill_init();
	radix_tree_init();
	error = files_init();
	if (!error) {
		error = block_init();
		if (!error)
			return 0;
		files_exit();
	}
	workqueue_exit();
	percpu_refill_exit();
	rcu_exit();
	interrupt_exit();
	kstack_exit();
no_stacks:
	hung_task_exit();
	task_exit();
	time_exit();
	log_exit();
	return error;
}

void world_exit(void)
{
	background_leave_world();
	workqueue_exit();
	kthread_cleanup();
	block_exit();
	files_exit();
	percpu_refill_exit();
	radix_tree_exit();
	rcu_exit();
	interrupt_exit();
	time_exit();
	kstack_exit();
	hung_task_exit();
	task_exit();
	log_exit();
}
