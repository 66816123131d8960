// SPDX-License-Identifier: MIT
/*
 * Requests by where they come from: site=foo_init, site=foo.c:12, site=drivers/foo/.
 *
 * A request is at a site when any call of a module on the way to it is: so one can name the
 * function that was called as well as the helper that it calls.  To find the line behind an
 * address takes long, and there are few addresses: what came of each is kept.
 */
#include <linux/glob.h>
#include <linux/hash.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "base/base.h"
#include "check/fault/plan.h"
#include "kernel/loader.h"
#include "kernel/loader_internal.h"
#include "port/stack.h"

/* As many calls as a large driver may make; more are looked up each time. */
#define SITE_BITS 12
#define NR_SITES  (1u << SITE_BITS)

/** struct site - a call: @plans: a bit for each plan whose site it is.  @frame 0: a free slot. */
struct site {
	unsigned long frame;
	u32 plans;
};

static struct {
	struct lock lock;
	u32 nr;
	struct site table[NR_SITES];
} sites;

static const char *last_part(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* "foo.c:12" or "foo.c", with as much of the path as the pattern has; a folder ends in a slash. */
static bool is_in_file(const char *pattern, const struct source_line *line)
{
	const char *file = strchr(pattern, '/') ? line->file : last_part(line->file);
	char text[sizeof(line->file) + 16];
	size_t len = strlen(pattern);

	if (len && pattern[len - 1] == '/')
		return strncmp(line->file, pattern, len) == 0;
	if (glob_match(pattern, file))
		return true;
	scnprintf(text, sizeof(text), "%s:%d", file, line->line);
	return glob_match(pattern, text);
}

/** struct question - which of @plans have their site at the call before @frame? */
struct question {
	const struct fault_plan *plans;
	unsigned int nr_plans;
	unsigned long frame;
	u32 found;
};

/* A pattern may be of an inlined function, which a line is of, or of the one it is in. */
static void find_out(void *arg)
{
	struct question *q = arg;
	struct source_line line;
	char name[128];

	scnprintf(name, sizeof(name), "%ps", (void *)(q->frame - 1));
	if (!kallsyms_line(q->frame - 1, &line)) {
		line.file[0] = '\0';
		line.line = 0;
		strscpy(line.function, name);
	}
	for (unsigned int i = 0; i < q->nr_plans; i++) {
		const char *pattern = q->plans[i].site;

		if (*pattern && (glob_match(pattern, name) || glob_match(pattern, line.function) ||
				 is_in_file(pattern, &line)))
			q->found |= 1u << i;
	}
}

/* The slot of @frame, or the free one where it would go. */
static struct site *slot_of(unsigned long frame)
{
	u32 slot = (u32)hash_long(frame, SITE_BITS);

	while (sites.table[slot].frame && sites.table[slot].frame != frame)
		slot = (slot + 1) % NR_SITES;
	return &sites.table[slot];
}

static u32 plans_at(const struct fault_plan *plans, unsigned int nr_plans, unsigned long frame)
{
	struct question q = { plans, nr_plans, frame, 0 };
	struct site *slot;
	bool known;

	lock_acquire(&sites.lock);
	slot = slot_of(frame);
	known = slot->frame;
	if (known)
		q.found = slot->plans;
	lock_release(&sites.lock);
	if (known)
		return q.found;
	/* The names take more room than a kernel stack may have left. */
	port_stack_own(find_out, &q);
	lock_acquire(&sites.lock);
	slot = slot_of(frame);
	if (!slot->frame && sites.nr < NR_SITES / 2) {
		sites.nr++;
		*slot = (struct site){ frame, q.found };
	}
	lock_release(&sites.lock);
	return q.found;
}

u32 fault_sites(const struct fault_plan *plans, unsigned int nr_plans, const unsigned long *frames,
		unsigned int nr)
{
	bool any = false;
	u32 found = 0;

	for (unsigned int i = 0; i < nr_plans; i++)
		any |= *plans[i].site;
	for (unsigned int i = 0; any && i < nr; i++)
		found |= plans_at(plans, nr_plans, frames[i]);
	return found;
}

void fault_sites_forget(void)
{
	lock_acquire(&sites.lock);
	memset(sites.table, 0, sizeof(sites.table));
	sites.nr = 0;
	lock_release(&sites.lock);
}
