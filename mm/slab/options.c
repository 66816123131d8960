// SPDX-License-Identifier: MIT
/*
 * What the machine's options make of a cache's flags.
 *
 *	slab_debug=LETTERS[,CACHES][;LETTERS[,CACHES]]...
 *
 * is blocks, set apart by semicolons.  A block with cache names is for these, one without is for
 * all others; the first block that names a cache decides.  Letters are those below; without any,
 * the usual checks are meant.  A list of blocks that all name caches leaves the others alone.
 *
 *	slab_harden=CACHES  slab_randomize=CACHES  init_on_alloc=CACHES  init_on_free=CACHES
 *
 * name caches in the same way; 1 stands for all, 0 for none.  In a name * is any text and ? any
 * character.
 *
 * The texts are kept as they were given, and read again for each cache that is made: there are few
 * caches and short texts.
 */
#include <linux/ctype.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/string.h>
#include <mm/slab/debug.h>

/* Derived: a quarter of the command line of a kernel, for each of what are seldom two. */
#define OPTION_BYTES 512

/* What slab_debug without letters stands for. */
#define DEBUG_USUAL (SLAB_CONSISTENCY_CHECKS | SLAB_RED_ZONE | SLAB_POISON | SLAB_STORE_USER)
/* The checks that make objects larger. */
#define DEBUG_LARGER (SLAB_RED_ZONE | SLAB_POISON | SLAB_STORE_USER)

static const struct {
	char letter;
	slab_flags_t flag;
} debug_letters[] = {
	{ 'f', SLAB_CONSISTENCY_CHECKS }, { 'z', SLAB_RED_ZONE }, { 'p', SLAB_POISON },
	{ 'u', SLAB_STORE_USER },	  { 't', SLAB_TRACE },
};

/* Options whose value is names of caches, and what these get. */
enum { HARDEN, RANDOMIZE, INIT_ALLOC, INIT_FREE, NR_LISTS };

static const struct {
	const char *name;
	slab_flags_t flags;
} lists[NR_LISTS] = {
	/* Every call of a hardened cache goes to its slabs. */
	[HARDEN] = { "slab_harden", SLAB_HARDEN | SLAB_NO_SLOTS },
	[RANDOMIZE] = { "slab_randomize", SLAB_RANDOMIZE },
	[INIT_ALLOC] = { "init_on_alloc", SLAB_INIT_ALLOC },
	[INIT_FREE] = { "init_on_free", SLAB_INIT_FREE },
};

static char debug_text[OPTION_BYTES];
static char list_text[NR_LISTS][OPTION_BYTES];
static slab_flags_t debug_global;
static bool debug_given, keep_order;

/* ---- names ----------------------------------------------------------------------------------- */

/* Does @name match the pattern [@pattern, @end)? */
static bool name_matches(const char *pattern, const char *end, const char *name)
{
	const char *star = NULL, *retry = NULL;

	while (*name) {
		if (pattern < end && *pattern == '*') {
			star = ++pattern;
			retry = name;
		} else if (pattern < end && (*pattern == '?' || *pattern == *name)) {
			pattern++;
			name++;
		} else if (star) {
			/* The last star stands for one character more. */
			pattern = star;
			name = ++retry;
		} else {
			return false;
		}
	}
	while (pattern < end && *pattern == '*')
		pattern++;
	return pattern == end;
}

/* Is @name in a list of patterns, which ends at @end? */
static bool name_listed(const char *list, const char *end, const char *name)
{
	while (list < end) {
		const char *comma = memchr(list, ',', (size_t)(end - list)) ?: end;

		if (comma > list && name_matches(list, comma, name))
			return true;
		list = comma + 1;
	}
	return false;
}

/* ---- slab_debug ------------------------------------------------------------------------------ */

/**
 * struct block - one block of slab_debug=.
 * @names: its names, up to @end; NULL where it is for all caches.
 */
struct block {
	slab_flags_t flags;
	bool keep_order;
	const char *names, *end;
};

static void take_letter(struct block *block, char letter, bool warn)
{
	char lower = (char)tolower(letter);

	for (unsigned int i = 0; i < ARRAY_SIZE(debug_letters); i++)
		if (debug_letters[i].letter == lower) {
			block->flags |= debug_letters[i].flag;
			return;
		}
	if (lower == '-')
		block->flags = 0;
	else if (lower == 'o')
		block->keep_order = true;
	else if (!warn)
		return;
	else if (lower == 'a')
		pr_err("slab_debug option '%c' skipped: failures are not injected by cache\n",
		       letter);
	else
		pr_err("slab_debug option '%c' unknown. skipped\n", letter);
}

/* Read the block at *@at and step behind it. Return: false at the end. */
static bool next_block(const char **at, struct block *block, bool warn)
{
	const char *p = *at;

	*block = (struct block){};
	while (*p == ';')
		p++;
	if (!*p)
		return false;
	if (*p == ',')
		block->flags = DEBUG_USUAL;
	for (; *p && *p != ',' && *p != ';'; p++)
		take_letter(block, *p, warn);
	block->end = strchrnul(p, ';');
	if (*p == ',')
		block->names = p + 1;
	*at = block->end;
	return true;
}

/* What is for all caches, found once; mistakes are told of here. */
static void read_debug(const char *text)
{
	struct block block;

	debug_global = 0;
	keep_order = false;
	if (!*text)
		debug_global = debug_given ? DEBUG_USUAL : 0;
	while (next_block(&text, &block, true)) {
		keep_order |= block.keep_order;
		if (!block.names)
			debug_global = block.flags;
	}
}

static slab_flags_t debug_flags(const char *name)
{
	const char *text = debug_text;
	struct block block;

	while (next_block(&text, &block, false))
		if (block.names && name_listed(block.names, block.end, name))
			return block.flags;
	return debug_global;
}

/* ---- all of them ----------------------------------------------------------------------------- */

static bool is_listed(const char *list, const char *name)
{
	return !strcmp(list, "1") || name_listed(list, list + strlen(list), name);
}

static bool order_grows(u32 object_size, slab_flags_t flags)
{
	return get_order(slab_debug_size(object_size, flags)) > get_order(object_size);
}

/**
 * slab_options - the flags of a new cache after the machine's options.
 * @object_size: bytes of its objects.
 * @flags: what its maker gave; SLAB_NO_USER_FLAGS keeps them as they are.
 */
slab_flags_t slab_options(const char *name, u32 object_size, slab_flags_t flags)
{
	if (flags & SLAB_NO_USER_FLAGS)
		return flags;
	flags |= debug_flags(name);
	if (keep_order && order_grows(object_size, flags))
		flags &= ~DEBUG_LARGER;
	for (unsigned int i = 0; i < NR_LISTS; i++)
		if (is_listed(list_text[i], name))
			flags |= lists[i].flags;
	if (mm_access_on())
		flags |= SLAB_RED_ZONE | SLAB_STORE_USER;
	/* Late readers need what a free object holds, and poison tells more of it than zeros. */
	if (flags & SLAB_TYPESAFE_BY_RCU)
		flags &= ~(SLAB_INIT_ALLOC | SLAB_INIT_FREE);
	if (flags & SLAB_POISON)
		flags &= ~SLAB_INIT_FREE;
	return flags;
}

/* Whoever gave the text need not keep it. */
static int keep_text(char *kept, const char *name, const char *text)
{
	if (strscpy(kept, text ?: "", OPTION_BYTES) >= 0)
		return 0;
	return machine_fail(-EINVAL, "%s= is longer than %d characters", name, OPTION_BYTES - 1);
}

/** slab_options_init - read the options of the machine that boots. Return: 0 or -EINVAL. */
int slab_options_init(void)
{
	const struct machine_config *config = machine_config();
	const char *const given[NR_LISTS] = {
		[HARDEN] = config->slab_harden,
		[RANDOMIZE] = config->slab_randomize,
		[INIT_ALLOC] = config->init_on_alloc,
		[INIT_FREE] = config->init_on_free,
	};
	int err = keep_text(debug_text, "slab_debug", config->debug);

	for (unsigned int i = 0; i < NR_LISTS && !err; i++)
		err = keep_text(list_text[i], lists[i].name, given[i]);
	if (err)
		return err;
	slab_bug_reset();
	debug_given = config->debug;
	read_debug(debug_text);
	if (debug_global & SLAB_POISON && *list_text[INIT_FREE])
		pr_info("mem auto-init: SLAB_POISON will take precedence over init_on_free\n");
	return 0;
}
