// SPDX-License-Identifier: MIT
/*
 * Memory notifiers, and whose turn it is to tell them.
 *
 * A change of the machine's memory that notifiers hear of is made by one thread at a time, from
 * the first word to the last.  A request for memory does not wait for its turn, as who has it may
 * wait for that request; nor does a notifier, whose thread has it already.
 */
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/might_sleep.h>
#include <linux/numa.h>
#include <mm/page/page.h>

static struct {
	struct lock turn;
	const struct port_thread *whose;
	struct raw_notifier_head chain; /* changed and called by who has the turn */
} change;

void memory_notify_init(void)
{
	lock_init(&change.turn);
	change.whose = NULL;
	RAW_INIT_NOTIFIER_HEAD(&change.chain);
}

bool section_has_listeners(void)
{
	return READ_ONCE(change.chain.head) != NULL;
}

bool section_change_try(void)
{
	if (READ_ONCE(change.whose) == port_self() || !lock_try(&change.turn))
		return false;
	WRITE_ONCE(change.whose, port_self());
	return true;
}

int section_change_begin(void)
{
	if (READ_ONCE(change.whose) == port_self())
		return -EBUSY;
	lock_acquire(&change.turn);
	WRITE_ONCE(change.whose, port_self());
	return 0;
}

bool section_is_changing(void)
{
	const struct port_thread *whose = READ_ONCE(change.whose);

	return whose && whose != port_self();
}

void section_change_end(void)
{
	WRITE_ONCE(change.whose, NULL);
	lock_release(&change.turn);
}

/**
 * register_memory_notifier - @nb hears of memory that comes and goes, until the machine's end.
 * Context: may sleep.
 * Return: 0, or -EEXIST.
 */
int register_memory_notifier(struct notifier_block *nb)
{
	bool nested;
	int err;

	might_sleep();
	nested = section_change_begin() != 0;
	err = raw_notifier_chain_register(&change.chain, nb);
	section_settle();
	if (!nested)
		section_change_end();
	return err;
}
EXPORT_SYMBOL(register_memory_notifier);

/**
 * unregister_memory_notifier - @nb hears no more of it.
 * Context: may sleep: no call of it is under way on return, but one that made this call.
 */
void unregister_memory_notifier(struct notifier_block *nb)
{
	bool nested;

	might_sleep();
	nested = section_change_begin() != 0;
	raw_notifier_chain_unregister(&change.chain, nb);
	if (!nested)
		section_change_end();
}
EXPORT_SYMBOL(unregister_memory_notifier);

int memory_notify(unsigned long action, void *data)
{
	return raw_notifier_call_chain(&change.chain, action, data);
}

static bool is_within(const void *p, unsigned long start, unsigned long end)
{
	return (unsigned long)p >= start && (unsigned long)p < end;
}

unsigned int memory_notify_forget(unsigned long start, unsigned long end,
				  void (*say)(const char *what, const char *name, void *arg),
				  void *arg)
{
	struct notifier_block *nb, *next;
	unsigned int n = 0;

	if (section_change_begin())
		return 0;
	for (nb = change.chain.head; nb; nb = next) {
		next = nb->next;
		if (!is_within(nb, start, end) &&
		    !is_within((const void *)(unsigned long)nb->notifier_call, start, end))
			continue;
		say("memory notifier", "", arg);
		raw_notifier_chain_unregister(&change.chain, nb);
		n++;
	}
	section_change_end();
	return n;
}

/* @nid where it has no memory of a kind besides @nr frames that are present; else NUMA_NO_NODE. */
static int node_changes(int nid, unsigned long nr, bool addressed)
{
	const struct zone *zones = NODE_DATA(nid)->node_zones;
	unsigned long present = 0;

	for (int z = 0; z < MAX_NR_ZONES; z++)
		if (!addressed || !is_highmem(&zones[z]))
			present += READ_ONCE(zones[z].present_pages);
	return present == nr ? nid : NUMA_NO_NODE;
}

struct memory_notify section_notice(const struct zone *zone, unsigned long start, unsigned long nr,
				    bool coming)
{
	unsigned long present = coming ? 0 : nr;

	return (struct memory_notify){
		.start_pfn = start,
		.nr_pages = nr,
		.status_change_nid = node_changes(zone->node, present, false),
		.status_change_nid_normal =
			is_highmem(zone) ? NUMA_NO_NODE : node_changes(zone->node, present, true),
	};
}
