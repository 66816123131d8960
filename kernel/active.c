// SPDX-License-Identifier: MIT
/*
 * Objects in use: armed timers, queued work, whose memory is their user's.
 *
 * Whoever frees such memory leaves a list with a hole in it, and the next to walk there finds
 * whatever the memory has become.  So all of them are in one tree, by address, and whoever takes
 * memory back can ask for those that lie in it; and so can the loader for those that would call the
 * code of a module that goes.
 *
 *	in the tree  <=>  in use;  active.nr = nodes of the tree
 *
 * Lock order: active.lock is a leaf.  An object's own lock is taken before, and held while it comes
 * into use and goes out of it.
 */
#include "kernel/interrupt.h"
#include <linux/debugobjects.h>
#include <linux/rbtree.h>

static struct {
	struct lock lock;
	struct rb_root root;
	unsigned long nr;
} active;

void active_init(void)
{
	lock_init(&active.lock);
	active.root = RB_ROOT;
	active.nr = 0;
}

void active_add(struct active_object *object, const struct active_type *type, unsigned long ip)
{
	struct rb_node **link, *parent = NULL;

	object->type = type;
	object->armed_at = ip;
	lock_acquire(&active.lock);
	for (link = &active.root.rb_node; *link;) {
		parent = *link;
		link = &object->node < parent ? &parent->rb_left : &parent->rb_right;
	}
	rb_link_node(&object->node, parent, link);
	rb_insert_color(&object->node, &active.root);
	WRITE_ONCE(active.nr, active.nr + 1);
	lock_release(&active.lock);
}

void active_del(struct active_object *object)
{
	lock_acquire(&active.lock);
	rb_erase(&object->node, &active.root);
	WRITE_ONCE(active.nr, active.nr - 1);
	lock_release(&active.lock);
}

/* The first at or behind @start; the caller has the lock. */
static struct active_object *first_from(unsigned long start)
{
	struct rb_node *node = active.root.rb_node;
	struct active_object *found = NULL;

	while (node) {
		struct active_object *object = rb_entry(node, struct active_object, node);

		if ((unsigned long)object < start) {
			node = node->rb_right;
		} else {
			found = object;
			node = node->rb_left;
		}
	}
	return found;
}

/* struct found - an object that was in use a moment ago, and what it was then. */
struct found {
	struct active_object *object;
	const struct active_type *type;
	unsigned long armed_at;
};

static bool note(struct found *found, struct active_object *object)
{
	if (object)
		*found = (struct found){ object, object->type, object->armed_at };
	return object;
}

static bool find_within(struct found *found, unsigned long start, unsigned long end)
{
	struct active_object *object;

	lock_acquire(&active.lock);
	object = first_from(start);
	if ((unsigned long)object >= end)
		object = NULL;
	note(found, object);
	lock_release(&active.lock);
	return object;
}

static void complain(const struct found *found, const char *what)
{
	report("WARNING: ODEBUG: %s (active state 0) object: %px object type: %s hint: %pS, armed "
	       "at %pS",
	       what, found->type->object(found->object), found->type->name,
	       found->type->function(found->object), (void *)found->armed_at);
}

/* From @addr on, so that what could not be disarmed is passed. */
static void find_and_disarm(const void *addr, size_t size, const char *what)
{
	unsigned long at = (unsigned long)addr, end = at + size;
	struct found found;

	if (likely(!READ_ONCE(active.nr)))
		return;
	while (at < end && find_within(&found, at, end)) {
		complain(&found, what);
		found.type->disarm(found.object);
		at = (unsigned long)found.object + 1;
	}
}

void active_freed(const void *addr, size_t size)
{
	find_and_disarm(addr, size, "free active");
}

void active_reinit(struct active_object *object)
{
	find_and_disarm(object, sizeof(*object), "init active");
}

void active_unknown(const struct active_type *type, const void *object)
{
	report("WARNING: ODEBUG: assert_init not available (active state 0) object: %px object "
	       "type: %s hint: %pS",
	       object, type->name, NULL);
}

/* Whose function, or memory, lies in [@start, @end). */
static bool find_of(struct found *found, unsigned long start, unsigned long end)
{
	struct active_object *match = NULL;
	struct rb_node *node;

	lock_acquire(&active.lock);
	for (node = rb_first(&active.root); node && !match; node = rb_next(node)) {
		struct active_object *object = rb_entry(node, struct active_object, node);
		unsigned long fn = (unsigned long)object->type->function(object);

		if (fn - start < end - start || (unsigned long)object - start < end - start)
			match = object;
	}
	note(found, match);
	lock_release(&active.lock);
	return match;
}

bool active_forget_one(unsigned long start, unsigned long end, const char *module)
{
	struct found found;

	if (!READ_ONCE(active.nr) || !find_of(&found, start, end))
		return false;
	if (module)
		report("BUG: module %s was removed with its %s %pS still %s, by %pS", module,
		       found.type->noun, found.type->function(found.object), found.type->state,
		       (void *)found.armed_at);
	found.type->disarm(found.object);
	return true;
}
