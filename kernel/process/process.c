// SPDX-License-Identifier: MIT
/*
 * The life of a process: a thread of the world that lets a program run in user mode.
 *
 *	begin	a task with a kernel stack, as of all who use files; a space; the program's areas
 *	run	until the program calls, faults, or is interrupted; what it asked for is done here,
 *		on the thread's own stack, or by use_*() on its kernel stack; then it goes on
 *	end	files are closed, and every page and table goes back to the machine
 *
 * A program that does what it may not do ends, in the words of the kernel, by the signal that it
 * would get; no signal can be caught.  One that is to end by another's wish (process_kill()) has a
 * signal pending, which wakes it where a call waits, and which is looked for before each return to
 * user mode: a tick of the clock away at most.  So nothing of the kernel's is ever left half done.
 *
 * When memory runs out, the largest process is ended (oom_kill).
 */
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/mm.h>
#include <linux/oom.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/signal.h>
#include <linux/string.h>
#include "base/lock.h"
#include "kernel/files/files.h"
#include "kernel/kernel.h"
#include "kernel/process/process.h"
#include "mm/page/page.h"
#include "mm/reclaim/reclaim.h"
#include "port/port.h"

#define DIGITS	   ((int)(2 * sizeof(long)))
#define KIB(pages) ((unsigned long)(pages) << (PAGE_SHIFT - 10))

static struct lock processes_lock = LOCK_INIT;
static LIST_HEAD(processes);

/* ---- the end --------------------------------------------------------------------------------- */

void process_exit(struct process *p, int status)
{
	if (!p->dead)
		p->status = status;
	p->dead = true;
}

void process_kill(struct process *p, int sig)
{
	lock_acquire(&processes_lock);
	if (p->task)
		send_sig(sig, p->task, 1);
	lock_release(&processes_lock);
}

/* Those that a program does not die of which has not asked for them. */
static bool is_ignored(int sig)
{
	return sig == SIGCHLD || sig == SIGCONT;
}

static void take_signals(struct process *p)
{
	int sig;

	while (!p->dead && (sig = kernel_dequeue_signal()))
		if (!is_ignored(sig))
			process_exit(p, sig);
}

/* ---- when memory runs out -------------------------------------------------------------------- */

static struct process *find_largest(void)
{
	struct process *p, *largest = NULL;

	list_for_each_entry(p, &processes, link)
		if (p->task && (!largest || p->nr_pages > largest->nr_pages))
			largest = p;
	return largest;
}

/* One that is ending already is waited for; the killer itself ends when its request has failed. */
static enum oom_victim oom_kill_largest(void (*tell)(const void *arg), const void *arg)
{
	enum oom_victim victim = OOM_VICTIM_NONE;
	struct process *p;

	lock_acquire(&processes_lock);
	p = find_largest();
	if (p) {
		victim = p->task == current ? OOM_VICTIM_SELF : OOM_VICTIM_OTHER;
		if (!fatal_signal_pending(p->task)) {
			tell(arg);
			pr_err("Out of memory: Killed process %d (%s) total-vm:%lukB, "
			       "anon-rss:%lukB\n",
			       p->task->pid, p->program->name, KIB(p->mm.total_vm),
			       KIB(p->nr_pages));
			send_sig(SIGKILL, p->task, 1);
		}
	}
	lock_release(&processes_lock);
	return victim;
}

/* ---- what it may not do ---------------------------------------------------------------------- */

/* " in NAME[START+BYTES]": which part of the file. */
static void say_where(const struct process *p, char *text, size_t size)
{
	const unsigned long ip = p->user.trap.ip;

	*text = 0;
	for (unsigned int i = 0; i < p->nr_segments; i++) {
		const struct segment *s = &p->segments[i];

		if (ip - s->start < s->bytes)
			snprintf(text, size, " in %s[%lx+%lx]", p->program->name, s->start,
				 PAGE_ALIGN(s->bytes));
	}
}

static void say_fault(const struct process *p)
{
	const struct port_trap *trap = &p->user.trap;
	char where[64];

	say_where(p, where, sizeof(where));
	pr_info("%s[%d]: segfault at %lx ip %0*lx sp %0*lx error %lx%s\n", p->program->name,
		p->task->pid, trap->address, DIGITS, trap->ip, DIGITS, trap->sp, p->user.error,
		where);
}

static void say_trap(const struct process *p, const char *what)
{
	const struct port_trap *trap = &p->user.trap;
	char where[64];

	say_where(p, where, sizeof(where));
	pr_info("traps: %s[%d] %s ip:%lx sp:%lx error:%lx%s\n", p->program->name, p->task->pid,
		what, trap->ip, trap->sp, p->user.error, where);
}

static void trap_and_die(struct process *p, const char *what, int sig)
{
	say_trap(p, what);
	process_exit(p, sig);
}

static void serve_fault(struct process *p)
{
	const struct port_trap *trap = &p->user.trap;

	switch (space_fault(p, trap->address, trap->write, trap->fetch)) {
	case 0:
		if (!trap->present)
			break;
		fallthrough;
	case VM_FAULT_SIGSEGV:
		say_fault(p);
		process_exit(p, SIGSEGV);
		break;
	default:
		/* It was told of, and is pending, unless the request was not to be told of. */
		process_exit(p, SIGKILL);
	}
}

static void serve_trap(struct process *p)
{
	switch (p->user.trap.kind) {
	case PORT_TRAP_FAULT:
		serve_fault(p);
		break;
	case PORT_TRAP_DIVIDE:
		trap_and_die(p, "trap divide error", SIGFPE);
		break;
	case PORT_TRAP_OPCODE:
		trap_and_die(p, "trap invalid opcode", SIGILL);
		break;
	default:
		trap_and_die(p, "general protection fault", SIGSEGV);
	}
}

/* ---- the thread ------------------------------------------------------------------------------ */

static void run(struct process *p)
{
	while (!p->dead) {
		port_user_run(&p->user);
		switch (p->user.why) {
		case PORT_USER_CALL:
			port_user_return(&p->user, process_call(p));
			break;
		case PORT_USER_TRAP:
			serve_trap(p);
			break;
		case PORT_USER_STEP:
			process_exit(p, SIGTRAP);
			break;
		case PORT_USER_INTERRUPT:
			break;
		}
		take_signals(p);
	}
}

static int begin(struct process *p)
{
	unsigned long ip = 0, sp = 0;
	int err = program_load(p, &ip, &sp);

	if (!err)
		port_user_begin(&p->user, ip, sp);
	return err;
}

static void close_files(struct process *p)
{
	for (unsigned int fd = 0; fd < PROCESS_FILES; fd++)
		if (p->files[fd])
			use_close(p->files[fd]);
}

static void set_task(struct process *p, struct task_struct *task)
{
	lock_acquire(&processes_lock);
	p->task = task;
	lock_release(&processes_lock);
}

static void thread_main(void *arg)
{
	struct process *p = arg;

	p->error = use_begin(p->program->name);
	if (!p->error) {
		set_task(p, current);
		p->error = space_begin(p);
	}
	if (!p->error) {
		p->error = begin(p);
		if (!p->error)
			run(p);
		close_files(p);
		space_end(p);
	}
	set_task(p, NULL);
	use_end();
	__atomic_store_n(&p->done, 1, __ATOMIC_SEQ_CST);
	port_wake(&p->done, 1);
}

/* ---- who starts it --------------------------------------------------------------------------- */

static void forget(struct process *p)
{
	lock_acquire(&processes_lock);
	list_del(&p->link);
	if (list_empty(&processes))
		oom_kill = NULL;
	lock_release(&processes_lock);
	free_pages_untraced(virt_to_page(p), 0);
}

struct process *process_start(const struct program *program)
{
	struct page *page = alloc_pages_untraced(GFP_KERNEL | __GFP_ZERO, 0, NUMA_NO_NODE);
	struct process *p;
	int err;

	static_assert(sizeof(*p) <= PAGE_SIZE);
	if (!page)
		return ERR_PTR(-ENOMEM);
	p = page_address(page);
	p->program = program;
	lock_acquire(&processes_lock);
	oom_kill = oom_kill_largest;
	list_add_tail(&p->link, &processes);
	lock_release(&processes_lock);
	err = port_thread_start(thread_main, p, program->name);
	if (!err)
		return p;
	forget(p);
	return ERR_PTR(err);
}

int process_wait(struct process *p, int *status)
{
	int err;

	while (!__atomic_load_n(&p->done, __ATOMIC_SEQ_CST))
		port_wait(&p->done, 0, 0);
	*status = p->status;
	err = p->error;
	forget(p);
	return err;
}
