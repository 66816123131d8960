// SPDX-License-Identifier: MIT
/*
 * Plans of failure: which requests fail, and when.
 *
 * A plan is a list of terms.  Some describe requests (kind, size, site, module, task, sleep), and a
 * request that one of them does not describe passes the plan by uncounted.  The others say which of
 * those it is about fail, and are asked in the kernel's order (failslab, fail_page_alloc):
 *
 *	nth=N, from=N	exactly one, or it and all that follow
 *	space=SIZE	not while what was asked for so far fits in here
 *	interval=N	each N-th
 *	probability=P	so many percent of those, drawn from the plan's own seed
 *	times=N		not after so many have failed
 *
 * A plan that says nothing of when fails everything it is about.
 *
 * Nothing here knows of machines or threads: a plan is a pure function of what it is asked.
 */
#include <linux/errno.h>
#include <linux/glob.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/string.h>

#include "check/fault/plan.h"

/* The words of plans, and those of people; kmap never fails, so there is no word for it. */
static const struct {
	const char *word, *name;
	bool has_size;
} kinds[MM_EVENT_KINDS] = {
	[MM_EVENT_KMALLOC] = { "kmalloc", "kmalloc", true },
	[MM_EVENT_OBJECT] = { "object", "cache object", true },
	[MM_EVENT_PAGES] = { "pages", "pages", true },
	[MM_EVENT_VMALLOC] = { "vmalloc", "vmalloc", true },
	[MM_EVENT_PERCPU] = { "percpu", "per-CPU memory", true },
	[MM_EVENT_CACHE] = { "cache", "kmem_cache", false },
	[MM_EVENT_POOL] = { "mempool", "mempool", false },
	[MM_EVENT_KMAP] = { NULL, "kmap", false },
	[MM_EVENT_IOREMAP] = { "ioremap", "ioremap", true },
	[MM_EVENT_REGION] = { "region", "region of bus addresses", true },
	[MM_EVENT_COHERENT] = { "coherent", "coherent DMA memory", true },
	[MM_EVENT_DMA_POOL] = { "dmapool", "dma_pool", false },
	[MM_EVENT_DMA_BLOCK] = { "dmablock", "block of a dma_pool", true },
	[MM_EVENT_USER_COPY] = { "usercopy", "user copy", true },
};

#define ALL_KINDS ((1u << MM_EVENT_KINDS) - 1)
#define DMA_KINDS (1u << MM_EVENT_COHERENT | 1u << MM_EVENT_DMA_POOL | 1u << MM_EVENT_DMA_BLOCK)

const char *fault_kind_name(enum mm_event_kind kind, bool *has_size)
{
	*has_size = kinds[kind].has_size;
	return kinds[kind].name;
}

/* ---- reading --------------------------------------------------------------------------------- */

/** struct term - a term being read: @value is behind @name and its '='. */
struct term {
	const char *name;
	char *value;
	char *flaw;
	size_t size;
};

static int wants(const struct term *term, const char *what)
{
	scnprintf(term->flaw, term->size, "%s wants %s, not '%s'", term->name, what, term->value);
	return -EINVAL;
}

static int read_number(const struct term *term, u64 *number, u64 least)
{
	if (term->value[0] >= '0' && term->value[0] <= '9' && !kstrtou64(term->value, 0, number) &&
	    *number >= least)
		return 0;
	return wants(term, least ? "a number from 1 on" : "a number from 0 on");
}

/* Digits, then perhaps one of K, M, G, T; *@end is behind them. */
static int read_bytes(const char *text, char **end, u64 *bytes)
{
	if (*text < '0' || *text > '9')
		return -EINVAL;
	*bytes = memparse(text, end);
	return 0;
}

static int read_space(const struct term *term, struct fault_plan *plan)
{
	char *end;

	if (read_bytes(term->value, &end, &plan->space) || *end)
		return wants(term, "a size like 64 or 4K");
	return 0;
}

/* "64", "64-", "-4K", "64-4K". */
static int read_range(const struct term *term, struct fault_plan *plan)
{
	char *at = term->value;

	plan->min = 0;
	plan->max = U64_MAX;
	if (*at != '-' && read_bytes(at, &at, &plan->min))
		goto bad;
	if (!*at)
		plan->max = plan->min;
	else if (*at++ != '-' || (*at && (read_bytes(at, &at, &plan->max) || *at)))
		goto bad;
	if (plan->min <= plan->max && strcmp(term->value, "-") != 0)
		return 0;
bad:
	return wants(term, "bytes, as 64, 64-4K, 4K- or -64");
}

static u32 kinds_of(const char *word)
{
	if (strcmp(word, "dma") == 0)
		return DMA_KINDS;
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		if (kinds[i].word && strcmp(word, kinds[i].word) == 0)
			return 1u << i;
	return 0;
}

static int read_kinds(const struct term *term, struct fault_plan *plan)
{
	char *rest = term->value, *word;

	plan->kinds = 0;
	while ((word = strsep(&rest, "+"))) {
		u32 kind = kinds_of(word);

		if (!kind) {
			scnprintf(term->flaw, term->size,
				  "there is no kind '%s': kmalloc, object, pages, vmalloc, percpu, "
				  "cache, mempool, ioremap, region, dma, coherent, dmapool, "
				  "dmablock, usercopy",
				  word);
			return -EINVAL;
		}
		plan->kinds |= kind;
	}
	return 0;
}

static int read_pattern(const struct term *term, char *pattern, size_t size)
{
	if (!*term->value)
		return wants(term, "a name or a pattern");
	if (strscpy(pattern, term->value, size) < 0)
		return wants(term, "a shorter pattern");
	return 0;
}

static int read_sleep(const struct term *term, struct fault_plan *plan)
{
	if (strcmp(term->value, "yes") == 0)
		plan->sleep = FAULT_SLEEP_YES;
	else if (strcmp(term->value, "no") == 0)
		plan->sleep = FAULT_SLEEP_NO;
	else
		return wants(term, "yes or no");
	return 0;
}

/* Percent, with up to three digits behind a point. */
static int read_percent(const struct term *term, struct fault_plan *plan)
{
	const char *at = term->value;
	u32 value = 0, digits = 0;
	bool point = false;

	if (*at < '0' || *at > '9')
		goto bad;
	for (; *at && *at != '%'; at++) {
		if (*at == '.' && !point) {
			point = true;
			continue;
		}
		if (*at < '0' || *at > '9' || (point && ++digits > 3) || value > FAULT_CERTAIN)
			goto bad;
		value = value * 10 + (u32)(*at - '0');
	}
	for (; digits < 3; digits++)
		value = min(value, FAULT_CERTAIN + 1) * 10;
	if (value > FAULT_CERTAIN || (*at == '%' && at[1]))
		goto bad;
	plan->probability = value;
	return 0;
bad:
	return wants(term, "0 to 100 percent, with up to three digits behind a point");
}

static int read_interval(const struct term *term, struct fault_plan *plan)
{
	u64 number;

	if (read_number(term, &number, 1))
		return -EINVAL;
	if (number > U32_MAX)
		return wants(term, "a smaller number");
	plan->interval = (u32)number;
	return 0;
}

static int read_times(const struct term *term, struct fault_plan *plan)
{
	if (kstrtos64(term->value, 0, &plan->times) || plan->times < -1)
		return wants(term, "a number, or -1 for any");
	return 0;
}

static int read_first(const struct term *term, struct fault_plan *plan, bool lasts)
{
	if (plan->first) {
		scnprintf(term->flaw, term->size, "nth and from are said once, and not together");
		return -EINVAL;
	}
	plan->lasts = lasts;
	return read_number(term, &plan->first, 1);
}

static int read_term(const struct term *term, struct fault_plan *plan)
{
	const char *name = term->name;

	if (strcmp(name, "kind") == 0)
		return read_kinds(term, plan);
	if (strcmp(name, "size") == 0)
		return read_range(term, plan);
	if (strcmp(name, "site") == 0)
		return read_pattern(term, plan->site, sizeof(plan->site));
	if (strcmp(name, "module") == 0)
		return read_pattern(term, plan->module, sizeof(plan->module));
	if (strcmp(name, "task") == 0)
		return read_pattern(term, plan->task, sizeof(plan->task));
	if (strcmp(name, "sleep") == 0)
		return read_sleep(term, plan);
	if (strcmp(name, "nth") == 0 || strcmp(name, "from") == 0)
		return read_first(term, plan, *name == 'f');
	if (strcmp(name, "interval") == 0)
		return read_interval(term, plan);
	if (strcmp(name, "probability") == 0)
		return read_percent(term, plan);
	if (strcmp(name, "seed") == 0)
		return read_number(term, &plan->seed, 0);
	if (strcmp(name, "times") == 0)
		return read_times(term, plan);
	if (strcmp(name, "space") == 0)
		return read_space(term, plan);
	scnprintf(term->flaw, term->size,
		  "there is no '%s': kind, size, site, module, task, sleep, nth, from, interval, "
		  "probability, seed, times, space",
		  name);
	return -EINVAL;
}

int fault_plan_parse(const char *text, struct fault_plan *plan, char *flaw, size_t size)
{
	char copy[512], *rest = copy, *word;

	*plan = (struct fault_plan){
		.kinds = ALL_KINDS,
		.max = U64_MAX,
		.interval = 1,
		.probability = FAULT_CERTAIN,
		.seed = 1,
		.times = -1,
	};
	if (strscpy(copy, text, sizeof(copy)) < 0) {
		scnprintf(flaw, size, "a plan has at most %zu characters", sizeof(copy) - 1);
		return -EINVAL;
	}
	while ((word = strsep(&rest, ","))) {
		char *equals = strchr(word, '=');
		struct term term = { .name = word, .flaw = flaw, .size = size };

		if (!equals) {
			scnprintf(flaw, size, "'%s' is no NAME=VALUE", word);
			return -EINVAL;
		}
		*equals = '\0';
		term.value = equals + 1;
		if (read_term(&term, plan))
			return -EINVAL;
	}
	return 0;
}

/* ---- asking ---------------------------------------------------------------------------------- */

static bool fits(const char *pattern, const char *name)
{
	return !*pattern || glob_match(pattern, name);
}

bool fault_plan_is_about(const struct fault_plan *plan, const struct fault_request *request,
			 unsigned int bit)
{
	if (!(plan->kinds >> request->kind & 1) || request->size < plan->min ||
	    request->size > plan->max)
		return false;
	if (plan->sleep != FAULT_SLEEP_ANY &&
	    request->may_sleep != (plan->sleep == FAULT_SLEEP_YES))
		return false;
	if (*plan->site && !(request->sites >> bit & 1))
		return false;
	return fits(plan->module, request->module) && fits(plan->task, request->task);
}

/* Steele, Lea and Flood's SplitMix64: each step of a counter, well mixed. */
static u64 draw(u64 *state)
{
	u64 z = *state += 0x9e3779b97f4a7c15ull;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ z >> 27) * 0x94d049bb133111ebull;
	return z ^ z >> 31;
}

static bool is_drawn(struct fault_plan *plan)
{
	/* The upper half, times the range, is evenly spread over it. */
	return plan->probability == FAULT_CERTAIN ||
	       (draw(&plan->seed) >> 32) * FAULT_CERTAIN >> 32 < plan->probability;
}

/* Of a request that is late enough, the @number-th. */
static bool is_to_fail(struct fault_plan *plan, u64 number, u64 size)
{
	if (plan->times >= 0 && plan->failed >= (u64)plan->times)
		return false;
	if (plan->space > size) {
		plan->space -= size;
		return false;
	}
	plan->space = 0;
	if (number % plan->interval || !is_drawn(plan))
		return false;
	plan->failed++;
	return true;
}

bool fault_plan_asks(struct fault_plan *plan, u64 size)
{
	u64 number = ++plan->seen;

	if (plan->first && (number < plan->first || (number > plan->first && !plan->lasts)))
		return false;
	return is_to_fail(plan, number, size);
}

bool fault_plan_asks_again(struct fault_plan *plan, u64 size)
{
	if (!plan->first)
		return fault_plan_asks(plan, size);
	return plan->lasts && plan->seen >= plan->first && is_to_fail(plan, plan->seen, size);
}
