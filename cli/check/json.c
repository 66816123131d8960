// SPDX-License-Identifier: MIT
/*
 * Findings as JSON: docs/check.md has the fields.
 *
 * What is suppressed is there, too, and says so, so that the results of shards can be put together.
 */
#include <stdlib.h>
#include <string.h>

#include "check/finding.h"

#include "cli/check/sweep.h"

/* How many bytes of UTF-8 one character at @text has; 0 where it is none. */
static unsigned int character_bytes(const unsigned char *text)
{
	static const struct {
		unsigned char mask, mark;
		unsigned int bytes, least;
	} forms[] = {
		{ 0x80, 0x00, 1, 0 },
		{ 0xe0, 0xc0, 2, 0x80 },
		{ 0xf0, 0xe0, 3, 0x800 },
		{ 0xf8, 0xf0, 4, 0x10000 },
	};

	for (unsigned int i = 0; i < 4; i++) {
		unsigned int value, k;

		if ((text[0] & forms[i].mask) != forms[i].mark)
			continue;
		value = text[0] & (unsigned char)~forms[i].mask;
		for (k = 1; k < forms[i].bytes && (text[k] & 0xc0) == 0x80; k++)
			value = value << 6 | (text[k] & 0x3f);
		if (k < forms[i].bytes || value < forms[i].least || value > 0x10ffff ||
		    (value >= 0xd800 && value < 0xe000))
			return 0;
		return k;
	}
	return 0;
}

void json_string(FILE *out, const char *text)
{
	fputc('"', out);
	while (*text) {
		unsigned char c = *text;
		unsigned int bytes = character_bytes((const unsigned char *)text);

		if (c == '"' || c == '\\')
			fprintf(out, "\\%c", c);
		else if (c == '\n')
			fputs("\\n", out);
		else if (c == '\t')
			fputs("\\t", out);
		else if (c < 0x20 || c == 0x7f)
			fprintf(out, "\\u%04x", c);
		else if (!bytes)
			fputs("\\ufffd", out);
		else
			fwrite(text, 1, bytes, out);
		text += bytes ?: 1;
	}
	fputc('"', out);
}

static void put_member(FILE *out, const char *name, const char *text)
{
	fprintf(out, "\"%s\": ", name);
	json_string(out, text);
}

static void put_frame(FILE *out, const struct frame *frame)
{
	fputs("{", out);
	put_member(out, "function", frame->function);
	if (frame->line) {
		fputs(", ", out);
		put_member(out, "file", frame->file);
		fprintf(out, ", \"line\": %u", frame->line);
	}
	fputs("}", out);
}

static void put_stack(FILE *out, const struct stack *stack)
{
	fputs("        {", out);
	put_member(out, "title", stack->title);
	fputs(", \"frames\": [", out);
	for (unsigned int i = 0; i < stack->nr; i++) {
		fputs(i ? ",\n          " : "\n          ", out);
		put_frame(out, &stack->frames[i]);
	}
	fputs("\n        ]}", out);
}

static void put_runs(FILE *out, const struct check *check, const struct found *found)
{
	fputs("      \"runs\": [", out);
	for (unsigned int i = 0; i < found->nr_runs; i++) {
		fputs(i ? ", " : "", out);
		json_string(out, run_name(&check->runs[found->runs[i]]));
	}
	fputs("],\n", out);
}

static void put_found(FILE *out, const struct check *check, const struct found *found)
{
	const struct check_run *run = &check->runs[found->runs[0]];
	char *replay = check_replay(check, run);

	fputs("    {\n      ", out);
	put_member(out, "rule", found->rule);
	fputs(",\n      ", out);
	put_member(out, "description", finding_rule_find(found->rule)->text);
	fputs(",\n      ", out);
	put_member(out, "title", found->title);
	fputs(",\n      \"place\": ", out);
	put_frame(out, &found->place);
	fprintf(out, ",\n      \"suppressed\": %s,\n", found->suppressed ? "true" : "false");
	put_runs(out, check, found);
	fputs("      ", out);
	put_member(out, "failed", run->failed ?: "");
	fputs(",\n      ", out);
	put_member(out, "replay", replay);
	fputs(",\n      \"stacks\": [", out);
	for (unsigned int i = 0; i < found->nr_stacks; i++) {
		fputs(i ? ",\n" : "\n", out);
		put_stack(out, &found->stacks[i]);
	}
	fputs(found->nr_stacks ? "\n      ],\n      " : "],\n      ", out);
	put_member(out, "text", found->text);
	fputs("\n    }", out);
	free(replay);
}

/* By name: where they were built is no concern of anybody's. */
static void put_modules(FILE *out, const struct module_list *modules)
{
	for (unsigned int i = 0; i < modules->nr; i++) {
		const char *path = modules->files[i].path, *slash = strrchr(path, '/');
		char *name = memory(strdup(slash ? slash + 1 : path));

		name[strcspn(name, ".")] = '\0';
		fputs(i ? ", " : "", out);
		json_string(out, name);
		free(name);
	}
}

void json_tell(const struct check *check, FILE *out)
{
	fputs("{\n  \"tool\": \"ashlar check\",\n  ", out);
	put_member(out, "version", ASHLAR_VERSION);
	fputs(",\n  \"modules\": [", out);
	put_modules(out, &check->run.modules);
	fprintf(out, "],\n  \"requests\": %lu,\n  \"runs\": %u,\n  \"left_out\": %lu,\n",
		check->requests, check->nr_runs, check->left_out);
	fprintf(out, "  \"beside\": %lu,\n  \"orders\": %lu,\n", check->beside, check->orders);
	fprintf(out, "  \"shard\": %u,\n  \"shards\": %u,\n  \"mistakes\": %u,\n", check->shard,
		check->shards, check_mistakes(check));
	fputs("  \"findings\": [", out);
	for (unsigned int i = 0; i < check->all.nr; i++) {
		fputs(i ? ",\n" : "\n", out);
		put_found(out, check, &check->all.list[i]);
	}
	fputs(check->all.nr ? "\n  ]\n}\n" : "]\n}\n", out);
}
