// SPDX-License-Identifier: MIT
/*
 * From the lines of a script to steps.
 *
 * A line is a verb, what it needs, in order, and words with a keyword before them, anywhere:
 *
 *	read mem 100 at 4096 into room 10 as x expect EFAULT
 *	verb n   c   ─ at ─  ─── into ──  as   ─── expect ──
 *
 * What a verb needs is a string of letters (struct verb_form), each of which one function reads.
 */
#include <linux/kernel.h>
#include <linux/sprintf.h>
#include <linux/string.h>

#include "cli/exec/exec.h"

#define WORDS_MAX    24
#define DEPTH_MAX    4
#define BRANCHES_MAX 64

/*
 * n a name that may be left out, N one that may not; p path, h one on the host; m how to open, M
 * how to map; c a number from 0 on, o any number; w whence, may be left out; d bytes; x a command
 * of ioctl(), a its argument, may be left out; e events, t milliseconds, may be left out; s a
 * signal, f on or off, may be left out; > the sign; C the letter c; j a major number; { a block.
 */
static const struct verb_form {
	const char *verb;
	enum exec_op op;
	const char *needs;
	const char *usage;
} forms[] = {
	{ "open", EXEC_OPEN, "pm", "open PATH r|w|rw[,nonblock][,append][,trunc] [as NAME]" },
	{ "close", EXEC_CLOSE, "n", "close [NAME]" },
	{ "read", EXEC_READ, "nc", "read [NAME] COUNT [at OFFSET] [into PLACE]" },
	{ "write", EXEC_WRITE, "nd", "write [NAME] BYTES [at OFFSET] [from PLACE]" },
	{ "lseek", EXEC_LSEEK, "now", "lseek [NAME] OFFSET [set|cur|end]" },
	{ "ioctl", EXEC_IOCTL, "nxa", "ioctl [NAME] COMMAND [NUMBER|BYTES] [into PLACE]" },
	{ "mmap", EXEC_MMAP, "ncM", "mmap [NAME] COUNT r|rw[,private] [at OFFSET] [as NAME]" },
	{ "munmap", EXEC_MUNMAP, "N", "munmap MAPPING" },
	{ "peek", EXEC_PEEK, "Nc", "peek MAPPING COUNT [at OFFSET]" },
	{ "poke", EXEC_POKE, "Nd", "poke MAPPING BYTES [at OFFSET]" },
	{ "poll", EXEC_POLL, "net", "poll [NAME] [in|out|pri,...] [MILLISECONDS]" },
	{ "fsync", EXEC_FSYNC, "n", "fsync [NAME]" },
	{ "fasync", EXEC_FASYNC, "nf", "fasync [NAME] [on|off]" },
	{ "cat", EXEC_CAT, "p", "cat PATH" },
	{ "echo", EXEC_ECHO, "d>p", "echo TEXT > PATH" },
	{ "copyin", EXEC_COPYIN, "hp", "copyin HOSTFILE PATH" },
	{ "copyout", EXEC_COPYOUT, "ph", "copyout PATH HOSTFILE" },
	{ "ls", EXEC_LS, "p", "ls PATH" },
	{ "mknod", EXEC_MKNOD, "pCjc", "mknod PATH c MAJOR|NAME MINOR" },
	{ "sleep", EXEC_SLEEP, "c", "sleep MILLISECONDS" },
	{ "rmmod", EXEC_RMMOD, "Nt", "rmmod MODULE [MILLISECONDS]" },
	{ "insmod", EXEC_INSMOD, "N", "insmod MODULE" },
	{ "signal", EXEC_SIGNAL, "Ns", "signal BRANCH [NUMBER]" },
	{ "parallel", EXEC_PARALLEL, "c{", "parallel COUNT {" },
	{ "spawn", EXEC_SPAWN, "N{", "spawn BRANCH {" },
	{ "wait", EXEC_WAIT, "N", "wait BRANCH" },
	{ "repeat", EXEC_REPEAT, "c{", "repeat COUNT {" },
};

/** struct line - one that is being read. */
struct line {
	const char *where;
	unsigned int nr;
	char *words[WORDS_MAX + 1];
	unsigned int at, count;
	struct exec_step *step;
};

/* The script so far; open[depth] is what lines go into. */
static struct exec_script script;
static struct exec_script *open_blocks[DEPTH_MAX + 1] = { &script };
static struct {
	enum exec_op op;
	unsigned int line;
} opened_by[DEPTH_MAX + 1];
static unsigned int depth;
static const char *last_where = "--exec";

static bool told; /* what is wrong with a line is said once */

static bool wrong(const struct line *line, const char *what, const char *word)
{
	if (told)
		return false;
	told = true;
	complain_usage("%s:%u: %s%s%s", line->where, line->nr, what, word ? ": " : "", word ?: "");
	return false;
}

static char *peek_word(const struct line *line)
{
	return line->at < line->count ? line->words[line->at] : NULL;
}

/* ---- the parts of a verb --------------------------------------------------------------------- */

static bool take_parts(struct line *line, const struct verb_form *form)
{
	for (const char *part = form->needs; *part; part++) {
		char *word = peek_word(line);
		const char *why = NULL;
		bool optional = strchr("nwaetsf", *part) != NULL;

		if (optional && !exec_may_be_part(*part, word))
			continue;
		if (!exec_take_part(line->step, *part, word, &why))
			return why ? wrong(line, why, word) : wrong(line, "it is", form->usage);
		line->at++;
	}
	if (peek_word(line))
		return wrong(line, "it is", form->usage);
	return true;
}

/* ---- keywords -------------------------------------------------------------------------------- */

static bool take_place(struct line *line, char **words, unsigned int *used)
{
	static const struct {
		const char *name;
		enum exec_place place;
	} places[] = { { "null", EXEC_NULL },
		       { "readonly", EXEC_READONLY },
		       { "kernel", EXEC_KERNEL },
		       { "room", EXEC_ROOM } };
	long long number;

	*used = 2;
	for (unsigned int i = 0; words[1] && i < ARRAY_SIZE(places); i++) {
		if (strcmp(words[1], places[i].name) != 0)
			continue;
		line->step->place = places[i].place;
		if (places[i].place != EXEC_ROOM)
			return true;
		*used = 3;
		if (!words[2] || !exec_read_number(words[2], &number) || number < 0)
			break;
		line->step->room = (unsigned long)number;
		return true;
	}
	return wrong(line, "a place is null, readonly, kernel, or room N", NULL);
}

static bool take_expected(struct line *line, const char *word)
{
	struct exec_step *step = line->step;
	const char *why;

	if (!word)
		return wrong(line, "expect what? any, error, an errno, a number, or bytes", NULL);
	if (strcmp(word, "any") == 0) {
		step->expected = EXPECT_ANY;
	} else if (strcmp(word, "error") == 0) {
		step->expected = EXPECT_ERROR;
	} else if (exec_is_data(word)) {
		step->expected = EXPECT_DATA;
		if (!exec_read_data(word, &step->expected_data, &why))
			return wrong(line, why, word);
	} else {
		step->expected = EXPECT_NUMBER;
		if (exec_read_errno(word))
			step->number = -exec_read_errno(word);
		else if (!exec_read_number(word, &step->number))
			return wrong(line, "nothing that can be expected", word);
	}
	return true;
}

/* Return: how many words were a keyword and what belongs to it; 0: none; -1 after a message. */
static int take_keyword(struct line *line, char **words)
{
	unsigned int used = 2;
	bool ok;

	if (strcmp(words[0], "expect") == 0)
		ok = take_expected(line, words[1]);
	else if (strcmp(words[0], "into") == 0 || strcmp(words[0], "from") == 0)
		ok = take_place(line, words, &used);
	else if (strcmp(words[0], "as") == 0)
		ok = exec_set_name(line->step->label, words[1]) ||
		     wrong(line, "as which name?", NULL);
	else if (strcmp(words[0], "at") == 0)
		ok = (line->step->at = words[1] &&
				       exec_read_number(words[1], &line->step->offset)) ||
		     wrong(line, "at which offset?", NULL);
	else
		return 0;
	return ok ? (int)used : -1;
}

static bool take_keywords(struct line *line)
{
	unsigned int kept = 1, at = 1;

	while (at < line->count) {
		int used = take_keyword(line, line->words + at);

		if (used < 0)
			return false;
		if (!used)
			line->words[kept++] = line->words[at++];
		else
			at += (unsigned int)used;
	}
	line->count = kept;
	return true;
}

/* ---- lines ----------------------------------------------------------------------------------- */

static struct exec_step *new_step(struct exec_script *block)
{
	struct exec_step *steps = own_resize(block->steps, (block->nr + 1) * sizeof(*block->steps));

	if (!steps)
		return NULL;
	block->steps = steps;
	memset(&steps[block->nr], 0, sizeof(*steps));
	return &steps[block->nr++];
}

static bool close_block(const struct line *line)
{
	if (!depth)
		return wrong(line, "} closes nothing", NULL);
	depth--;
	return line->count == 1 || wrong(line, "a } stands alone", NULL);
}

static bool is_of_modules(const struct exec_step *step)
{
	return step->op == EXEC_RMMOD || step->op == EXEC_INSMOD;
}

/* What goes on side by side can be done only so much in. */
static bool check_block(const struct line *line, const struct exec_step *step)
{
	bool branches = step->op == EXEC_PARALLEL || step->op == EXEC_SPAWN;

	if (depth == DEPTH_MAX)
		return wrong(line, "too many blocks in each other", NULL);
	if (step->op == EXEC_PARALLEL && (!step->count || step->count > BRANCHES_MAX))
		return wrong(line, "side by side go 1 to 64", NULL);
	for (unsigned int i = depth; i && (branches || is_of_modules(step)); i--)
		if (opened_by[i].op != EXEC_REPEAT)
			return wrong(line, "not in what runs side by side with others", NULL);
	return true;
}

static bool open_block(const struct line *line, struct exec_step *step)
{
	if (!check_block(line, step))
		return false;
	depth++;
	open_blocks[depth] = &step->body;
	opened_by[depth].op = step->op;
	opened_by[depth].line = line->nr;
	return true;
}

static const struct verb_form *find_form(const char *verb)
{
	for (size_t i = 0; i < ARRAY_SIZE(forms); i++)
		if (strcmp(forms[i].verb, verb) == 0)
			return &forms[i];
	return NULL;
}

static bool parse_words(struct line *line, char *source)
{
	const struct verb_form *form;

	if (strcmp(line->words[0], "}") == 0)
		return close_block(line);
	form = find_form(line->words[0]);
	if (!form)
		return wrong(line, "no such step", line->words[0]);
	line->step = new_step(open_blocks[depth]);
	if (!line->step)
		return wrong(line, "the host has no memory left", NULL);
	line->step->line = line->nr;
	line->step->source = source;
	line->step->op = form->op;
	line->at = 1;
	if (!take_keywords(line) || !take_parts(line, form))
		return false;
	if (strchr(form->needs, '{'))
		return open_block(line, line->step);
	return !is_of_modules(line->step) || check_block(line, line->step);
}

static bool parse_line(const char *where, unsigned int nr, const char *text)
{
	struct line line = { .where = where, .nr = nr };
	char *copy, *at, *source, *word;
	bool ok = true;

	told = false;
	last_where = where;
	while (*text == ' ' || *text == '\t')
		text++;
	copy = at = exec_copy_text(text);
	source = exec_copy_text(text);
	if (!copy || !source)
		return wrong(&line, "the host has no memory left", NULL);
	while (line.count < WORDS_MAX && (word = exec_next_word(&at)))
		line.words[line.count++] = word;
	if (line.count == WORDS_MAX && exec_next_word(&at))
		ok = wrong(&line, "too many words", NULL);
	else if (line.count)
		ok = parse_words(&line, source);
	own_free(copy);
	return ok;
}

int exec_add_line(const char *text)
{
	static unsigned int nr;

	return parse_line("--exec-line", ++nr, text) ? EXIT_OK : EXIT_USAGE;
}

int exec_add_cat(const char *path)
{
	unsigned long size = strlen(path) + 5;
	char *line;
	int code;

	if (*path != '/') {
		complain_usage("--cat wants a path like /proc/meminfo, not %s", path);
		return EXIT_USAGE;
	}
	line = own_alloc(size);
	snprintf(line, size, "cat %s", path);
	code = exec_add_line(line);
	own_free(line);
	return code;
}

/* The length of a line without the blanks at its end. */
static unsigned long trimmed(const char *line, unsigned long len)
{
	while (len && strchr(" \t\r\n\v\f", line[len - 1]))
		len--;
	return len;
}

int exec_add_text(const char *where, const char *text, unsigned long len)
{
	const char *end = text + len, *newline;
	unsigned int nr = 0;
	bool ok = true;

	for (; ok && text < end; text = newline + 1) {
		unsigned long bytes;
		char *line;

		newline = memchr(text, '\n', (size_t)(end - text)) ?: end;
		bytes = trimmed(text, (unsigned long)(newline - text));
		line = own_alloc(bytes + 1);
		memcpy(line, text, bytes);
		ok = parse_line(where, ++nr, line);
		own_free(line);
	}
	return ok ? EXIT_OK : EXIT_USAGE;
}

int exec_add_file(const char *path)
{
	unsigned long len;
	const char *why;
	char *text = host_text(path, &len, &why);
	int code;

	if (!text) {
		complain_usage("--exec %s: %s", path, why);
		return EXIT_USAGE;
	}
	code = exec_add_text(path, text, len);
	own_free(text);
	return code;
}

void exec_forget(void)
{
	exec_free_steps(&script);
	depth = 0;
}

int exec_check(void)
{
	if (!depth)
		return EXIT_OK;
	complain_usage("%s:%u: this block is not closed", last_where, opened_by[depth].line);
	return EXIT_USAGE;
}

const struct exec_script *exec_script(void)
{
	return &script;
}
