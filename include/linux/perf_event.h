/* SPDX-License-Identifier: MIT */
/* Counters of the processor, of which the machine has none. */
#ifndef _LINUX_PERF_EVENT_H
#define _LINUX_PERF_EVENT_H

#include <linux/err.h>
#include <linux/errno.h>
#include <linux/sched.h>
#include <linux/types.h>
#include <asm/msr.h>

enum perf_type_id {
	PERF_TYPE_HARDWARE,
	PERF_TYPE_SOFTWARE,
	PERF_TYPE_TRACEPOINT,
	PERF_TYPE_HW_CACHE,
	PERF_TYPE_RAW,
	PERF_TYPE_BREAKPOINT,
};

enum perf_hw_id {
	PERF_COUNT_HW_CPU_CYCLES,
	PERF_COUNT_HW_INSTRUCTIONS,
	PERF_COUNT_HW_CACHE_REFERENCES,
	PERF_COUNT_HW_CACHE_MISSES,
};

#define PERF_FORMAT_TOTAL_TIME_ENABLED 1u
#define PERF_FORMAT_TOTAL_TIME_RUNNING 2u
#define PERF_FORMAT_ID		       4u
#define PERF_FORMAT_GROUP	       8u

/** struct perf_event_attr - what is to be counted. */
struct perf_event_attr {
	u32 type, size;
	u64 config;
	u64 sample_period, sample_type, read_format;
	u64 disabled : 1, inherit : 1, pinned : 1, exclusive : 1, exclude_user : 1,
		exclude_kernel : 1, exclude_hv : 1, exclude_idle : 1;
	u64 config1, config2;
};

struct perf_event;
struct perf_sample_data;
struct pt_regs;
typedef void (*perf_overflow_handler_t)(struct perf_event *event, struct perf_sample_data *data,
					struct pt_regs *regs);

/** perf_event_create_kernel_counter - Return: -ENOENT as an error pointer: nothing can count. */
static inline struct perf_event *perf_event_create_kernel_counter(struct perf_event_attr *attr,
								  int cpu, struct task_struct *task,
								  perf_overflow_handler_t handler,
								  void *context)
{
	return ERR_PTR(-ENOENT);
}

/* There never is an event to be given here. */
static inline void perf_event_enable(struct perf_event *event)
{
}

static inline void perf_event_disable(struct perf_event *event)
{
}

static inline int perf_event_release_kernel(struct perf_event *event)
{
	return 0;
}

#endif
