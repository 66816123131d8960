// SPDX-License-Identifier: MIT
/* Per-CPU variables, static and dynamic. */
#include <linux/cpumask.h>
#include <linux/module.h>
#include <linux/percpu.h>
#include <linux/smp.h>

static DEFINE_PER_CPU(int, hits);
DEFINE_PER_CPU(long, start) = 3;
EXPORT_PER_CPU_SYMBOL(start);
static int *numbers;

static int __init percpu_init_module(void)
{
	int cpu, sum = 0, mine;

	get_cpu_var(hits)++;
	put_cpu_var(hits);
	get_cpu_var(hits) += 2;
	put_cpu_var(hits);
	preempt_disable();
	__get_cpu_var(hits)++;
	preempt_enable();

	numbers = alloc_percpu(int);
	if (!numbers)
		return -ENOMEM;
	for_each_possible_cpu(cpu)
		*per_cpu_ptr(numbers, cpu) = cpu + 1;
	cpu = get_cpu();
	mine = *per_cpu_ptr(numbers, cpu) == cpu + 1;
	put_cpu();
	this_cpu_add(*numbers, 5);
	this_cpu_inc(hits);
	for_each_online_cpu(cpu)
		sum += per_cpu(hits, cpu);
	printk(KERN_INFO "percpu: hits %d, start %ld, mine %d\n", sum, per_cpu(start, 0), mine);
	return 0;
}

static void __exit percpu_exit_module(void)
{
	free_percpu(numbers);
}

module_init(percpu_init_module);
module_exit(percpu_exit_module);
MODULE_LICENSE("GPL");
