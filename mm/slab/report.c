// SPDX-License-Identifier: MIT
/*
 * What is said of a mistake with an object, in the lines, order and words of the kernel:
 *
 *	=============================================================================
 *	BUG foo (Not tainted): Right Redzone overwritten
 *	-----------------------------------------------------------------------------
 *
 *	0x...-0x... @offset=108. First byte 0x41 instead of 0xcc
 *	Allocated in foo_init+0x1c/0x60 [foo] age=1 cpu=0 pid=17
 *	 (its stack)
 *	Slab 0x... objects=21 used=1 fp=0x... flags=0x200(slab)
 *	Object 0x... @offset=8 fp=0x...
 *
 *	Redzone  ...: cc cc cc cc cc cc cc cc                          ........
 *	Object   ...: ...
 *	Redzone  ...: 41 cc cc cc                                      A...
 *	Padding  ...: ...
 *	(CPU, task and calls of who found it)
 *	FIX foo: Restoring Right Redzone 0x...-0x...=0xcc
 *
 * so that who has read one of the kernel's reads these, and scripts do.
 */
#include <linux/kernel.h>
#include <linux/printk.h>
#include <mm/slab/debug.h>

/* Derived: the bytes of one line of a dump as text, and their characters. */
#define DUMP_ROW  16
#define DUMP_LINE (DUMP_ROW * 3 + 2 + DUMP_ROW + 1)

/* The kernel's words for itself, before and after it has seen a broken slab: flags by place. */
static const char clean[] = "Not tainted";
static const char tainted[] = "Tainted: G    B             ";
static bool seen_broken;

void slab_bug_reset(void)
{
	WRITE_ONCE(seen_broken, false);
}

void slab_bug_begin(const struct kmem_cache *s, const char *fmt, ...)
{
	struct va_format text = { .fmt = fmt };
	va_list args;

	va_start(args, fmt);
	text.va = &args;
	pr_err("=============================================================================\n");
	report_begin("BUG %s (%s): %pV", s->name, READ_ONCE(seen_broken) ? tainted : clean, &text);
	pr_err("-----------------------------------------------------------------------------\n\n");
	va_end(args);
	WRITE_ONCE(seen_broken, true);
}

void slab_bug_fix(const struct kmem_cache *s, const char *fmt, ...)
{
	struct va_format text = { .fmt = fmt };
	va_list args;

	va_start(args, fmt);
	text.va = &args;
	pr_err("FIX %s: %pV\n", s->name, &text);
	va_end(args);
}

void slab_dump(const char *level, const char *text, const void *from, size_t bytes)
{
	const u8 *p = from;
	char line[DUMP_LINE];

	for (size_t at = 0; at < bytes; at += DUMP_ROW) {
		hex_dump_to_buffer(p + at, bytes - at, DUMP_ROW, 1, line, sizeof(line), true);
		printk("%s%s%px: %s\n", level, text, p + at, line);
	}
}

void slab_bug_slab(const struct page *page)
{
	pr_err("Slab 0x%px objects=%u used=%u fp=0x%px flags=%#lx(%pGp)\n", page,
	       page->slab_objects, page->slab_inuse, page->freelist, page->flags, &page->flags);
}

void slab_bug_object(struct kmem_cache *s, const struct page *page, void *object)
{
	const u8 *p = object, *start = page_address(page);
	u32 end = slab_debug_end(s), stride = s->size - s->red_left;

	slab_debug_print_tracks(s, object);
	slab_bug_slab(page);
	pr_err("Object 0x%px @offset=%td fp=0x%px\n\n", p, p - start, get_freepointer(s, object));
	if (s->flags & SLAB_RED_ZONE)
		slab_dump(KERN_ERR, "Redzone  ", p - s->red_left, s->red_left);
	else if (p > start + DUMP_ROW)
		slab_dump(KERN_ERR, "Bytes b4 ", p - DUMP_ROW, DUMP_ROW);
	slab_dump(KERN_ERR, "Object   ", p, min_t(u32, s->object_size, PAGE_SIZE));
	if (s->flags & SLAB_RED_ZONE)
		slab_dump(KERN_ERR, "Redzone  ", p + s->object_size, s->inuse - s->object_size);
	if (end < stride)
		slab_dump(KERN_ERR, "Padding  ", p + end, stride - end);
}

void slab_bug(struct kmem_cache *s, const struct page *page, void *object, const char *what)
{
	slab_bug_begin(s, "%s", what);
	if (object)
		slab_bug_object(s, page, object);
	else
		slab_bug_slab(page);
	report_end();
}
