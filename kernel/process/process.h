/* SPDX-License-Identifier: MIT */
/*
 * Entrance of kernel/process/: programs in user mode, where the port has one (port/user.h).
 *
 *	process_start()		process.c	a thread, a task, a space; and the end of all that
 *	  program_load()	program.c	an ELF file, as areas
 *	  port_user_run()			the program, until it comes back with
 *	    process_call()	call.c		a system call
 *	    space_fault()	space.c		a page that is not there
 */
#ifndef KERNEL_PROCESS_PROCESS_H
#define KERNEL_PROCESS_PROCESS_H

#include <linux/list.h>
#include <linux/types.h>
#include <linux/vma.h>
#include "kernel/files/user.h"
#include "kernel/process/program.h"
#include "port/user.h"

struct file;
struct task_struct;

#define PROCESS_FILES	 16
#define PROCESS_SEGMENTS 8

/**
 * struct segment - a part of a program's file.
 *
 *	memory[@start + i] = @data[i] for i < @bytes, as long as nobody has written there
 */
struct segment {
	unsigned long start, bytes;
	const char *data;
};

/**
 * struct process - a program that runs.
 *
 *	@nr_pages = pages of the machine that @space shows
 *
 * @user: its registers, and why it came back.
 * @mm, @space: its areas, and its page tables.
 * @reach: by which what it calls finds its memory.
 * @segments: what its areas are filled from (vm_private_data).
 * @files: what it has open, by number; of the first three, which are the console, NULL.
 * @task: of its thread; NULL: it has none yet, or no more.
 * @dead: it does not go on; @status says why, as wait() does: exit code << 8, or a signal.
 * @error: why it could not be started, or 0.
 * @done: it has ended, and given everything back but this record.
 * @link: in the list of all, which finds the largest.
 */
struct process {
	struct port_user user;
	struct mm_struct mm;
	struct port_space space;
	struct user_reach reach;
	unsigned long nr_pages;
	const struct program *program;
	struct segment segments[PROCESS_SEGMENTS];
	unsigned int nr_segments;
	struct file *files[PROCESS_FILES];
	struct task_struct *task;
	bool dead;
	int status, error;
	u32 done;
	struct list_head link;
};

/* ---- process.c ---- */

/**
 * process_start - run @program in a thread of its own.
 * Return: the process, which process_wait() is to be called for; -ENOMEM, -EAGAIN.
 */
struct process *process_start(const struct program *program);

/**
 * process_wait - wait until it has ended.
 * @status: as of wait(); or NULL.
 * Return: 0; -ENOEXEC where the program is none, -ENOMEM where its first pages were not to be had.
 */
int process_wait(struct process *p, int *status);

/** process_kill - have it end by @sig as soon as it is between two instructions. */
void process_kill(struct process *p, int sig);

/** process_exit - it is not to go on; @status as wait() has it.  By its own thread. */
void process_exit(struct process *p, int status);

/* ---- call.c ---- */

/** process_call - what it asked for. Return: what the system call returns. */
long process_call(struct process *p);

/* ---- program.c: beside what program.h has ---- */

/**
 * program_load - areas for what is in the program's file, and a stack with its arguments.
 * @ip, @sp: where it begins.
 * Return: 0, -ENOEXEC, -ENOMEM.  Context: the process's thread.
 */
int program_load(struct process *p, unsigned long *ip, unsigned long *sp);

/* ---- space.c ---- */

/** space_begin - an address space, which the calling thread uses. Return: 0 or -ENOMEM. */
int space_begin(struct process *p);

/** space_end - give back all that it has. */
void space_end(struct process *p);

/** space_map - an area of zeroed pages, which come when touched. Return: address, -errno. */
unsigned long space_map(struct process *p, size_t bytes, int prot);

/** space_add - the same at @start; where a file has the contents, they are @segment's. */
int space_add(struct process *p, unsigned long start, unsigned long end, vm_flags_t flags,
	      struct segment *segment);

/** space_unmap - munmap(): no area has anything of [@start, @start + @bytes) afterwards. */
int space_unmap(struct process *p, unsigned long start, size_t bytes);

/** space_brk - brk(). Return: where the heap ends. */
unsigned long space_brk(struct process *p, unsigned long end);

/**
 * space_fault - a page was touched that is not there, or may not be so.
 * Return: 0: go on; VM_FAULT_SIGSEGV, VM_FAULT_OOM.  Context: process; may sleep.
 */
vm_fault_t space_fault(struct process *p, unsigned long addr, bool write, bool fetch);

/** space_current - the process that the calling thread runs; NULL: none. */
struct process *space_current(void);

#endif
