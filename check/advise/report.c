// SPDX-License-Identifier: MIT
/*
 * What is said in the end: one block for each piece of advice, what saves most bytes first, then
 * what saves most calls, then in the order of places.
 *
 *	advice: 1 piece, from 1003 allocations at 3 places
 *	  foo.c:17 in foo_init: kmalloc, 1000 of 520 bytes, 1000 at once
 *	    own-cache: a cache of their own: kmem_cache_create() of 520 bytes, kmem_cache_alloc()
 *	    why: kmalloc() gives 1024 bytes for each 520, a cache 520
 *	    saves: 492 KiB of 1000 KiB (49 %)
 *
 * A line of source that the compiler has copied is one place.  How many pieces were in use at once
 * is then the sum of what each copy had, and at most that many.
 */
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/sprintf.h>
#include <linux/string.h>

#include "check/advise/watch.h"
#include "check/check.h"

/* How each kind is called. */
static const char *const kinds[MM_EVENT_KINDS] = {
	[MM_EVENT_KMALLOC] = "kmalloc", [MM_EVENT_OBJECT] = "cache object",
	[MM_EVENT_PAGES] = "pages",	[MM_EVENT_VMALLOC] = "vmalloc",
	[MM_EVENT_PERCPU] = "per-CPU",	[MM_EVENT_CACHE] = "kmem_cache",
	[MM_EVENT_POOL] = "mempool",	[MM_EVENT_KMAP] = "kmap",
};

struct finding {
	const struct place *place;
	struct advice advice;
};

/** struct findings - all advice on copies of the places; @rooms: bytes at @places and at @all. */
struct findings {
	struct place *places;
	u32 nr_places;
	struct finding *all;
	u32 nr;
	unsigned long rooms[2];
};

/* ---- gathering ------------------------------------------------------------------------------- */

static bool same_line(const struct place *a, const struct place *b)
{
	return a->line == b->line && a->seen.kind == b->seen.kind &&
	       strcmp(a->file, b->file) == 0 && strcmp(a->function, b->function) == 0;
}

static void fold(struct advise_seen *into, const struct advise_seen *seen)
{
	into->direct &= seen->direct;
	into->returns &= seen->returns;
	into->taken += seen->taken;
	into->freed += seen->freed;
	into->peak += seen->peak;
	into->size_min = min(into->size_min, seen->size_min);
	into->size_max = max(into->size_max, seen->size_max);
	into->peak_given += seen->peak_given;
	into->peak_pages += seen->peak_pages;
	into->gfp_any |= seen->gfp_any;
	into->gfp_all &= seen->gfp_all;
	into->taken_atomic += seen->taken_atomic;
	into->freed_atomic += seen->freed_atomic;
	into->freed_zero += seen->freed_zero;
	into->in_rows += seen->in_rows;
	into->rows += seen->rows;
}

static void gather(struct place *place, void *arg)
{
	struct findings *findings = arg;

	for (u32 i = 0; i < findings->nr_places; i++) {
		if (!same_line(&findings->places[i], place))
			continue;
		fold(&findings->places[i].seen, &place->seen);
		return;
	}
	findings->places[findings->nr_places++] = *place;
}

/* Does @a stand before @b? */
static bool comes_first(const struct finding *a, const struct finding *b)
{
	if (a->advice.bytes != b->advice.bytes)
		return a->advice.bytes > b->advice.bytes;
	if (a->advice.calls != b->advice.calls)
		return a->advice.calls > b->advice.calls;
	return false;
}

/* Those that are equal keep their order. */
static void sort_findings(struct findings *findings)
{
	for (u32 i = 1; i < findings->nr; i++) {
		struct finding one = findings->all[i];
		u32 k = i;

		for (; k > 0 && comes_first(&one, &findings->all[k - 1]); k--)
			findings->all[k] = findings->all[k - 1];
		findings->all[k] = one;
	}
}

static void judge(struct findings *findings)
{
	struct advice advice[ADVISE_PIECES];

	for (u32 i = 0; i < findings->nr_places; i++) {
		unsigned int n = advise_judge(&findings->places[i].seen, advice);

		for (unsigned int k = 0; k < n; k++)
			findings->all[findings->nr++] =
				(struct finding){ &findings->places[i], advice[k] };
	}
	sort_findings(findings);
}

/* Return: false where the host has no memory for it. */
static bool find(struct findings *findings)
{
	u32 nr = max(watch_total().places, 1u);

	*findings = (struct findings){ .rooms = { nr * sizeof(*findings->places),
						  nr * ADVISE_PIECES * sizeof(*findings->all) } };
	findings->places = check_host_alloc(findings->rooms[0]);
	findings->all = check_host_alloc(findings->rooms[1]);
	if (!findings->places || !findings->all)
		return false;
	watch_places(gather, findings);
	judge(findings);
	return true;
}

static void release(struct findings *findings)
{
	check_host_free(findings->places, findings->rooms[0]);
	check_host_free(findings->all, findings->rooms[1]);
}

/* ---- text ------------------------------------------------------------------------------------ */

static void say_place(void (*say)(const char *line), const struct place *place)
{
	const struct advise_seen *seen = &place->seen;
	char text[512];
	int n = scnprintf(text, sizeof(text), "  %s", place->file);

	if (place->line)
		n += scnprintf(text + n, sizeof(text) - n, ":%d", place->line);
	n += scnprintf(text + n, sizeof(text) - n, " in %s: %s, %llu of %llu", place->function,
		       kinds[seen->kind], seen->taken, seen->size_min);
	if (seen->size_max != seen->size_min)
		n += scnprintf(text + n, sizeof(text) - n, " to %llu", seen->size_max);
	scnprintf(text + n, sizeof(text) - n, " bytes, %llu at once", seen->peak);
	say(text);
}

static void say_saving(void (*say)(const char *line), const struct advice *advice)
{
	char text[128], saved[24], of[24];

	if (advice->bytes) {
		scnprintf(text, sizeof(text), "    saves: %s of %s (%llu %%)",
			  advise_bytes(saved, advice->bytes), advise_bytes(of, advice->of),
			  div64_u64(100 * advice->bytes, advice->of));
		say(text);
	} else if (advice->calls) {
		scnprintf(text, sizeof(text), "    saves: %llu calls", advice->calls);
		say(text);
	}
}

static void say_finding(void (*say)(const char *line), const struct finding *finding)
{
	char text[512];

	say_place(say, finding->place);
	scnprintf(text, sizeof(text), "    %s: %s", finding->advice.rule, finding->advice.what);
	say(text);
	scnprintf(text, sizeof(text), "    why: %s", finding->advice.why);
	say(text);
	say_saving(say, &finding->advice);
}

void advise_say(void (*say)(const char *line))
{
	const struct watched total = watch_total();
	struct findings findings;
	char pieces[32] = "none", text[160];

	if (!find(&findings)) {
		say("the host has no memory left for advice");
		release(&findings);
		return;
	}
	if (findings.nr)
		scnprintf(pieces, sizeof(pieces), "%u piece%s", findings.nr,
			  findings.nr == 1 ? "" : "s");
	scnprintf(text, sizeof(text), "advice: %s, from %llu allocation%s at %u place%s", pieces,
		  total.taken, total.taken == 1 ? "" : "s", findings.nr_places,
		  findings.nr_places == 1 ? "" : "s");
	say(text);
	for (u32 i = 0; i < findings.nr; i++)
		say_finding(say, &findings.all[i]);
	if (total.lost) {
		scnprintf(text, sizeof(text), "  %llu of the allocations could not be followed",
			  total.lost);
		say(text);
	}
	release(&findings);
}

/* ---- JSON ------------------------------------------------------------------------------------ */

static void put_string(void (*put)(const char *text), const char *name, const char *s)
{
	char text[8];

	put("\"");
	put(name);
	put("\": \"");
	for (; *s; s++) {
		if (*s == '"' || *s == '\\')
			scnprintf(text, sizeof(text), "\\%c", *s);
		else if ((unsigned char)*s < ' ')
			scnprintf(text, sizeof(text), "\\u%04x", *s);
		else
			scnprintf(text, sizeof(text), "%c", *s);
		put(text);
	}
	put("\", ");
}

static void put_number(void (*put)(const char *text), const char *name, u64 number, bool last)
{
	char text[96];

	scnprintf(text, sizeof(text), "\"%s\": %llu%s", name, number, last ? "" : ", ");
	put(text);
}

static void put_finding(void (*put)(const char *text), const struct finding *finding)
{
	const struct place *place = finding->place;
	const struct advise_seen *seen = &place->seen;

	put("  {");
	put_string(put, "rule", finding->advice.rule);
	put_string(put, "module", place->module);
	put_string(put, "file", place->file);
	put_number(put, "line", (u64)place->line, false);
	put_string(put, "function", place->function);
	put_string(put, "kind", kinds[seen->kind]);
	put_number(put, "taken", seen->taken, false);
	put_number(put, "freed", seen->freed, false);
	put_number(put, "at_once", seen->peak, false);
	put_number(put, "size_min", seen->size_min, false);
	put_number(put, "size_max", seen->size_max, false);
	put_number(put, "taken_atomic", seen->taken_atomic, false);
	put_string(put, "advice", finding->advice.what);
	put_string(put, "why", finding->advice.why);
	put_number(put, "saves_bytes", finding->advice.bytes, false);
	put_number(put, "of_bytes", finding->advice.of, false);
	put_number(put, "saves_calls", finding->advice.calls, true);
	put("}");
}

void advise_json(void (*put)(const char *text))
{
	const struct watched total = watch_total();
	struct findings findings;

	if (!find(&findings))
		findings.nr = 0;
	put("{");
	put_number(put, "allocations", total.taken, false);
	put_number(put, "not_followed", total.lost, false);
	put_number(put, "places", findings.nr_places, false);
	put("\"advice\": [");
	for (u32 i = 0; i < findings.nr; i++) {
		put(i ? ",\n" : "\n");
		put_finding(put, &findings.all[i]);
	}
	put(findings.nr ? "\n]}\n" : "]}\n");
	release(&findings);
}
