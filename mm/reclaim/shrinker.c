// SPDX-License-Identifier: MIT
/*
 * Shrinkers: how much is asked of each.
 *
 * A round of reclaim has a priority, from DEF_PRIORITY down to 0.  At priority p a shrinker is
 * asked to look at objects / 2^p of what it has, more where they are cheap to make again:
 *
 *	delta = (objects >> p) * 4 / seeks		seeks > 0
 *	delta = objects / 2				seeks == 0: they cost nothing
 *
 * It is asked by whole batches.  What does not fill one is deferred to the next round on that
 * node, and so is what it refused (SHRINK_STOP), so that small caches and unlucky moments do not
 * add up to never; at most twice what there is.
 */
#include <linux/container_of.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/might_sleep.h>
#include <linux/shrinker.h>
#include <linux/sprintf.h>
#include <linux/string.h>
#include <linux/swap.h>
#include <linux/vmstat.h>
#include <mm/reclaim/reclaim.h>

static struct callback_list shrinkers;

/* ---- asking ---------------------------------------------------------------------------------- */

/* One call of a shrinker's function, so that it can be made where a crash is survived. */
struct call {
	struct shrinker *s;
	struct shrink_control *sc;
	unsigned long (*fn)(struct shrinker *s, struct shrink_control *sc);
	unsigned long ret;
};

static void call_fn(void *arg)
{
	struct call *call = arg;

	call->ret = call->fn(call->s, call->sc);
}

/* Both halves of a shrinker of 3.11 and before. */
static unsigned long old_count(struct shrinker *s, struct shrink_control *sc)
{
	int n;

	sc->nr_to_scan = 0;
	n = s->shrink(s, sc);
	return n > 0 ? (unsigned long)n : 0;
}

static unsigned long old_scan(struct shrinker *s, struct shrink_control *sc)
{
	unsigned long wanted = sc->nr_to_scan, before = old_count(s, sc);
	int left;

	sc->nr_to_scan = wanted;
	left = s->shrink(s, sc);
	if (left < 0)
		return SHRINK_STOP;
	return before > (unsigned long)left ? before - (unsigned long)left : 0;
}

/*
 * Call one of @s's functions.  One that crashes, or keeps a lock, is out of the list for good.
 * Return: false when there is nothing more to ask @s.
 */
static bool ask(struct callback_run *run, struct call *call)
{
	char name[SHRINKER_NAME_LEN];

	strscpy(name, call->s->name, sizeof(name));
	if (!reclaim_call(call_fn, call)) {
		pr_warn("shrinker %s failed and will not be asked again\n", name);
		callback_throw_out(&shrinkers, run);
		return false;
	}
	return callback_wanted(run);
}

static unsigned long share(const struct shrinker *s, unsigned long objects, int priority)
{
	if (!s->seeks)
		return objects / 2;
	return (unsigned long)div_u64((u64)(objects >> priority) * 4, (u32)s->seeks);
}

/* Look at @todo objects by batches. Return: how many were looked at; @freed grows. */
static unsigned long scan(struct callback_run *run, struct call *call, unsigned long todo,
			  unsigned long objects, unsigned long *freed)
{
	unsigned long batch = call->s->batch > 0 ? (unsigned long)call->s->batch : SHRINK_BATCH;
	unsigned long scanned = 0;

	call->fn = call->s->scan_objects ?: old_scan;
	while (todo && (todo >= batch || todo >= objects)) {
		unsigned long n = min(batch, todo);

		call->sc->nr_to_scan = call->sc->nr_scanned = n;
		if (!ask(run, call) || call->ret == SHRINK_STOP)
			break;
		*freed += call->ret;
		n = call->sc->nr_scanned;
		count_vm_events(SLABS_SCANNED, (long)n);
		scanned += n;
		/* One that looked at nothing would be asked for ever. */
		todo -= min(todo, max(n, 1ul));
	}
	return scanned;
}

static unsigned long shrink_one(struct callback_run *run, struct shrink_control *sc, int priority)
{
	struct shrinker *s = container_of(run->entry, struct shrinker, entry);
	struct call call = { .s = s, .sc = sc, .fn = s->count_objects ?: old_count };
	unsigned long objects, delta, old, todo, scanned, freed = 0;
	atomic_long_t *deferred = &s->nr_deferred[sc->nid];

	if (!ask(run, &call) || !call.ret || call.ret == SHRINK_EMPTY)
		return 0;
	objects = call.ret;
	delta = share(s, objects, priority);
	old = (unsigned long)atomic_long_xchg(deferred, 0);
	todo = min((old >> priority) + delta, 2 * objects);
	scanned = scan(run, &call, todo, objects, &freed);
	if (callback_wanted(run) && old + delta > scanned)
		atomic_long_add((long)min(old + delta - scanned, 2 * objects), deferred);
	return freed;
}

static bool may_ask(const struct shrinker *s, gfp_t gfp)
{
	if (s->flags & SHRINKER_NEEDS_IO && !(gfp & __GFP_IO))
		return false;
	return !(s->flags & SHRINKER_NEEDS_FS && !(gfp & __GFP_FS));
}

struct page_reclaimed shrink_slab(gfp_t gfp, int nid, int priority)
{
	struct page_reclaimed result = {};
	struct callback_run run;

	for (u64 at = 0; callback_next(&shrinkers, &run, &at);) {
		const struct shrinker *s = container_of(run.entry, struct shrinker, entry);
		struct shrink_control sc = { .gfp_mask = gfp };

		sc.nid = s->flags & SHRINKER_NUMA_AWARE ? nid : 0;
		if (may_ask(s, gfp))
			result.claimed += shrink_one(&run, &sc, priority);
		callback_end(&shrinkers, &run);
		result.pages += run.note;
	}
	return result;
}

/**
 * mm_account_reclaimed_pages - a shrinker says that it freed @pages pages directly.
 * Others' pages are noticed where they come back; this makes it exact.
 * Context: the shrinker's callback; elsewhere it means nothing.
 */
void mm_account_reclaimed_pages(unsigned long pages)
{
	callback_note(&shrinkers, pages);
}
EXPORT_SYMBOL(mm_account_reclaimed_pages);

/* ---- registering ----------------------------------------------------------------------------- */

static bool can_be_called(const struct shrinker *s)
{
	return (s->count_objects && s->scan_objects) || s->shrink;
}

static bool is_same(struct callback_entry *entry, void *arg)
{
	return entry == arg;
}

/* Reports what cannot be registered; the record may still be one that is being called. */
static bool fits(struct shrinker *s)
{
	if (callback_find(&shrinkers, is_same, &s->entry)) {
		report("shrinker %s at %px is registered already", s->name, s);
		return false;
	}
	if (can_be_called(s))
		return true;
	report("shrinker at %px has no functions", s);
	return false;
}

/* A name for messages: where it gave none, that of the function that will be called. */
static void set_name(struct shrinker *s, const char *fmt, va_list args)
{
	if (fmt)
		vscnprintf(s->name, sizeof(s->name), fmt, args);
	else
		scnprintf(s->name, sizeof(s->name), "%ps",
			  s->scan_objects ? (void *)s->scan_objects : (void *)s->shrink);
}

static int prepare(struct shrinker *s, const char *fmt, va_list args)
{
	if (!fits(s))
		return -EINVAL;
	for (unsigned int i = 0; i < MAX_NUMNODES; i++)
		atomic_long_set(&s->nr_deferred[i], 0);
	s->flags &= ~SHRINKER_REGISTERED;
	set_name(s, fmt, args);
	return 0;
}

static int vprepare(struct shrinker *s, const char *fmt, ...)
{
	va_list args;
	int err;

	va_start(args, fmt);
	err = prepare(s, fmt, args);
	va_end(args);
	return err;
}

static void add(struct shrinker *s)
{
	s->flags |= SHRINKER_REGISTERED;
	callback_add(&shrinkers, &s->entry);
}

int __register_shrinker(struct shrinker *s)
{
	int err = vprepare(s, NULL);

	if (!err)
		add(s);
	return err;
}
EXPORT_SYMBOL(__register_shrinker);

int __register_shrinker_named(struct shrinker *s, const char *fmt, ...)
{
	va_list args;
	int err;

	va_start(args, fmt);
	err = prepare(s, fmt, args);
	va_end(args);
	if (!err)
		add(s);
	return err;
}
EXPORT_SYMBOL(__register_shrinker_named);

int __prealloc_shrinker(struct shrinker *s)
{
	return vprepare(s, NULL);
}
EXPORT_SYMBOL(__prealloc_shrinker);

int __prealloc_shrinker_named(struct shrinker *s, const char *fmt, ...)
{
	va_list args;
	int err;

	va_start(args, fmt);
	err = prepare(s, fmt, args);
	va_end(args);
	return err;
}
EXPORT_SYMBOL(__prealloc_shrinker_named);

/** register_shrinker_prepared - the second half of what prealloc_shrinker() began. */
void register_shrinker_prepared(struct shrinker *s)
{
	if (fits(s))
		add(s);
}
EXPORT_SYMBOL(register_shrinker_prepared);

void free_prealloced_shrinker(struct shrinker *s)
{
	s->name[0] = 0;
}
EXPORT_SYMBOL(free_prealloced_shrinker);

void unregister_shrinker(struct shrinker *s)
{
	might_sleep();
	if (!callback_del(&shrinkers, &s->entry)) {
		report("shrinker at %px is not registered", s);
		return;
	}
	s->flags &= ~SHRINKER_REGISTERED;
}
EXPORT_SYMBOL(unregister_shrinker);

void synchronize_shrinkers(void)
{
	might_sleep();
	callback_settle(&shrinkers);
}
EXPORT_SYMBOL(synchronize_shrinkers);

/* ---- life ------------------------------------------------------------------------------------ */

static bool is_of_range(struct callback_entry *entry, void *arg)
{
	const struct shrinker *s = container_of(entry, struct shrinker, entry);

	return reclaim_is_of(arg, s) || reclaim_is_of(arg, s->private_data) ||
	       reclaim_is_of(arg, (void *)s->scan_objects) ||
	       reclaim_is_of(arg, (void *)s->count_objects) ||
	       reclaim_is_of(arg, (void *)s->shrink);
}

unsigned int shrinkers_forget(unsigned long start, unsigned long end, reclaim_say_fn say, void *arg)
{
	struct reclaim_range range = { start, end };
	struct callback_entry *entry;
	unsigned int n = 0;

	while ((entry = callback_find(&shrinkers, is_of_range, &range))) {
		say("shrinker", container_of(entry, struct shrinker, entry)->name, arg);
		callback_del(&shrinkers, entry);
		n++;
	}
	return n;
}

bool shrinkers_busy(void)
{
	return callback_busy(&shrinkers);
}

void shrinkers_init(void)
{
	callback_list_init(&shrinkers);
}

int shrinkers_check(void)
{
	int broken = callback_check(&shrinkers);

	if (broken)
		pr_err("shrinkers: %d are out of order\n", broken);
	return broken;
}
