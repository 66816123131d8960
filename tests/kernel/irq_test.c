// SPDX-License-Identifier: MIT
/* Interrupts: what they are served as, what keeps them off, sharing, threads, misuse. */
#include <linux/cpu.h>
#include <linux/delay.h>
#include <linux/device.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/irq_work.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>
#include "kernel/interrupt.h"
#include "tests/kernel/wait_for.h"
#include "tests/kernel/world_test.h"

#define LINE 9

/* struct board - what a handler is given, and what it saw. */
struct board {
	atomic_t hits, threads, inside, overlaps, worked;
	bool hard, off, task, stack, sleepable;
	int cpu;
	pid_t pid;
	irqreturn_t answer;
	struct work_struct work;
	struct completion *until;
};

static irqreturn_t serve_board(int irq, void *dev_id)
{
	struct board *b = dev_id;

	b->hard = in_hardirq() && in_irq() && in_interrupt() && !in_serving_softirq();
	b->task = in_task();
	b->off = irqs_disabled();
	b->stack = port_self()->stack && strcmp(port_self()->stack->name, "IRQ") == 0;
	b->cpu = smp_processor_id();
	b->pid = current->pid;
	atomic_inc_return(&b->hits);
	return b->answer;
}

static irqreturn_t thread_of_board(int irq, void *dev_id)
{
	struct board *b = dev_id;

	if (atomic_inc_return(&b->inside) != 1)
		atomic_inc_return(&b->overlaps);
	b->sleepable = in_task() && preemptible();
	if (b->until)
		wait_for_completion(b->until);
	atomic_dec(&b->inside);
	atomic_inc_return(&b->threads);
	return IRQ_HANDLED;
}

static struct board *board(unsigned int i)
{
	static struct board boards[2];

	memset(&boards[i], 0, sizeof(boards[i]));
	boards[i].answer = IRQ_HANDLED;
	return &boards[i];
}

static void irq_test_context(struct kunit *test)
{
	struct board *b = board(0);

	KUNIT_EXPECT_EQ(test, irq_raise(LINE), -ENOENT);
	KUNIT_ASSERT_EQ(test, request_irq(LINE, serve_board, 0, "board", b), 0);
	KUNIT_EXPECT_TRUE(test, irq_has_action(LINE));
	for (int i = 1; i <= 20; i++) {
		KUNIT_EXPECT_EQ(test, irq_raise_and_wait(LINE), 0);
		KUNIT_EXPECT_EQ(test, atomic_read_acquire(&b->hits), i);
	}
	KUNIT_EXPECT_TRUE(test, b->hard && b->off && !b->task);
	KUNIT_EXPECT_EQ(test, b->stack, port.stacks);
	KUNIT_EXPECT_EQ(test, b->pid, 0);
	KUNIT_EXPECT_EQ(test, b->cpu, LINE % 2);
	KUNIT_EXPECT_EQ(test, kstat_irqs(LINE), 20u);
	KUNIT_EXPECT_EQ(test, irq_set_affinity(LINE, cpumask_of(0)), 0);
	irq_raise_and_wait(LINE);
	KUNIT_EXPECT_EQ(test, b->cpu, 0);
	KUNIT_EXPECT_EQ(test, generic_handle_irq(LINE), 0);
	KUNIT_EXPECT_EQ(test, b->pid, current->pid);
	KUNIT_EXPECT_STREQ(test, free_irq(LINE, b), "board");
	KUNIT_EXPECT_EQ(test, irq_raise(LINE), -ENOENT);
	KUNIT_EXPECT_EQ(test, atomic_read_acquire(&b->hits), 22);
}

static irqreturn_t with_registers(int irq, void *dev_id, struct pt_regs *regs)
{
	return serve_board(irq, dev_id);
}

static void irq_test_old_form(struct kunit *test)
{
	struct board *b = board(0);

	KUNIT_ASSERT_EQ(test, request_irq(LINE, with_registers, SA_INTERRUPT, "old", b), 0);
	irq_raise_and_wait(LINE);
	free_irq(LINE, b);
	KUNIT_EXPECT_EQ(test, atomic_read_acquire(&b->hits), 1);
}

static void irq_test_disabled(struct kunit *test)
{
	struct board *b = board(0);

	KUNIT_ASSERT_EQ(test, request_irq(LINE, serve_board, 0, "board", b), 0);
	disable_irq(LINE);
	disable_irq_nosync(LINE);
	/* Edges that come meanwhile are one. */
	for (int i = 0; i < 3; i++)
		KUNIT_EXPECT_EQ(test, irq_raise_and_wait(LINE), -EAGAIN);
	enable_irq(LINE);
	msleep(4);
	KUNIT_EXPECT_EQ(test, atomic_read_acquire(&b->hits), 0);
	enable_irq(LINE);
	WAIT_FOR(test, atomic_read_acquire(&b->hits) == 1);
	synchronize_irq(LINE);
	free_irq(LINE, b);
	KUNIT_ASSERT_EQ(test, request_irq(LINE, serve_board, IRQF_NO_AUTOEN, "board", b), 0);
	KUNIT_EXPECT_EQ(test, irq_raise_and_wait(LINE), -EAGAIN);
	free_irq(LINE, b);
	KUNIT_EXPECT_EQ(test, atomic_read_acquire(&b->hits), 1);
}

static void irq_test_shared(struct kunit *test)
{
	struct board *a = board(0), *b = board(1);
	static char text[512];
	struct textbuf t;

	a->answer = IRQ_NONE;
	KUNIT_ASSERT_EQ(test, request_irq(LINE, serve_board, IRQF_SHARED, "first", a), 0);
	KUNIT_ASSERT_EQ(test, request_irq(LINE, serve_board, IRQF_SHARED, "second", b), 0);
	KUNIT_EXPECT_EQ(test, request_irq(LINE, serve_board, IRQF_SHARED, "third", NULL), -EINVAL);
	KUNIT_EXPECT_EQ(test,
			request_irq(LINE, serve_board,
				    IRQF_SHARED | IRQF_TRIGGER_LOW | IRQF_PROBE_SHARED, "third",
				    test),
			-EBUSY);
	KUNIT_EXPECT_EQ(test, request_irq(LINE, serve_board, IRQF_PROBE_SHARED, "third", test),
			-EBUSY);
	irq_set_affinity(LINE, cpumask_of(1));
	irq_raise_and_wait(LINE);
	KUNIT_EXPECT_EQ(test, atomic_read_acquire(&a->hits), 1);
	KUNIT_EXPECT_EQ(test, atomic_read_acquire(&b->hits), 1);
	textbuf_init(&t, text, sizeof(text));
	interrupts_show(&t);
	KUNIT_EXPECT_STREQ(test, text,
			   "           CPU0       CPU1       \n"
			   "  9:          0          1    ashlar   9-edge      first, second\n"
			   "ERR:          0\n");
	free_irq(LINE, a);
	irq_raise_and_wait(LINE);
	free_irq(LINE, b);
	KUNIT_EXPECT_EQ(test, atomic_read_acquire(&a->hits), 1);
	KUNIT_EXPECT_EQ(test, atomic_read_acquire(&b->hits), 2);
}

static void irq_test_thread(struct kunit *test)
{
	DECLARE_COMPLETION_ONSTACK(until);
	struct board *b = board(0);
	int err;

	b->answer = IRQ_WAKE_THREAD;
	err = request_threaded_irq(LINE, serve_board, thread_of_board, 0, "board", b);
	KUNIT_ASSERT_EQ(test, err, 0);
	irq_raise_and_wait(LINE);
	synchronize_irq(LINE);
	KUNIT_EXPECT_EQ(test, atomic_read_acquire(&b->threads), 1);
	KUNIT_EXPECT_TRUE(test, b->sleepable);
	free_irq(LINE, b);

	/* It comes again only when the thread is done. */
	b->until = &until;
	err = request_threaded_irq(LINE, NULL, thread_of_board, IRQF_ONESHOT, "board", b);
	KUNIT_ASSERT_EQ(test, err, 0);
	irq_raise_and_wait(LINE);
	WAIT_FOR(test, atomic_read_acquire(&b->inside));
	irq_raise(LINE);
	irq_raise(LINE);
	msleep(4);
	KUNIT_EXPECT_EQ(test, kstat_irqs(LINE), 2u);
	complete_all(&until);
	WAIT_FOR(test, atomic_read_acquire(&b->threads) == 3);
	synchronize_irq(LINE);
	KUNIT_EXPECT_EQ(test, kstat_irqs(LINE), 3u);
	KUNIT_EXPECT_EQ(test, atomic_read_acquire(&b->overlaps), 0);
	free_irq(LINE, b);
}

/* ---- exclusion ------------------------------------------------------------------------------- */

static struct raced {
	spinlock_t lock;
	long plain;
	atomic_t served;
	bool locked;
} raced;

static void add_one(void)
{
	long was = READ_ONCE(raced.plain);

	if (was % 4 == 0)
		port_yield();
	WRITE_ONCE(raced.plain, was + 1);
}

static irqreturn_t serve_raced(int irq, void *dev_id)
{
	if (raced.locked)
		spin_lock(&raced.lock);
	add_one();
	atomic_inc_return(&raced.served);
	if (raced.locked)
		spin_unlock(&raced.lock);
	return IRQ_HANDLED;
}

static int update_raced(void *data)
{
	unsigned long flags;

	for (int i = 0; i < 1000; i++) {
		if (raced.locked)
			spin_lock_irqsave(&raced.lock, flags);
		else
			local_irq_save(flags);
		add_one();
		if (raced.locked)
			spin_unlock_irqrestore(&raced.lock, flags);
		else
			local_irq_restore(flags);
	}
	return 0;
}

static void raise_until(struct kunit *test, struct task_struct **threads, int nr)
{
	for (int i = 0; i < nr; i++)
		while (READ_ONCE(threads[i]->exit_state) != EXIT_ZOMBIE)
			irq_raise_and_wait(LINE);
	for (int i = 0; i < nr; i++)
		kthread_stop_put(threads[i]);
}

/* On the interrupt's own CPU turning interrupts off is enough. */
static void irq_test_local_exclusion(struct kunit *test)
{
	struct task_struct *thread;

	memset(&raced, 0, sizeof(raced));
	KUNIT_ASSERT_EQ(test, request_irq(LINE, serve_raced, 0, "raced", NULL), 0);
	irq_set_affinity(LINE, cpumask_of(1));
	thread = kthread_create_on_cpu(update_raced, NULL, 1, "update/%u");
	KUNIT_ASSERT_FALSE(test, IS_ERR(thread));
	get_task_struct(thread);
	wake_up_process(thread);
	raise_until(test, &thread, 1);
	free_irq(LINE, NULL);
	KUNIT_EXPECT_EQ(test, raced.plain, 1000l + atomic_read_acquire(&raced.served));
	KUNIT_EXPECT_GT(test, atomic_read_acquire(&raced.served), 0);
}

/* With other CPUs about, a lock is. */
static void irq_test_lock(struct kunit *test)
{
	struct task_struct *threads[3];

	memset(&raced, 0, sizeof(raced));
	raced.locked = true;
	spin_lock_init(&raced.lock);
	KUNIT_ASSERT_EQ(test, request_irq(LINE, serve_raced, 0, "raced", NULL), 0);
	for (int i = 0; i < 3; i++) {
		threads[i] = kthread_create(update_raced, NULL, "update/%d", i);
		KUNIT_ASSERT_FALSE(test, IS_ERR(threads[i]));
		get_task_struct(threads[i]);
		wake_up_process(threads[i]);
	}
	raise_until(test, threads, 3);
	free_irq(LINE, NULL);
	KUNIT_EXPECT_EQ(test, raced.plain, 3000l + atomic_read_acquire(&raced.served));
}

/* ---- what handlers leave for later ----------------------------------------------------------- */

static struct irq_work in_irq;
static bool irq_work_hard;

static void count_work(struct work_struct *work)
{
	atomic_inc_return(&container_of(work, struct board, work)->worked);
}

static void do_in_irq(struct irq_work *work)
{
	irq_work_hard = in_hardirq() && irqs_disabled();
}

static irqreturn_t leave_work(int irq, void *dev_id)
{
	struct board *b = dev_id;

	schedule_work(&b->work);
	irq_work_queue(&in_irq);
	return IRQ_HANDLED;
}

static void irq_test_later(struct kunit *test)
{
	struct board *b = board(0);

	INIT_WORK(&b->work, count_work);
	init_irq_work(&in_irq, do_in_irq);
	irq_work_hard = false;
	KUNIT_ASSERT_EQ(test, request_irq(LINE, leave_work, 0, "board", b), 0);
	for (int i = 0; i < 10; i++) {
		irq_raise_and_wait(LINE);
		flush_work(&b->work);
	}
	irq_work_sync(&in_irq);
	KUNIT_EXPECT_EQ(test, atomic_read_acquire(&b->worked), 10);
	KUNIT_EXPECT_TRUE(test, irq_work_hard);
	KUNIT_EXPECT_TRUE(test, irq_work_queue_on(&in_irq, 1));
	irq_work_sync(&in_irq);
	KUNIT_EXPECT_FALSE(test, irq_work_is_busy(&in_irq));
	free_irq(LINE, b);
	interrupt_settle();
}

static void irq_test_managed(struct kunit *test)
{
	struct device dev = { .init_name = "board" };
	struct board *b = board(0);

	device_initialize(&dev);
	KUNIT_EXPECT_EQ(test, devm_request_irq(&dev, LINE, serve_board, 0, NULL, b), 0);
	KUNIT_EXPECT_EQ(test, devm_request_irq(&dev, LINE + 1, serve_board, 0, "two", b), 0);
	devm_free_irq(&dev, LINE + 1, b);
	KUNIT_EXPECT_FALSE(test, irq_has_action(LINE + 1));
	irq_raise_and_wait(LINE);
	put_device(&dev);
	KUNIT_EXPECT_FALSE(test, irq_has_action(LINE));
	KUNIT_EXPECT_EQ(test, atomic_read_acquire(&b->hits), 1);
}

/* ---- misuse ---------------------------------------------------------------------------------- */

static irqreturn_t allocate(int irq, void *dev_id)
{
	kfree(kmalloc(16, dev_id ? GFP_KERNEL : GFP_ATOMIC));
	return IRQ_HANDLED;
}

static irqreturn_t wait_for_itself(int irq, void *dev_id)
{
	synchronize_hardirq(irq);
	return IRQ_HANDLED;
}

static void raise_once(struct kunit *test, irq_handler_t handler, void *dev_id)
{
	KUNIT_ASSERT_EQ(test, request_irq(LINE, handler, 0, "wrong", dev_id), 0);
	irq_raise_and_wait(LINE);
	free_irq(LINE, dev_id);
}

static void irq_test_misuse(struct kunit *test)
{
	struct board *b = board(0);

	EXPECT_REPORT(test, free_irq(LINE, b), "Trying to free already-free IRQ 9");
	EXPECT_REPORT(test, enable_irq(LINE), "Unbalanced enable for IRQ 9");
	raise_once(test, allocate, NULL);
	/* The tiny engine asks for pages with the caller's flags, which is told of, too. */
	if (!IS_ENABLED(CONFIG_SLOB))
		EXPECT_REPORT(test, raise_once(test, allocate, test),
			      "BUG: sleeping function called from invalid context");
	EXPECT_REPORT(test, raise_once(test, wait_for_itself, NULL),
		      "BUG: synchronize_hardirq(9) by a handler of that interrupt");
	b->answer = IRQ_WAKE_THREAD;
	EXPECT_REPORT(test, raise_once(test, serve_board, b),
		      "returned IRQ_WAKE_THREAD but no thread function available");
	b->answer = 77;
	EXPECT_REPORT(test, raise_once(test, serve_board, b), "bogus return value 4d of ");
	KUNIT_EXPECT_EQ(test, request_irq(NR_IRQS, serve_board, 0, "x", b), -EINVAL);
	KUNIT_EXPECT_EQ(test, request_threaded_irq(LINE, NULL, NULL, 0, "x", b), -EINVAL);
}

static void raise_until_told(unsigned long reports)
{
	for (int i = 0; i < 1000000 && report_count == reports; i++)
		generic_handle_irq(LINE);
}

/* One that is nobody's, again and again, is turned off. */
static void irq_test_nobodys(struct kunit *test)
{
	unsigned long before = report_count;
	struct board *b = board(0);
	int hits;

	b->answer = IRQ_NONE;
	KUNIT_ASSERT_EQ(test, request_irq(LINE, serve_board, 0, "board", b), 0);
	for (int i = 1; i < 100000; i++)
		generic_handle_irq(LINE);
	KUNIT_EXPECT_EQ(test, atomic_read_acquire(&b->hits), 99999);
	KUNIT_EXPECT_EQ(test, report_count, before);
	/* Where the host has stopped this thread for long, as many more have to come. */
	EXPECT_REPORT(test, raise_until_told(before), "BUG: irq 9: nobody cared (try booting with");
	hits = atomic_read_acquire(&b->hits);
	generic_handle_irq(LINE);
	KUNIT_EXPECT_EQ(test, atomic_read_acquire(&b->hits), hits);
	free_irq(LINE, b);
}

static struct kunit_case irq_test_cases[] = {
	KUNIT_CASE(irq_test_context),  KUNIT_CASE(irq_test_old_form),
	KUNIT_CASE(irq_test_disabled), KUNIT_CASE(irq_test_shared),
	KUNIT_CASE(irq_test_thread),   KUNIT_CASE(irq_test_local_exclusion),
	KUNIT_CASE(irq_test_lock),     KUNIT_CASE(irq_test_later),
	KUNIT_CASE(irq_test_managed),  KUNIT_CASE(irq_test_misuse),
	KUNIT_CASE(irq_test_nobodys),  {}
};
WORLD_SUITE(irq, irq_test_cases);
