// SPDX-License-Identifier: MIT
/* Exports a function and a per-CPU variable. */
#include <linux/module.h>
#include <linux/percpu.h>

DEFINE_PER_CPU(int, provider_count);
EXPORT_PER_CPU_SYMBOL(provider_count);

int provider_answer(void);
int provider_answer(void)
{
	this_cpu_inc(provider_count);
	return 42;
}
EXPORT_SYMBOL(provider_answer);

static int __init provider_init(void)
{
	return 0;
}

static void __exit provider_exit(void)
{
	pr_info("provider: gone\n");
}

module_init(provider_init);
module_exit(provider_exit);
MODULE_LICENSE("GPL");
