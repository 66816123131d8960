// SPDX-License-Identifier: MIT
/*
 * What is said of a wrong access of a guarded object, in the lines and words of the kernel's
 * KFENCE:
 *
 *	==================================================================
 *	BUG: KFENCE: out-of-bounds read in foo_init+0x3c/0x80 [foo]
 *
 *	Out-of-bounds read at 0x00007f... (32B right of kfence-#3):
 *	 (calls, from the access outward)
 *
 *	kfence-#3: 0x00007f...-0x00007f..., size=32, cache=kmalloc-32
 *
 *	allocated by task 17 on cpu 0 at 0.032919s: (calls)
 *	freed by task 17 on cpu 0 at 0.033107s: (calls)
 *
 *	CPU: 0 PID: 17 Comm: insmod
 *	==================================================================
 */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/printk.h>
#include <linux/sprintf.h>
#include <linux/string.h>

#include "base/base.h"
#include "check/finding.h"
#include "check/guard/pool.h"
#include "check/leak.h"
#include "kernel/loader.h"
#include "kernel/loader_internal.h"
#include "mm/slab/slab.h"
#include "port/port.h"

/* The innermost calls of a chain of the account are pool.c's own. */
#define EVENT_SKIP 2
/* How many bytes around an object are shown, from the first that changed. */
#define SHOWN_BYTES 16

static const char line[] = "==================================================================";

void guard_print_event(const char *what, const struct guard_event *event)
{
	const struct leak_site *site = leak_site(event->site);

	if (!event->site)
		return;
	pr_err("%s by task %d on cpu %u at %llu.%06llus:\n", what, event->pid, event->cpu,
	       (unsigned long long)(event->when / 1000000000),
	       (unsigned long long)(event->when / 1000 % 1000000));
	report_calls(site->frames + EVENT_SKIP, site->nr - EVENT_SKIP, false);
	for (u32 i = EVENT_SKIP; i < site->nr; i++)
		pr_err(" %pB\n", (void *)site->frames[i]);
}

/* Whose mistake it is: the innermost code of a module, else what is innermost. */
static unsigned long place_of(const struct guard_told *told)
{
	for (u32 i = 0; i < told->nr_frames && slab_in_module; i++)
		if (slab_in_module(told->frames[i] - !(told->exact && !i)))
			return told->frames[i];
	return told->nr_frames ? told->frames[0] : 0;
}

/* How far from the object's start, and on which side of it. */
static void name_side(const struct guard_told *told, char *text, size_t size)
{
	unsigned long start = (unsigned long)told->slot.object;
	bool left = told->addr < start;

	scnprintf(text, size, "(%luB %s of kfence-#%d)",
		  left ? start - told->addr : told->addr - start, left ? "left" : "right",
		  told->nr);
}

/* The bytes from the first that changed on: "!" those that did, "." the others. */
static void show_bytes(const struct guard_told *told, char *text, size_t size)
{
	unsigned long start = (unsigned long)told->slot.object, addr = told->addr;
	unsigned long end = (addr | (PAGE_SIZE - 1)) + 1;
	size_t at = scnprintf(text, size, "[ ");

	/* No byte of the object itself is shown. */
	if (addr < start)
		end = start;
	for (end = min(end, addr + SHOWN_BYTES); addr < end; addr++)
		at += scnprintf(text + at, size - at, "%c ",
				*(const u8 *)addr == guard_byte(addr) ? '.' : '!');
	scnprintf(text + at, size - at, "] (in kfence-#%d)", told->nr);
}

static const char *access_name(const struct guard_told *told)
{
	return told->write ? "write" : "read";
}

/* "BUG: KFENCE: " and this, and the line that says more. */
static void print_mistake(const struct guard_told *told)
{
	static const char *const kinds[] = {
		[GUARD_OUT_OF_BOUNDS] = "out-of-bounds",
		[GUARD_USE_AFTER_FREE] = "use-after-free",
		[GUARD_INVALID_ACCESS] = "invalid",
	};
	void *place = (void *)place_of(told), *addr = (void *)told->addr;
	const char *kind;
	char text[80] = "";

	switch (told->mistake) {
	case GUARD_CORRUPTION:
		show_bytes(told, text, sizeof(text));
		report_begin("BUG: KFENCE: memory corruption in %pS", place);
		pr_err("\n");
		pr_err("Corrupted memory at 0x%px %s:\n", addr, text);
		return;
	case GUARD_INVALID_FREE:
		report_begin("BUG: KFENCE: invalid free in %pS", place);
		if (told->nr >= 0 && told->slot.object == addr && !told->slot.live)
			finding_explain("double-free", "BUG: KFENCE: invalid free in %pS", place);
		pr_err("\n");
		pr_err("Invalid free of 0x%px (in kfence-#%d):\n", addr, told->nr);
		return;
	case GUARD_OUT_OF_BOUNDS:
		name_side(told, text, sizeof(text));
		break;
	case GUARD_USE_AFTER_FREE:
		scnprintf(text, sizeof(text), "(in kfence-#%d)", told->nr);
		break;
	case GUARD_INVALID_ACCESS:
		break;
	}
	kind = kinds[told->mistake];
	report_begin("BUG: KFENCE: %s %s in %pS", kind, access_name(told), place);
	pr_err("\n");
	pr_err("%c%s %s at 0x%px%s%s:\n", kind[0] - 'a' + 'A', kind + 1, access_name(told), addr,
	       *text ? " " : "", text);
}

static void print_calls(const struct guard_told *told)
{
	/* As if the instruction were the call before a return address. */
	const unsigned long behind = told->frames[0] + 1;
	const u32 from = told->exact;
	struct source_line at;

	if (told->exact) {
		report_calls(&behind, 1, true);
		if (slab_in_module && slab_in_module(told->frames[0]) &&
		    kallsyms_line(told->frames[0], &at))
			pr_err(" %pS %s:%d\n", (void *)told->frames[0], at.file, at.line);
		else
			pr_err(" %pS\n", (void *)told->frames[0]);
	}
	report_calls(told->frames + from, told->nr_frames - from, !told->exact);
	for (u32 i = from; i < told->nr_frames; i++)
		pr_err(" %pB\n", (void *)told->frames[i]);
}

void guard_tell(const struct guard_told *told)
{
	const struct guard_slot *slot = &told->slot;
	const unsigned long start = (unsigned long)slot->object;
	struct report_who who;

	report_who(&who);
	pr_err("%s\n", line);
	print_mistake(told);
	print_calls(told);
	pr_err("\n");
	if (told->nr >= 0) {
		pr_err("kfence-#%d: 0x%px-0x%px, size=%u, cache=%s\n", told->nr, slot->object,
		       (void *)(start + slot->requested - 1), slot->requested, slot->name);
		pr_err("\n");
		guard_print_event("allocated", &slot->taken);
		pr_err("\n");
		if (slot->freed.site) {
			guard_print_event("freed", &slot->freed);
			pr_err("\n");
		}
	}
	pr_err("CPU: %u PID: %d Comm: %.20s\n", port_cpu(), who.pid, who.comm);
	pr_err("%s\n", line);
	report_close();
}
