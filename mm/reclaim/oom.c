// SPDX-License-Identifier: MIT
/*
 * Out of memory: the last step of a request that ought not to fail.
 *
 * One thread at a time is here.  The others that arrive meanwhile wait a little and try again: what
 * is done for the first may well do for them.
 */
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/might_sleep.h>
#include <linux/oom.h>
#include <linux/sched/mm.h>
#include <linux/vmstat.h>
#include <mm/reclaim/reclaim.h>

/* How long those wait that find another thread here. */
#define WAIT_NS 1000000ull
/* How long a program that was ended may take to give its memory back. */
#define KILL_NS 10000000000ull
/* A program that goes on failing says so ten times a second. */
#define REPORT_NS 100000000ull

static struct lock oom_lock;
/* Who has it: callbacks may register and unregister, too. */
static const struct port_thread *oom_thread;
static RAW_NOTIFIER_HEAD(chain);
static const struct oom_policy *policy;
static u64 last_report;
/* Since when, and until when, programs have been waited for that were ended. */
static u64 killing_since, killing_last;

enum oom_victim (*oom_kill)(void (*tell)(const void *arg), const void *arg);

unsigned long sysctl_panic_on_oom;

/* ---- who is there ---------------------------------------------------------------------------- */

/* Return: whether oom_leave() is to follow. */
static bool oom_enter(void)
{
	bool held;

	if (READ_ONCE(oom_thread) == port_self())
		return false;
	held = context_sleep_begin();
	lock_acquire(&oom_lock);
	context_sleep_end(held);
	return true;
}

static void oom_leave(bool entered)
{
	if (entered)
		lock_release(&oom_lock);
}

int register_oom_notifier(struct notifier_block *nb)
{
	bool entered;
	int err;

	might_sleep();
	entered = oom_enter();
	err = raw_notifier_chain_register(&chain, nb);
	oom_leave(entered);
	return err;
}
EXPORT_SYMBOL_GPL(register_oom_notifier);

int unregister_oom_notifier(struct notifier_block *nb)
{
	bool entered;
	int err;

	might_sleep();
	entered = oom_enter();
	err = raw_notifier_chain_unregister(&chain, nb);
	oom_leave(entered);
	return err;
}
EXPORT_SYMBOL_GPL(unregister_oom_notifier);

const struct oom_policy *oom_set_policy(const struct oom_policy *new_policy)
{
	const struct oom_policy *old;
	bool entered;

	might_sleep();
	entered = oom_enter();
	old = policy;
	policy = new_policy;
	oom_leave(entered);
	return old;
}
EXPORT_SYMBOL(oom_set_policy);

/* ---- the last resorts ------------------------------------------------------------------------ */

struct notify {
	struct notifier_block *nb;
	unsigned long freed;
	int ret;
};

static void call_notifier(void *arg)
{
	struct notify *n = arg;

	n->ret = n->nb->notifier_call(n->nb, 0, &n->freed);
}

/* Return: pages that those who were told have freed. */
static unsigned long notify_all(void)
{
	struct notify n = {};
	struct notifier_block *next;

	for (n.nb = chain.head; n.nb; n.nb = next) {
		next = n.nb->next;
		if (!reclaim_call(call_notifier, &n)) {
			pr_warn("an OOM notifier failed and will not be called again\n");
			raw_notifier_chain_unregister(&chain, n.nb);
			continue;
		}
		if (n.ret & NOTIFY_STOP_MASK)
			break;
	}
	return n.freed;
}

struct question {
	struct oom_control oc;
	enum oom_decision answer;
};

static void ask_policy(void *arg)
{
	struct question *q = arg;

	q->answer = policy->decide(&q->oc);
}

static enum oom_decision decide(const struct page_request *rq)
{
	struct question q = {
		.oc = { .nodemask = rq->nodes, .gfp_mask = rq->gfp, .order = (int)rq->order },
		.answer = OOM_FAIL,
	};

	if (READ_ONCE(sysctl_panic_on_oom))
		return OOM_PANIC;
	if (policy && !reclaim_call(ask_policy, &q)) {
		pr_warn("the OOM policy %s failed and will not be asked again\n", policy->name);
		policy = NULL;
	}
	return q.answer;
}

static void print_report(const struct page_request *rq)
{
	struct report_who who;

	report_who(&who);
	pr_warn("%s invoked oom-killer: gfp_mask=%#x(%pGg), order=%u, oom_score_adj=0\n", who.comm,
		rq->gfp, &rq->gfp, rq->order);
	dump_stack();
	show_free_areas();
}

/*
 * The request is what is given up, for want of a process.  So whoever asked to hear nothing of its
 * failure hears nothing of this either.
 */
static void give_up(const struct page_request *rq)
{
	u64 now = port_time_ns();

	count_vm_event(OOM_KILL);
	if (rq->gfp & __GFP_NOWARN || (last_report && now - last_report < REPORT_NS))
		return;
	last_report = now;
	print_report(rq);
	pr_warn("Out of memory and no killable processes...\n");
}

static void tell_of_kill(const void *rq)
{
	count_vm_event(OOM_KILL);
	print_report(rq);
}

/* Return: false where the program that was ended keeps its memory for too long. */
static bool wait_for_victim(void)
{
	u64 now = port_time_ns();

	if (!killing_since || now - killing_last > KILL_NS)
		killing_since = now;
	killing_last = now;
	if (now - killing_since > KILL_NS)
		return false;
	page_wait_for_free(WAIT_NS);
	return true;
}

/* Return: whether it is worth another try. */
static bool kill_or_give_up(struct page_request *rq)
{
	enum oom_victim (*kill)(void (*tell)(const void *arg), const void *arg) =
		READ_ONCE(oom_kill);

	switch (kill ? kill(tell_of_kill, rq) : OOM_VICTIM_NONE) {
	case OOM_VICTIM_OTHER:
		if (wait_for_victim())
			return true;
		break;
	case OOM_VICTIM_SELF:
		/* Whoever is ended needs not be told, too, that his request has failed. */
		rq->gfp |= __GFP_NOWARN;
		return false;
	case OOM_VICTIM_NONE:
		break;
	}
	give_up(rq);
	return false;
}

static __noreturn void stop(const struct page_request *rq)
{
	print_report(rq);
	if (!sysctl_panic_on_oom)
		panic("Out of memory: the policy %s stops the machine\n", policy->name);
	panic("Out of memory: %s panic_on_oom is enabled\n",
	      sysctl_panic_on_oom == 2 ? "compulsory" : "system-wide");
}

static bool handle(struct page_request *rq)
{
	if (notify_all())
		return true;
	switch (decide(rq)) {
	case OOM_RETRY:
		return true;
	case OOM_PANIC:
		stop(rq);
	default:
		return kill_or_give_up(rq);
	}
}

/**
 * oom_handle - nothing that @rq allows has brought a page.
 * Context: may sleep; no locks held.
 * Return: true when it should be tried once more.
 */
bool oom_handle(struct page_request *rq)
{
	unsigned int scope;
	bool again;

	if (!lock_try(&oom_lock)) {
		page_wait_for_free(WAIT_NS);
		return true;
	}
	WRITE_ONCE(oom_thread, port_self());
	scope = memalloc_noreclaim_save();
	again = handle(rq);
	memalloc_noreclaim_restore(scope);
	WRITE_ONCE(oom_thread, NULL);
	lock_release(&oom_lock);
	return again;
}

/* ---- life ------------------------------------------------------------------------------------ */

/* Return: one of @range's, or NULL. */
static struct notifier_block *find_of(const struct reclaim_range *range)
{
	for (struct notifier_block *nb = chain.head; nb; nb = nb->next)
		if (reclaim_is_of(range, nb) || reclaim_is_of(range, (void *)nb->notifier_call))
			return nb;
	return NULL;
}

unsigned int oom_forget(unsigned long start, unsigned long end, reclaim_say_fn say, void *arg)
{
	const struct reclaim_range range = { start, end };
	bool entered = oom_enter();
	struct notifier_block *nb;
	unsigned int n = 0;

	while ((nb = find_of(&range))) {
		say("OOM notifier", "", arg);
		raw_notifier_chain_unregister(&chain, nb);
		n++;
	}
	if (policy &&
	    (reclaim_is_of(&range, policy) || reclaim_is_of(&range, (void *)policy->decide))) {
		say("OOM policy", policy->name, arg);
		policy = NULL;
		n++;
	}
	oom_leave(entered);
	return n;
}

void oom_init(void)
{
	lock_init(&oom_lock);
	oom_thread = NULL;
	RAW_INIT_NOTIFIER_HEAD(&chain);
	policy = NULL;
	last_report = 0;
	killing_since = 0;
	oom_kill = NULL;
	sysctl_panic_on_oom = 0;
}
