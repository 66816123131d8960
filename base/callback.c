// SPDX-License-Identifier: MIT
/* Lists of registered callbacks: base/callback.h. */
#include <base/base.h>
#include <base/callback.h>
#include <linux/array_size.h>
#include <linux/string.h>
#include <port/port.h>

void callback_list_init(struct callback_list *list)
{
	lock_init(&list->lock);
	INIT_LIST_HEAD(&list->entries);
	list->runs = NULL;
	list->last_id = list->last_serial = 0;
	WRITE_ONCE(list->ended, 0);
	memset(list->thrown, 0, sizeof(list->thrown));
	list->next_thrown = 0;
}

/* What an entry says of itself may be of an earlier machine: only the list knows. */
static bool is_in(const struct callback_list *list, const struct callback_entry *entry)
{
	const struct callback_entry *e;

	list_for_each_entry(e, &list->entries, link)
		if (e == entry)
			return true;
	return false;
}

/* Under the lock.  Return: was @entry thrown out?  That is forgotten now. */
static bool forget_thrown(struct callback_list *list, const struct callback_entry *entry)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(list->thrown); i++) {
		if (list->thrown[i] == entry) {
			list->thrown[i] = NULL;
			return true;
		}
	}
	return false;
}

bool callback_add(struct callback_list *list, struct callback_entry *entry)
{
	bool is_new;

	lock_acquire(&list->lock);
	is_new = !is_in(list, entry);
	if (is_new) {
		/* Its owner, or another who has the memory now, begins anew. */
		forget_thrown(list, entry);
		WRITE_ONCE(entry->id, ++list->last_id);
		list_add_tail(&entry->link, &list->entries);
	}
	lock_release(&list->lock);
	return is_new;
}

/* Under the lock.  Calls by this thread forget @entry. Return: calls by others. */
static unsigned int disown(struct callback_list *list, const struct callback_entry *entry)
{
	unsigned int others = 0;

	for (struct callback_run *run = list->runs; run; run = run->next) {
		if (run->entry != entry)
			continue;
		if (run->thread == port_self())
			run->entry = NULL;
		else
			others++;
	}
	return others;
}

/* Give up the lock until some call has ended. */
static void wait_for_end(struct callback_list *list)
{
	u32 seen = READ_ONCE(list->ended);
	bool held;

	lock_release(&list->lock);
	held = context_sleep_begin();
	port_wait(&list->ended, seen, 0);
	context_sleep_end(held);
	lock_acquire(&list->lock);
}

/* Under the lock.  Return: false where it was not in. */
static bool take_out(struct callback_list *list, struct callback_entry *entry)
{
	if (!is_in(list, entry))
		return false;
	list_del(&entry->link);
	WRITE_ONCE(entry->id, 0);
	return true;
}

void callback_throw_out(struct callback_list *list, struct callback_run *run)
{
	lock_acquire(&list->lock);
	if (run->entry && take_out(list, run->entry)) {
		list->thrown[list->next_thrown] = run->entry;
		list->next_thrown = (list->next_thrown + 1) % ARRAY_SIZE(list->thrown);
	}
	lock_release(&list->lock);
}

bool callback_del(struct callback_list *list, struct callback_entry *entry)
{
	bool was_in;

	lock_acquire(&list->lock);
	was_in = take_out(list, entry) || forget_thrown(list, entry);
	while (was_in && disown(list, entry))
		wait_for_end(list);
	lock_release(&list->lock);
	return was_in;
}

bool callback_next(struct callback_list *list, struct callback_run *run, u64 *at)
{
	struct callback_entry *entry;
	bool found = false;

	lock_acquire(&list->lock);
	list_for_each_entry(entry, &list->entries, link) {
		if (entry->id <= *at)
			continue;
		*at = entry->id;
		run->entry = entry;
		run->thread = port_self();
		run->serial = ++list->last_serial;
		run->note = 0;
		run->next = list->runs;
		list->runs = run;
		found = true;
		break;
	}
	lock_release(&list->lock);
	return found;
}

bool callback_end(struct callback_list *list, struct callback_run *run)
{
	struct callback_run **at;
	bool there;

	lock_acquire(&list->lock);
	for (at = &list->runs; *at != run; at = &(*at)->next)
		;
	*at = run->next;
	there = callback_wanted(run);
	WRITE_ONCE(list->ended, list->ended + 1);
	lock_release(&list->lock);
	port_wake(&list->ended, ~0u);
	return there;
}

/* Under the lock.  Does a call of another thread run that began by @serial? */
static bool others_since(const struct callback_list *list, u64 serial)
{
	for (const struct callback_run *run = list->runs; run; run = run->next)
		if (run->serial <= serial && run->thread != port_self())
			return true;
	return false;
}

void callback_settle(struct callback_list *list)
{
	u64 serial;

	lock_acquire(&list->lock);
	serial = list->last_serial;
	while (others_since(list, serial))
		wait_for_end(list);
	lock_release(&list->lock);
}

bool callback_busy(struct callback_list *list)
{
	bool busy;

	lock_acquire(&list->lock);
	busy = others_since(list, list->last_serial);
	lock_release(&list->lock);
	return busy;
}

void callback_note(struct callback_list *list, unsigned long n)
{
	struct callback_run *run;

	lock_acquire(&list->lock);
	for (run = list->runs; run && run->thread != port_self(); run = run->next)
		;
	if (run)
		run->note += n;
	lock_release(&list->lock);
}

struct callback_entry *callback_find(struct callback_list *list,
				     bool (*match)(struct callback_entry *entry, void *arg),
				     void *arg)
{
	struct callback_entry *entry, *found = NULL;

	lock_acquire(&list->lock);
	list_for_each_entry(entry, &list->entries, link) {
		if (match(entry, arg)) {
			found = entry;
			break;
		}
	}
	lock_release(&list->lock);
	return found;
}

int callback_check(struct callback_list *list)
{
	const struct callback_entry *entry;
	u64 before = 0;
	int broken = 0;

	lock_acquire(&list->lock);
	list_for_each_entry(entry, &list->entries, link) {
		broken += entry->id <= before || entry->id > list->last_id;
		before = entry->id;
	}
	lock_release(&list->lock);
	return broken;
}
