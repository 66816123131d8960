// SPDX-License-Identifier: MIT
/* Static per-CPU variables of a module: each CPU has a copy, with the initial value. */
#include <linux/cpumask.h>
#include <linux/module.h>
#include <linux/percpu.h>

static DEFINE_PER_CPU(int, value) = 4;

static int __init percpu_init(void)
{
	int cpu, sum = 0, nr = 0;

	this_cpu_inc(value);
	for_each_possible_cpu(cpu) {
		sum += per_cpu(value, cpu);
		nr++;
	}
	pr_info("percpu: sum %d, of %d CPUs\n", sum, nr);
	return 0;
}

static void __exit percpu_exit(void)
{
}

module_init(percpu_init);
module_exit(percpu_exit);
MODULE_LICENSE("GPL");
