// SPDX-License-Identifier: MIT
/*
 * The device tree that the firmware hands over, of which four things are wanted.
 *
 * It is a list of words, all with the highest byte first: a node begins, with its name; it has a
 * property, of so many bytes, whose name is that far into a table of names; the node ends.
 * ("Devicetree Specification", chapter 5.)
 */
#include <asm/byteorder.h>
#include <linux/string.h>
#include <linux/unaligned.h>

#include "port/riscv64/riscv64.h"

#define TREE_MAGIC 0xd00dfeed

enum { TREE_BEGIN = 1, TREE_END, TREE_PROPERTY, TREE_NOTHING, TREE_LAST = 9 };

struct tree_head {
	__be32 magic, bytes, words, names;
};

/** struct tree_walk - where one is: @next word, @depth, names of the nodes at 1 and 2 (or "") . */
struct tree_walk {
	const __be32 *next;
	const char *names;
	unsigned int depth;
	const char *node[3];
};

static u32 next_word(struct tree_walk *w)
{
	return be32_to_cpu(*w->next++);
}

static const void *skip(struct tree_walk *w, size_t bytes)
{
	const void *at = w->next;

	w->next += (bytes + sizeof(*w->next) - 1) / sizeof(*w->next);
	return at;
}

/* An address and a length, of two words each. */
static struct ram_range range_of(const void *reg)
{
	u64 start = get_unaligned_be64(reg) - RAM_BASE;

	return (struct ram_range){ start, start + get_unaligned_be64((const u8 *)reg + 8) };
}

static bool in_node(const struct tree_walk *w, unsigned int depth, const char *name)
{
	return w->depth >= depth && !strncmp(w->node[depth - 1], name, strlen(name));
}

/* What the firmware keeps lies in one piece at the start of RAM. */
static void keep_firmware(struct ram_range r)
{
	struct ram_range *all = &bare_ram.firmware;

	if (all->end)
		r = (struct ram_range){ min(r.start, all->start), max(r.end, all->end) };
	*all = r;
}

static void property(const struct tree_walk *w, const char *name, const void *value, u32 bytes,
		     struct tree_news *news)
{
	if (in_node(w, 2, "chosen") && !strcmp(name, "bootargs"))
		news->command_line = value;
	else if (in_node(w, 2, "cpus") && !strcmp(name, "timebase-frequency"))
		news->time_hz = get_unaligned_be32(value);
	if (strcmp(name, "reg"))
		return;
	if (in_node(w, 2, "reserved-memory") && bytes >= 16)
		keep_firmware(range_of(value));
	for (; in_node(w, 2, "memory@") && bytes >= 16; bytes -= 16, value += 16)
		ram_add(range_of(value).start, range_of(value).end);
}

/* Return: false at its end, or where it makes no sense. */
static bool step(struct tree_walk *w, struct tree_news *news)
{
	const char *name;
	u32 bytes;

	switch (next_word(w)) {
	case TREE_BEGIN:
		name = skip(w, strlen((const char *)w->next) + 1);
		if (w->depth < ARRAY_SIZE(w->node))
			w->node[w->depth] = name;
		w->depth++;
		return true;
	case TREE_END:
		return w->depth--;
	case TREE_PROPERTY:
		bytes = next_word(w);
		name = w->names + next_word(w);
		property(w, name, skip(w, bytes), bytes, news);
		return true;
	case TREE_NOTHING:
		return true;
	default:
		return false;
	}
}

const char *tree_read(const void *tree, struct tree_news *news)
{
	const struct tree_head *head = tree;
	struct tree_walk w = { .depth = 0 };

	if (be32_to_cpu(head->magic) != TREE_MAGIC)
		return "it is none";
	w.next = tree + be32_to_cpu(head->words);
	w.names = tree + be32_to_cpu(head->names);
	while (step(&w, news))
		;
	if (!bare_ram.nr)
		return "it tells of no RAM";
	return news->time_hz ? NULL : "it does not tell how fast the clock is";
}
