/* SPDX-License-Identifier: MIT */
/* Numbers of the scheduler that stand by themselves. */
#ifndef _LINUX_SCHED_TYPES_H
#define _LINUX_SCHED_TYPES_H

#include <linux/types.h>

#define TASK_COMM_LEN 16

/* What a task waits for; those that may be woken by a signal are INTERRUPTIBLE and KILLABLE. */
#define TASK_RUNNING	     0x0000
#define TASK_INTERRUPTIBLE   0x0001
#define TASK_UNINTERRUPTIBLE 0x0002
#define __TASK_STOPPED	     0x0004
#define __TASK_TRACED	     0x0008
#define EXIT_DEAD	     0x0010
#define EXIT_ZOMBIE	     0x0020
#define EXIT_TRACE	     (EXIT_ZOMBIE | EXIT_DEAD)
#define TASK_PARKED	     0x0040
#define TASK_DEAD	     0x0080
#define TASK_WAKEKILL	     0x0100
#define TASK_WAKING	     0x0200
#define TASK_NOLOAD	     0x0400
#define TASK_NEW	     0x0800

#define TASK_KILLABLE (TASK_WAKEKILL | TASK_UNINTERRUPTIBLE)
#define TASK_STOPPED  (TASK_WAKEKILL | __TASK_STOPPED)
#define TASK_TRACED   (TASK_WAKEKILL | __TASK_TRACED)
#define TASK_IDLE     (TASK_UNINTERRUPTIBLE | TASK_NOLOAD)
#define TASK_NORMAL   (TASK_INTERRUPTIBLE | TASK_UNINTERRUPTIBLE)

/* What a task is. */
#define PF_IDLE		 0x00000002
#define PF_EXITING	 0x00000004
#define PF_WQ_WORKER	 0x00000020
#define PF_MEMALLOC	 0x00000800
#define PF_KSWAPD	 0x00020000
#define PF_MEMALLOC_NOFS 0x00040000
#define PF_MEMALLOC_NOIO 0x00080000
#define PF_KTHREAD	 0x00200000
#define PF_MEMALLOC_PIN	 0x10000000

#define SCHED_NORMAL 0
#define SCHED_OTHER  SCHED_NORMAL
#define SCHED_FIFO   1
#define SCHED_RR     2
#define SCHED_BATCH  3
#define SCHED_IDLE   5

/** struct sched_param - the priority of a real-time task. */
struct sched_param {
	int sched_priority;
};

#define MAX_NICE	   19
#define MIN_NICE	   (-20)
#define NICE_WIDTH	   (MAX_NICE - MIN_NICE + 1)
#define MAX_RT_PRIO	   100
#define MAX_PRIO	   (MAX_RT_PRIO + NICE_WIDTH)
#define DEFAULT_PRIO	   (MAX_RT_PRIO + NICE_WIDTH / 2)
#define NICE_TO_PRIO(nice) ((nice) + DEFAULT_PRIO)
#define PRIO_TO_NICE(prio) ((prio)-DEFAULT_PRIO)

#endif
