/* SPDX-License-Identifier: MIT */
/*
 * Findings: every report of a mistake as a record.
 *
 * Plain C, for the command as well as for the kernel's world.
 *
 * A report goes to the kernel log, as text for people.  Who sets a sink is also handed each one as
 * a record, when it is complete, from whichever thread it came.
 */
#ifndef CHECK_FINDING_H
#define CHECK_FINDING_H

#define FINDING_STACKS 5
#define FINDING_FRAMES 32
#define FINDING_TEXT   8192

/** struct finding_place - a place in code; @line 0: only the function is known. */
struct finding_place {
	char file[256];
	char function[128];
	int line;
};

/** struct finding_stack - calls, the innermost first; @title: what they led to, or "". */
struct finding_stack {
	char title[128];
	unsigned int nr;
	struct finding_place frames[FINDING_FRAMES];
};

/**
 * struct finding - a mistake.
 * @rule: what kind it is of, a word such as "double-free"; see finding_rules.c.
 * @title: one line.
 * @place: the innermost place in a module; "" where no module is on the way.
 * @stacks: @nr_stacks of them, that of the mistake first.
 * @text: the whole report, as the log has it.
 */
struct finding {
	const char *rule;
	const char *title;
	struct finding_place place;
	unsigned int nr_stacks;
	const struct finding_stack *stacks;
	const char *text;
};

/** finding_sink - takes each finding, one at a time; NULL: nobody. Set before machine_start(). */
extern void (*finding_sink)(const struct finding *finding);

/** finding_start - listen to reports, if there is a sink; a world runs. */
void finding_start(void);
/** finding_stop - no more; reports that were not completed are told as they are. */
void finding_stop(void);

/**
 * finding_explain - the report that this thread is in the middle of is better told so.
 * @rule: good for ever.
 */
void finding_explain(const char *rule, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/**
 * finding_note - tell of a mistake that is no report.
 * @rule: good for ever.
 * @frames: return addresses, innermost first; @nr of them.
 */
void finding_note(const char *rule, const char *title, const char *text,
		  const unsigned long *frames, unsigned int nr);

/**
 * finding_leaving - a module with code in [@start, @end) is no more in the list of modules, but its
 * addresses still have names.
 */
void finding_leaving(unsigned long start, unsigned long end);

/* ---- finding_rules.c ------------------------------------------------------------------------- */

/**
 * struct finding_rule - a kind of mistake.
 * @name: one word.
 * @text: what it is, half a sentence.
 * @ends: the module cannot go on, so what it does not give back then is no mistake of its own.
 */
struct finding_rule {
	const char *name, *text;
	_Bool ends;
};

/** finding_rules - all of them, ending in one without a name. */
extern const struct finding_rule finding_rules[];

/** finding_rule_of - of a report with this headline; the word stays. */
const char *finding_rule_of(const char *title);

/** finding_rule_find - the rule of this name; the last named one where it is not known. */
const struct finding_rule *finding_rule_find(const char *name);

#endif
