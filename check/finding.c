// SPDX-License-Identifier: MIT
/*
 * Reports, kept as records while they are printed.
 *
 *	report_open()	─> begin()	a record of this thread is open, with its headline
 *	pr_err() ...	─> hear()	what the thread prints goes to its text
 *	report_trace()	─> calls()	and so do the calls that it shows, as addresses
 *	report_close()	─> end()	names are found, and the sink takes it
 *
 * Reports of several threads may come at once, each in a record of its own:
 *
 *	records open <= OPEN_MAX; a thread has at most one
 *
 * What a report cannot begin with is lost with it: a report for which no record is free is only
 * counted and printed, as it always is.  Error lines that are printed outside of any report, as the
 * proofs of invariants do, are kept until the next report, which says what they were for.
 *
 * Nothing here takes memory: reports come from the middle of the allocators.
 */
#include <linux/kernel.h>
#include <linux/kern_levels.h>
#include <linux/module.h>
#include <linux/sprintf.h>
#include <linux/string.h>

#include "base/base.h"
#include "check/finding.h"
#include "kernel/loader.h"
#include "kernel/loader_internal.h"
#include "port/port.h"
#include "port/stack.h"

#define OPEN_MAX    4
#define LOOSE	    1024
#define LEVEL_ERROR 3

/** struct calls - a stack as it came: addresses. */
struct calls {
	char title[128];
	unsigned int nr;
	unsigned long entries[FINDING_FRAMES];
};

/**
 * struct record - a report that is being made.
 * @thread: whose; NULL when it is free.
 * @follows: it only says how what was told before it ended.
 * @last: where the last line in @text begins.
 * @nr_own: of its @nr_stacks stacks so many, the first ones, led to the mistake itself.
 */
struct record {
	const struct port_thread *thread;
	bool follows;
	const char *rule;
	char title[512];
	char text[FINDING_TEXT];
	size_t len, last;
	unsigned int nr_stacks, nr_own;
	struct calls stacks[FINDING_STACKS];
};

void (*finding_sink)(const struct finding *finding);

static struct {
	struct lock lock;    /* who has which record, and all below but @stacks */
	struct lock telling; /* @stacks, and the sink */
	struct record records[OPEN_MAX];
	struct finding_stack stacks[FINDING_STACKS];
	char loose[LOOSE];
	size_t loose_len;
	const struct port_thread *stopped; /* whose last report was BUG() or panic() */
	bool ended;
	unsigned long leaving_start, leaving_end;
} finding;

/* ---- records --------------------------------------------------------------------------------- */

/* The record of the calling thread, or NULL. */
static struct record *record_mine(void)
{
	const struct port_thread *me = port_self();
	struct record *mine = NULL;

	lock_acquire(&finding.lock);
	for (unsigned int i = 0; i < OPEN_MAX; i++)
		if (finding.records[i].thread == me)
			mine = &finding.records[i];
	lock_release(&finding.lock);
	return mine;
}

static struct record *record_new(void)
{
	struct record *record = NULL;

	lock_acquire(&finding.lock);
	for (unsigned int i = 0; i < OPEN_MAX && !record; i++)
		if (!finding.records[i].thread)
			record = &finding.records[i];
	if (record)
		record->thread = port_self();
	lock_release(&finding.lock);
	if (!record)
		return NULL;
	record->follows = false;
	record->title[0] = '\0';
	record->text[0] = '\0';
	record->len = record->last = 0;
	record->nr_stacks = record->nr_own = 0;
	return record;
}

static void add_text(struct record *record, const char *text, size_t len)
{
	len = min(len, sizeof(record->text) - 1 - record->len);
	memcpy(record->text + record->len, text, len);
	record->len += len;
	record->text[record->len] = '\0';
}

static void add_line(struct record *record, bool cont, const char *text, size_t len)
{
	if (cont && record->len && record->text[record->len - 1] == '\n')
		record->text[--record->len] = '\0';
	else if (!cont)
		record->last = record->len;
	add_text(record, text, len);
	if (!len || text[len - 1] != '\n')
		add_text(record, "\n", 1);
}

/* A mistake's own calls go before all others, behind those of its own that were told already. */
static struct calls *room_for_calls(struct record *record, bool own)
{
	unsigned int at = own ? record->nr_own++ : record->nr_stacks;

	memmove(&record->stacks[at + 1], &record->stacks[at],
		(record->nr_stacks - at) * sizeof(*record->stacks));
	record->nr_stacks++;
	return &record->stacks[at];
}

static void add_calls(struct record *record, const unsigned long *entries, unsigned int nr,
		      bool own)
{
	const char *line = record->text + record->last;
	struct calls *calls;

	/* The last place is kept for calls of the mistake's own. */
	if (record->nr_stacks >= FINDING_STACKS - !own)
		return;
	calls = room_for_calls(record, own);
	strscpy(calls->title, own ? "" : line);
	calls->title[strcspn(calls->title, "\n")] = '\0';
	calls->nr = min(nr, (unsigned int)FINDING_FRAMES);
	memcpy(calls->entries, entries, calls->nr * sizeof(*entries));
}

/* ---- telling --------------------------------------------------------------------------------- */

static bool is_module(unsigned long addr)
{
	return __module_address(addr) ||
	       addr - finding.leaving_start < finding.leaving_end - finding.leaving_start;
}

/* Lines of source are looked up in modules only: a reader cannot change the others. */
static void find_place(unsigned long return_address, struct finding_place *place)
{
	unsigned long addr = return_address - 1;
	struct source_line line;

	*place = (struct finding_place){};
	if (is_module(addr) && kallsyms_line(addr, &line)) {
		strscpy(place->file, line.file);
		strscpy(place->function, line.function);
		place->line = line.line;
	} else {
		scnprintf(place->function, sizeof(place->function), "%ps", (void *)addr);
	}
}

static void find_stack(const struct calls *calls, struct finding_stack *stack)
{
	strscpy(stack->title, calls->title);
	stack->nr = calls->nr;
	for (unsigned int i = 0; i < calls->nr; i++)
		find_place(calls->entries[i], &stack->frames[i]);
}

/* The innermost place in a module, of all stacks in their order. */
static void choose_place(const struct record *record, struct finding_place *place)
{
	*place = (struct finding_place){};
	for (unsigned int i = 0; i < record->nr_stacks; i++)
		for (unsigned int k = 0; k < record->stacks[i].nr; k++)
			if (is_module(record->stacks[i].entries[k])) {
				*place = finding.stacks[i].frames[k];
				return;
			}
}

static void tell(void *arg)
{
	struct record *record = arg;
	struct finding found = {
		.rule = record->rule,
		.title = record->title,
		.nr_stacks = record->nr_stacks,
		.stacks = finding.stacks,
		.text = record->text,
	};

	lock_acquire(&finding.telling);
	for (unsigned int i = 0; i < record->nr_stacks; i++)
		find_stack(&record->stacks[i], &finding.stacks[i]);
	choose_place(record, &found.place);
	finding_sink(&found);
	lock_release(&finding.telling);
}

static void finish(struct record *record)
{
	bool stops;

	if (!record->rule)
		record->rule = finding_rule_of(record->title);
	stops = strcmp(record->rule, "bug") == 0 || strcmp(record->rule, "panic") == 0;
	if (!record->follows)
		port_stack_own(tell, record);
	lock_acquire(&finding.lock);
	finding.stopped = stops ? record->thread : NULL;
	finding.ended |= finding_rule_find(record->rule)->ends;
	record->rule = NULL;
	record->thread = NULL;
	lock_release(&finding.lock);
}

/* ---- listening ------------------------------------------------------------------------------- */

/* Where BUG() and panic() have said what there is to say, a trap ends the thread. */
static bool only_follows(const char *title)
{
	bool stopped;

	lock_acquire(&finding.lock);
	stopped = finding.stopped == port_self();
	lock_release(&finding.lock);
	return stopped && (strstarts(title, "invalid opcode") || strstarts(title, "Oops: panic"));
}

/* What proofs have printed goes before what they were for. */
static void take_loose(struct record *record)
{
	lock_acquire(&finding.lock);
	add_text(record, finding.loose, finding.loose_len);
	finding.loose_len = 0;
	lock_release(&finding.lock);
}

static void begin(const char *title)
{
	struct record *record = record_mine();

	/* It was left by a jump: a crash in the middle of a report. */
	if (record)
		finish(record);
	record = record_new();
	if (!record)
		return;
	strscpy(record->title, title);
	strim(record->title);
	record->follows = only_follows(title);
	take_loose(record);
}

static void calls(const unsigned long *entries, unsigned int nr, bool own)
{
	struct record *record = record_mine();

	if (record)
		add_calls(record, entries, nr, own);
}

static void end(void)
{
	struct record *record = record_mine();

	if (record)
		finish(record);
}

static void keep_loose(const char *text, size_t len)
{
	lock_acquire(&finding.lock);
	if (finding.loose_len + len + 1 < LOOSE) {
		memcpy(finding.loose + finding.loose_len, text, len);
		finding.loose_len += len;
		if (!len || text[len - 1] != '\n')
			finding.loose[finding.loose_len++] = '\n';
	}
	lock_release(&finding.lock);
}

static void hear(int level, bool cont, const char *text, size_t len)
{
	struct record *record = record_mine();

	if (record)
		add_line(record, cont, text, len);
	else if (level == LEVEL_ERROR && !cont)
		keep_loose(text, len);
}

void finding_explain(const char *rule, const char *fmt, ...)
{
	struct record *record = record_mine();
	va_list args;

	if (!record)
		return;
	record->rule = rule;
	va_start(args, fmt);
	vscnprintf(record->title, sizeof(record->title), fmt, args);
	va_end(args);
}

void finding_note(const char *rule, const char *title, const char *text,
		  const unsigned long *frames, unsigned int nr)
{
	struct record *record;

	/* What was torn from a module's hands it could not give back. */
	if (!finding_sink || (finding.ended && strcmp(rule, "leak") == 0))
		return;
	record = record_new();
	if (!record)
		return;
	record->rule = rule;
	strscpy(record->title, title);
	add_text(record, text, strlen(text));
	if (nr)
		add_calls(record, frames, nr, true);
	finish(record);
}

void finding_leaving(unsigned long start, unsigned long end)
{
	finding.leaving_start = start;
	finding.leaving_end = end;
}

/* ---- life ------------------------------------------------------------------------------------ */

void finding_start(void)
{
	static const struct report_listener listener = { begin, calls, end };

	if (!finding_sink)
		return;
	memset(&finding, 0, sizeof(finding));
	lock_init(&finding.lock);
	lock_init(&finding.telling);
	report_listener = &listener;
	print_listener = hear;
}

void finding_stop(void)
{
	if (!finding_sink)
		return;
	report_listener = NULL;
	print_listener = NULL;
	for (unsigned int i = 0; i < OPEN_MAX; i++)
		if (finding.records[i].thread)
			finish(&finding.records[i]);
}
