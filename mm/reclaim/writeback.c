// SPDX-License-Identifier: MIT
/* Back ends that write pages to be able to free them: linux/writeback.h. */
#include <linux/container_of.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/might_sleep.h>
#include <linux/vmstat.h>
#include <linux/writeback.h>
#include <mm/reclaim/reclaim.h>

/* What was begun may be under way for that long: as long as Linux lets a request wait for it. */
#define WRITING_MS 100

static struct callback_list backends;
/* When someone last began to write what was not free at once, in ms; 0: never. */
static unsigned long last_begun;

static unsigned long now_ms(void)
{
	return (unsigned long)div_u64(port_time_ns(), 1000000) | 1;
}

struct call {
	struct writeback_backend *backend;
	struct writeback_work *work; /* NULL: count */
	int nid;
	unsigned long ret;
};

static void call_backend(void *arg)
{
	struct call *call = arg;

	if (call->work)
		call->ret = call->backend->write(call->backend, call->work);
	else
		call->ret = call->backend->pages(call->backend, call->nid);
}

/*
 * One that crashes, or keeps a lock, is out of the list for good.
 * Return: false when it cannot be asked more.
 */
static bool ask(struct callback_run *run, struct call *call)
{
	if (!reclaim_call(call_backend, call)) {
		pr_warn("write-back back end failed and will not be asked again\n");
		callback_throw_out(&backends, run);
		return false;
	}
	return callback_wanted(run);
}

static struct page_reclaimed write_some(struct callback_run *run, struct writeback_work *work,
					int priority, unsigned long target)
{
	struct call call = {
		.backend = container_of(run->entry, struct writeback_backend, entry),
		.nid = work->nid,
	};
	struct page_reclaimed got = {};

	if (!ask(run, &call))
		return got;
	work->nr_to_write = min(call.ret >> priority, max(target, SWAP_CLUSTER_MAX));
	if (!work->nr_to_write)
		return got;
	count_vm_events(current_is_kswapd() ? PGSCAN_KSWAPD : PGSCAN_DIRECT,
			(long)work->nr_to_write);
	call.work = work;
	call.ret = 0;
	ask(run, &call);
	got.pages = min(work->nr_freed, call.ret);
	got.claimed = call.ret - got.pages;
	if (got.claimed)
		WRITE_ONCE(last_begun, now_ms());
	count_vm_events(current_is_kswapd() ? PGSTEAL_KSWAPD : PGSTEAL_DIRECT, (long)call.ret);
	return got;
}

static bool may_ask(const struct writeback_backend *backend, gfp_t gfp)
{
	if (backend->needs & WRITEBACK_NEEDS_IO && !(gfp & __GFP_IO))
		return false;
	return !(backend->needs & WRITEBACK_NEEDS_FS && !(gfp & __GFP_FS));
}

struct page_reclaimed writeback_write(gfp_t gfp, int nid, int priority, unsigned long target)
{
	struct page_reclaimed total = {};
	struct callback_run run;

	for (u64 at = 0; total.pages < target && callback_next(&backends, &run, &at);) {
		struct writeback_work work = { .nid = nid, .gfp_mask = gfp };
		struct page_reclaimed got = {};

		if (may_ask(container_of(run.entry, struct writeback_backend, entry), gfp))
			got = write_some(&run, &work, priority, target - total.pages);
		callback_end(&backends, &run);
		total.pages += got.pages;
		total.claimed += got.claimed;
	}
	return total;
}

int writeback_register(struct writeback_backend *backend)
{
	if (!backend->pages || !backend->write) {
		report("write-back back end %s has no functions", backend->name);
		return -EINVAL;
	}
	if (!callback_add(&backends, &backend->entry)) {
		report("write-back back end %s is registered already", backend->name);
		return -EINVAL;
	}
	return 0;
}
EXPORT_SYMBOL(writeback_register);

void writeback_unregister(struct writeback_backend *backend)
{
	might_sleep();
	if (!callback_del(&backends, &backend->entry))
		report("write-back back end %s is not registered", backend->name);
}
EXPORT_SYMBOL(writeback_unregister);

/* ---- life ------------------------------------------------------------------------------------ */

static bool is_of_range(struct callback_entry *entry, void *arg)
{
	const struct writeback_backend *backend =
		container_of(entry, struct writeback_backend, entry);

	return reclaim_is_of(arg, backend) || reclaim_is_of(arg, (void *)backend->pages) ||
	       reclaim_is_of(arg, (void *)backend->write);
}

unsigned int writeback_forget(unsigned long start, unsigned long end, reclaim_say_fn say, void *arg)
{
	struct reclaim_range range = { start, end };
	struct callback_entry *entry;
	unsigned int n = 0;

	while ((entry = callback_find(&backends, is_of_range, &range))) {
		say("write-back back end",
		    container_of(entry, struct writeback_backend, entry)->name, arg);
		callback_del(&backends, entry);
		n++;
	}
	return n;
}

bool writeback_busy(void)
{
	unsigned long begun = READ_ONCE(last_begun);

	return callback_busy(&backends) || (begun && now_ms() - begun < WRITING_MS);
}

void writeback_init(void)
{
	callback_list_init(&backends);
	last_begun = 0;
}

int writeback_check(void)
{
	int broken = callback_check(&backends);

	if (broken)
		pr_err("write-back back ends: %d are out of order\n", broken);
	return broken;
}
