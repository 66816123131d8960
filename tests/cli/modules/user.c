// SPDX-License-Identifier: MIT
/* Uses what provider.c exports. */
#include <linux/module.h>
#include <linux/percpu.h>

int provider_answer(void);
DECLARE_PER_CPU(int, provider_count);

static int __init user_init(void)
{
	int cpu, sum = 0, answer = provider_answer();

	for_each_possible_cpu(cpu)
		sum += per_cpu(provider_count, cpu);
	pr_info("user: the answer is %d, after %d call\n", answer, sum);
	return sum == 1 ? 0 : -EINVAL;
}

static void __exit user_exit(void)
{
	pr_info("user: gone\n");
}

module_init(user_init);
module_exit(user_exit);
MODULE_LICENSE("GPL");
