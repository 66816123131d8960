// SPDX-License-Identifier: MIT
/*
 * What a child said.
 *
 * A record is a number of 4 bytes, how many bytes follow; a letter, which says what it is; and
 * strings, each with its 0.  Numbers are strings, too.
 *
 * The child ran code of a module, which may have written anywhere: nothing of what it says is
 * believed further than its bytes reach.
 */
#include <stdlib.h>
#include <string.h>

#include "check/finding.h"

#include "cli/check/sweep.h"

/** struct reader - strings that are left to read, in [@at, @end). */
struct reader {
	const char *at, *end;
};

/* The next string; "" where there is none. */
static const char *next_string(struct reader *reader)
{
	const char *text = reader->at;
	const char *zero = memchr(text, '\0', reader->end - text);

	if (!zero) {
		reader->at = reader->end;
		return "";
	}
	reader->at = zero + 1;
	return text;
}

static unsigned long next_number(struct reader *reader)
{
	return strtoul(next_string(reader), NULL, 10);
}

static void read_frame(struct reader *reader, struct frame *frame)
{
	frame->function = next_string(reader);
	frame->file = next_string(reader);
	frame->line = next_number(reader);
}

static void read_stack(struct reader *reader, struct stack *stack)
{
	unsigned long nr;

	stack->title = next_string(reader);
	nr = next_number(reader);
	if (nr > FINDING_FRAMES)
		nr = 0;
	stack->frames = memory(calloc(nr + 1, sizeof(*stack->frames)));
	stack->nr = nr;
	for (unsigned int i = 0; i < nr; i++)
		read_frame(reader, &stack->frames[i]);
}

static void read_finding(struct reader *reader, struct check_run *run)
{
	struct found *found = found_add(&run->found);
	unsigned long nr;

	found->rule = finding_rule_find(next_string(reader))->name;
	found->title = next_string(reader);
	read_frame(reader, &found->place);
	found->text = next_string(reader);
	nr = next_number(reader);
	if (nr > FINDING_STACKS)
		nr = 0;
	found->stacks = memory(calloc(nr + 1, sizeof(*found->stacks)));
	found->nr_stacks = nr;
	for (unsigned int i = 0; i < nr; i++)
		read_stack(reader, &found->stacks[i]);
}

static void read_done(struct reader *reader, struct check_run *run)
{
	run->done = true;
	run->code = (int)next_number(reader);
	run->matched = next_number(reader);
	run->files = next_number(reader);
	run->failures = next_number(reader);
	run->tests_failed = next_number(reader);
	run->refused = next_number(reader);
	run->left_behind = next_number(reader);
	run->failed = next_string(reader);
	run->why = next_string(reader);
}

void record_read(const char *said, size_t len, struct check_run *run)
{
	const char *end = said + len;
	unsigned int size;

	run->failed = run->why = "";
	while ((size_t)(end - said) >= sizeof(size)) {
		struct reader reader;

		memcpy(&size, said, sizeof(size));
		said += sizeof(size);
		if (!size || size > (size_t)(end - said))
			break;
		reader = (struct reader){ said + 1, said + size };
		if (*said == RECORD_FINDING)
			read_finding(&reader, run);
		else if (*said == RECORD_DONE)
			read_done(&reader, run);
		said += size;
	}
}
