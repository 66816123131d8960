/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_THREAD_INFO_H
#define _LINUX_THREAD_INFO_H

#include <linux/types.h>
#include <linux/bitops.h>
#include <asm/current.h>

/** struct thread_info - first in a task; @flags has bit TIF_* for what is asked of it. */
struct thread_info {
	unsigned long flags;
};

/** kernel_stack_size - bytes of a kernel stack: the machine's choice, so no constant here. */
extern unsigned long kernel_stack_size;
#define THREAD_SIZE	  kernel_stack_size
#define THREAD_SIZE_ORDER get_order(THREAD_SIZE)
#define THREAD_ALIGN	  THREAD_SIZE

#define TIF_SIGPENDING 2

#define task_thread_info(task)		 (&(task)->thread_info)
#define current_thread_info()		 ((struct thread_info *)current)
#define set_ti_thread_flag(ti, bit)	 set_bit(bit, &(ti)->flags)
#define clear_ti_thread_flag(ti, bit)	 clear_bit(bit, &(ti)->flags)
#define test_ti_thread_flag(ti, bit)	 test_bit(bit, &(ti)->flags)
#define set_thread_flag(bit)		 set_ti_thread_flag(current_thread_info(), bit)
#define clear_thread_flag(bit)		 clear_ti_thread_flag(current_thread_info(), bit)
#define test_thread_flag(bit)		 test_ti_thread_flag(current_thread_info(), bit)
#define set_tsk_thread_flag(task, bit)	 set_ti_thread_flag(task_thread_info(task), bit)
#define clear_tsk_thread_flag(task, bit) clear_ti_thread_flag(task_thread_info(task), bit)
#define test_tsk_thread_flag(task, bit)	 test_ti_thread_flag(task_thread_info(task), bit)

#endif
