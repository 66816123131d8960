// SPDX-License-Identifier: MIT
/* Work: where and when it runs, how much at once, waiting, cancelling, and memory that is short. */
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/interrupt.h>
#include <linux/smp.h>
#include <linux/workqueue.h>
#include "kernel/interrupt.h"
#include "mm/boot/trace.h"
#include "tests/kernel/wait_for.h"
#include "tests/kernel/world_test.h"

/* struct job - work, and what its function saw. */
struct job {
	struct delayed_work dwork;
	atomic_t runs, inside, overlaps;
	int cpu, again;
	bool task, rescuer, myself;
	unsigned long when;
	char comm[TASK_COMM_LEN];
	struct completion *until;
};

static void do_job(struct work_struct *work)
{
	struct job *job = container_of(to_delayed_work(work), struct job, dwork);

	if (atomic_inc_return(&job->inside) != 1)
		atomic_inc_return(&job->overlaps);
	job->when = jiffies_update();
	job->cpu = raw_smp_processor_id();
	job->task = in_task() && preemptible();
	job->rescuer = current_is_workqueue_rescuer();
	job->myself = current_work() == work;
	get_task_comm(job->comm, current);
	if (job->until)
		wait_for_completion(job->until);
	if (job->again && job->again--)
		schedule_work(work);
	atomic_dec(&job->inside);
	atomic_inc_return(&job->runs);
}

static struct job *job_make(unsigned int i)
{
	static struct job jobs[4];

	memset(&jobs[i], 0, sizeof(jobs[i]));
	INIT_DELAYED_WORK(&jobs[i].dwork, do_job);
	return &jobs[i];
}

static void workqueue_test_runs(struct kunit *test)
{
	struct job *job = job_make(0);
	struct work_struct *work = &job->dwork.work;

	KUNIT_EXPECT_FALSE(test, flush_work(work));
	KUNIT_EXPECT_FALSE(test, work_pending(work));
	KUNIT_EXPECT_TRUE(test, schedule_work(work));
	flush_work(work);
	KUNIT_EXPECT_EQ(test, atomic_read_acquire(&job->runs), 1);
	KUNIT_EXPECT_TRUE(test, job->task && job->myself && !job->rescuer);
	KUNIT_EXPECT_EQ(test, strncmp(job->comm, "kworker/", 8), 0);
	KUNIT_EXPECT_NULL(test, current_work());
	for (int cpu = 0; cpu < 2; cpu++) {
		char name[TASK_COMM_LEN];

		snprintf(name, sizeof(name), "kworker/%d:", cpu);
		schedule_work_on(cpu, work);
		flush_work(work);
		KUNIT_EXPECT_EQ(test, job->cpu, cpu);
		KUNIT_EXPECT_EQ(test, strncmp(job->comm, name, strlen(name)), 0);
	}
	queue_work(system_unbound_wq, work);
	flush_work(work);
	KUNIT_EXPECT_EQ(test, strncmp(job->comm, "kworker/u", 9), 0);
	queue_work_on(0, system_highpri_wq, work);
	flush_work(work);
	KUNIT_EXPECT_EQ(test, job->comm[strlen(job->comm) - 1], 'H');
	KUNIT_EXPECT_EQ(test, atomic_read_acquire(&job->runs), 5);
}

static void workqueue_test_delayed(struct kunit *test)
{
	struct job *job = job_make(0);
	unsigned long then = jiffies_update() + 3;

	KUNIT_EXPECT_TRUE(test, schedule_delayed_work(&job->dwork, 3));
	KUNIT_EXPECT_FALSE(test, schedule_delayed_work(&job->dwork, 0));
	KUNIT_EXPECT_TRUE(test, delayed_work_pending(&job->dwork));
	WAIT_FOR(test, atomic_read_acquire(&job->runs) == 1);
	KUNIT_EXPECT_TRUE(test, time_after_eq(job->when, then));
	/* What waits for its time can have another, now, or none. */
	schedule_delayed_work(&job->dwork, 3600 * HZ);
	KUNIT_EXPECT_TRUE(test, mod_delayed_work(system_wq, &job->dwork, 7200 * HZ));
	KUNIT_EXPECT_EQ(test, work_busy(&job->dwork.work), (unsigned int)WORK_BUSY_PENDING);
	flush_delayed_work(&job->dwork);
	KUNIT_EXPECT_EQ(test, atomic_read_acquire(&job->runs), 2);
	KUNIT_EXPECT_FALSE(test, mod_delayed_work(system_wq, &job->dwork, 7200 * HZ));
	KUNIT_EXPECT_TRUE(test, cancel_delayed_work(&job->dwork));
	KUNIT_EXPECT_FALSE(test, cancel_delayed_work_sync(&job->dwork));
	KUNIT_EXPECT_EQ(test, atomic_read_acquire(&job->runs), 2);
}

/* A worker that sleeps leaves its CPU to another; one of an ordered queue does not. */
static void workqueue_test_concurrency(struct kunit *test)
{
	struct workqueue_struct *ordered = alloc_ordered_workqueue("ordered-%d", 0, 1);
	DECLARE_COMPLETION_ONSTACK(until);
	struct job *sleeps = job_make(0), *next = job_make(1);

	KUNIT_ASSERT_NOT_NULL(test, ordered);
	sleeps->until = &until;
	schedule_work_on(1, &sleeps->dwork.work);
	schedule_work_on(1, &next->dwork.work);
	flush_work(&next->dwork.work);
	KUNIT_EXPECT_EQ(test, atomic_read_acquire(&sleeps->runs), 0);
	KUNIT_EXPECT_EQ(test, work_busy(&sleeps->dwork.work), (unsigned int)WORK_BUSY_RUNNING);
	complete(&until);
	flush_work(&sleeps->dwork.work);

	reinit_completion(&until);
	queue_work(ordered, &sleeps->dwork.work);
	queue_work(ordered, &next->dwork.work);
	WAIT_FOR(test, atomic_read_acquire(&sleeps->inside));
	msleep(8);
	KUNIT_EXPECT_EQ(test, atomic_read_acquire(&next->runs), 1);
	complete(&until);
	flush_workqueue(ordered);
	KUNIT_EXPECT_EQ(test, atomic_read_acquire(&next->runs), 2);
	destroy_workqueue(ordered);
}

static void workqueue_test_max_active(struct kunit *test)
{
	struct workqueue_struct *wq = alloc_workqueue("two", WQ_UNBOUND, 2);
	DECLARE_COMPLETION_ONSTACK(until);
	struct job *jobs[4];
	int inside = 0;

	KUNIT_ASSERT_NOT_NULL(test, wq);
	for (int i = 0; i < 4; i++) {
		jobs[i] = job_make((unsigned int)i);
		jobs[i]->until = &until;
		queue_work(wq, &jobs[i]->dwork.work);
	}
	WAIT_FOR(test,
		 atomic_read_acquire(&jobs[0]->inside) && atomic_read_acquire(&jobs[1]->inside));
	msleep(8);
	for (int i = 0; i < 4; i++)
		inside += atomic_read_acquire(&jobs[i]->inside);
	KUNIT_EXPECT_EQ(test, inside, 2);
	KUNIT_EXPECT_TRUE(test, workqueue_congested(0, wq));
	workqueue_set_max_active(wq, 3);
	WAIT_FOR(test, atomic_read_acquire(&jobs[2]->inside));
	complete_all(&until);
	destroy_workqueue(wq);
	for (int i = 0; i < 4; i++)
		KUNIT_EXPECT_EQ(test, atomic_read_acquire(&jobs[i]->runs), 1);
}

static void workqueue_test_cancel(struct kunit *test)
{
	DECLARE_COMPLETION_ONSTACK(until);
	struct job *job = job_make(0);
	struct work_struct *work = &job->dwork.work;

	/* What queues itself again, and again, is over when this has returned. */
	job->again = 1000000000;
	schedule_work(work);
	WAIT_FOR(test, atomic_read_acquire(&job->runs) > 3);
	cancel_work_sync(work);
	KUNIT_EXPECT_EQ(test, work_busy(work), 0u);
	KUNIT_EXPECT_EQ(test, atomic_read_acquire(&job->overlaps), 0);
	job->again = 0;
	KUNIT_EXPECT_FALSE(test, disable_work_sync(work));
	KUNIT_EXPECT_FALSE(test, schedule_work(work));
	KUNIT_EXPECT_TRUE(test, enable_work(work));
	/* One that runs is not queued, and what is queued then can be cancelled. */
	job->until = &until;
	schedule_work(work);
	WAIT_FOR(test, atomic_read_acquire(&job->inside));
	KUNIT_EXPECT_FALSE(test, cancel_work(work));
	KUNIT_EXPECT_TRUE(test, schedule_work(work));
	KUNIT_EXPECT_EQ(test, work_busy(work),
			(unsigned int)(WORK_BUSY_PENDING | WORK_BUSY_RUNNING));
	KUNIT_EXPECT_TRUE(test, cancel_work(work));
	complete(&until);
	cancel_work_sync(work);
	KUNIT_EXPECT_EQ(test, atomic_read_acquire(&job->inside), 0);
}

/* ---- many at once ---------------------------------------------------------------------------- */

#define CROWD_ROUNDS 300

static struct job *crowd;
static atomic_t queued;
static struct timer_list crowd_timer;

static void queue_from_irq(struct timer_list *t)
{
	if (schedule_work(&crowd->dwork.work))
		atomic_inc_return(&queued);
	mod_timer(t, jiffies_update());
}

static int crowd_member(void *data)
{
	for (int i = 0; i < CROWD_ROUNDS; i++) {
		bool cancelled = false;

		if (queue_delayed_work_on(i & 1, i & 2 ? system_wq : system_unbound_wq,
					  &crowd->dwork, (unsigned long)(i & 4) >> 2))
			atomic_inc_return(&queued);
		if (i % 7 == 0)
			cancelled = cancel_delayed_work(&crowd->dwork);
		else if (i % 16 == 3)
			cancelled = cancel_delayed_work_sync(&crowd->dwork);
		else if (i % 16 == 5)
			flush_work(&crowd->dwork.work);
		if (cancelled)
			atomic_dec(&queued);
	}
	return 0;
}

/* Every time it was queued, and not cancelled, it ran; and never twice at once. */
static void workqueue_test_crowd(struct kunit *test)
{
	crowd = job_make(0);
	atomic_set(&queued, 0);
	timer_setup(&crowd_timer, queue_from_irq, TIMER_IRQSAFE);
	mod_timer(&crowd_timer, jiffies_update());
	KUNIT_EXPECT_TRUE(test, run_threads(WORLD_THREADS, crowd_member, NULL));
	timer_shutdown_sync(&crowd_timer);
	flush_delayed_work(&crowd->dwork);
	KUNIT_EXPECT_EQ(test, work_busy(&crowd->dwork.work), 0u);
	KUNIT_EXPECT_EQ(test, atomic_read_acquire(&crowd->overlaps), 0);
	KUNIT_EXPECT_EQ(test, atomic_read_acquire(&crowd->runs), atomic_read_acquire(&queued));
}

/* ---- other kinds ----------------------------------------------------------------------------- */

static struct rcu_work after_readers;
static atomic_t others;

static void count(struct work_struct *work)
{
	atomic_inc_return(&others);
}

static void add_data(void *data)
{
	atomic_add((int)(unsigned long)data, &others);
}

static DECLARE_WORK(declared, count);
static DECLARE_WORK(declared_old, add_data, (void *)10);

static void workqueue_test_kinds(struct kunit *test)
{
	struct work_struct old;

	atomic_set(&others, 0);
	INIT_RCU_WORK(&after_readers, count);
	/* While there is a reader, it waits. */
	rcu_read_lock();
	KUNIT_EXPECT_TRUE(test, queue_rcu_work(system_wq, &after_readers));
	KUNIT_EXPECT_FALSE(test, queue_rcu_work(system_wq, &after_readers));
	rcu_read_unlock();
	KUNIT_EXPECT_TRUE(test, flush_rcu_work(&after_readers));
	KUNIT_EXPECT_EQ(test, atomic_read_acquire(&others), 1);
	schedule_work(&declared);
	flush_work(&declared);
	schedule_work(&declared_old);
	flush_work(&declared_old);
	KUNIT_EXPECT_EQ(test, atomic_read_acquire(&others), 12);
	INIT_WORK(&old, add_data, (void *)100);
	schedule_work(&old);
	flush_scheduled_work();
	KUNIT_EXPECT_EQ(test, atomic_read_acquire(&others), 112);
	KUNIT_EXPECT_EQ(test, schedule_on_each_cpu(count), 0);
	KUNIT_EXPECT_EQ(test, atomic_read_acquire(&others), 114);
}

/* ---- no memory ------------------------------------------------------------------------------- */

static void ignore_alloc(enum mm_event_kind kind, const void *id, size_t requested, size_t given,
			 gfp_t gfp)
{
}

static void ignore_free(enum mm_event_kind kind, const void *id)
{
}

/* No stack is to be had. */
static bool no_stacks(enum mm_event_kind kind, size_t requested, gfp_t gfp)
{
	return kind == MM_EVENT_VMALLOC;
}

static void workqueue_test_rescue(struct kunit *test)
{
	static const struct mm_tracer short_of_memory = {
		.alloc = ignore_alloc,
		.free = ignore_free,
		.should_fail = no_stacks,
	};
	struct workqueue_struct *wq = alloc_workqueue("writes", WQ_MEM_RECLAIM, 0);
	struct job *job = job_make(0), *other = job_make(1);

	KUNIT_ASSERT_NOT_NULL(test, wq);
	if (!port.stacks)
		kunit_skip(test, "threads have no kernel stacks here");
	mm_tracer = &short_of_memory;
	schedule_work(&other->dwork.work);
	queue_work(wq, &job->dwork.work);
	flush_workqueue(wq);
	KUNIT_EXPECT_EQ(test, atomic_read_acquire(&job->runs), 1);
	KUNIT_EXPECT_TRUE(test, job->rescuer);
	KUNIT_EXPECT_STREQ(test, job->comm, "kworker/R-write");
	/* A workqueue without such a thread has to wait until there is memory. */
	KUNIT_EXPECT_EQ(test, atomic_read_acquire(&other->runs), 0);
	KUNIT_EXPECT_NULL(test, alloc_workqueue("fails", WQ_MEM_RECLAIM, 0));
	mm_tracer = NULL;
	flush_work(&other->dwork.work);
	KUNIT_EXPECT_EQ(test, atomic_read_acquire(&other->runs), 1);
	KUNIT_EXPECT_FALSE(test, other->rescuer);
	destroy_workqueue(wq);
}

/* ---- misuse ---------------------------------------------------------------------------------- */

static struct workqueue_struct *wrong_wq;
static void (*wrong_step)(struct work_struct *work);

static void do_wrong(struct work_struct *work)
{
	wrong_step(work);
}

static void flush_itself(struct work_struct *work)
{
	flush_work(work);
}

static void cancel_itself(struct work_struct *work)
{
	cancel_work_sync(work);
}

static void flush_queue(struct work_struct *work)
{
	flush_workqueue(wrong_wq);
}

static void destroy_queue(struct work_struct *work)
{
	destroy_workqueue(wrong_wq);
}

static void leave_atomic(struct work_struct *work)
{
	preempt_disable();
}

static void workqueue_test_misuse(struct kunit *test)
{
	static const struct {
		void (*step)(struct work_struct *work);
		const char *says;
	} steps[] = {
		{ flush_itself, "BUG: flush_work() of work " },
		{ cancel_itself, "BUG: cancel_work_sync() of work " },
		{ flush_queue, "BUG: flush_workqueue(wrong) by its work " },
		{ destroy_queue, "BUG: destroy_workqueue(wrong) by its work " },
		{ leave_atomic, "BUG: workqueue leaked atomic, lock or RCU: kworker/" },
	};
	struct job *job = job_make(0);
	struct work_struct blank = {}, wrong;

	wrong_wq = alloc_workqueue("wrong", 0, 0);
	KUNIT_ASSERT_NOT_NULL(test, wrong_wq);
	INIT_WORK(&wrong, do_wrong);
	for (unsigned int i = 0; i < ARRAY_SIZE(steps); i++) {
		wrong_step = steps[i].step;
		EXPECT_REPORT(test, ({
				      queue_work(wrong_wq, &wrong);
				      flush_work(&wrong);
			      }),
			      steps[i].says);
	}
	EXPECT_REPORT(test, schedule_work(&blank), "ODEBUG: assert_init not available");
	INIT_WORK(&blank, NULL);
	EXPECT_REPORT(test, schedule_work(&blank), "is queued without a function");
	queue_delayed_work(wrong_wq, &job->dwork, 3600 * HZ);
	EXPECT_REPORT(test, active_freed(job, sizeof(*job)), "object type: work_struct hint: ");
	KUNIT_EXPECT_FALSE(test, delayed_work_pending(&job->dwork));
	queue_delayed_work(wrong_wq, &job->dwork, 3600 * HZ);
	EXPECT_REPORT(test, destroy_workqueue(wrong_wq),
		      "BUG: workqueue wrong is destroyed while delayed work ");
	KUNIT_EXPECT_EQ(test, atomic_read_acquire(&job->runs), 0);
}

static struct kunit_case workqueue_test_cases[] = {
	KUNIT_CASE(workqueue_test_runs),	KUNIT_CASE(workqueue_test_delayed),
	KUNIT_CASE(workqueue_test_concurrency), KUNIT_CASE(workqueue_test_max_active),
	KUNIT_CASE(workqueue_test_cancel),	KUNIT_CASE(workqueue_test_crowd),
	KUNIT_CASE(workqueue_test_kinds),	KUNIT_CASE(workqueue_test_rescue),
	KUNIT_CASE(workqueue_test_misuse),	{}
};
WORLD_SUITE(workqueue, workqueue_test_cases);
