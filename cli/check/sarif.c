// SPDX-License-Identifier: MIT
/* Findings as SARIF 2.1.0, which code hosts show at the lines of a change. */
#include <stdlib.h>
#include <string.h>

#include "check/finding.h"

#include "cli/check/sweep.h"

#define SCHEMA "https://json.schemastore.org/sarif-2.1.0.json"

/* A path is a reference relative to where the command ran, or one of the whole file system. */
static void put_uri(FILE *out, const char *path)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789-._~/";

	fputs(*path == '/' ? "\"file://" : "\"", out);
	for (; *path; path++)
		if (strchr(plain, *path))
			fputc(*path, out);
		else
			fprintf(out, "%%%02X", (unsigned char)*path);
	fputc('"', out);
}

static void put_location(FILE *out, const struct frame *frame)
{
	fputs("{", out);
	if (frame->line) {
		fputs("\"physicalLocation\": {\"artifactLocation\": {\"uri\": ", out);
		put_uri(out, frame->file);
		fprintf(out, "}, \"region\": {\"startLine\": %u}}, ", frame->line);
	}
	fputs("\"logicalLocations\": [{\"kind\": \"function\", \"name\": ", out);
	json_string(out, *frame->function ? frame->function : "?");
	fputs("}]}", out);
}

static void put_stack(FILE *out, const struct stack *stack)
{
	fputs("          {\"message\": {\"text\": ", out);
	json_string(out, *stack->title ? stack->title : "the calls that led there");
	fputs("}, \"frames\": [", out);
	for (unsigned int i = 0; i < stack->nr; i++) {
		fputs(i ? ",\n            {\"location\": " : "\n            {\"location\": ", out);
		put_location(out, &stack->frames[i]);
		fputs("}", out);
	}
	fputs("]}", out);
}

static unsigned int rule_index(const char *name)
{
	return finding_rule_find(name) - finding_rules;
}

static void put_message(FILE *out, const struct check_run *run, const struct found *found)
{
	size_t len;
	char *text = NULL;
	FILE *words = memory(open_memstream(&text, &len));

	fputs(found->title, words);
	if (run->failures)
		fprintf(words, " (when the request at %s fails)", run->failed);
	fclose(words);
	json_string(out, memory(text));
	free(text);
}

/* The same mistake has the same fingerprint when lines above it come and go. */
static void put_fingerprint(FILE *out, const struct found *found)
{
	size_t len;
	char *text = NULL;
	FILE *words = memory(open_memstream(&text, &len));

	fprintf(words, "%s %s %s", found->rule, found->place.file, found->place.function);
	fclose(words);
	fputs("\"partialFingerprints\": {\"place/v1\": ", out);
	json_string(out, memory(text));
	fputs("}", out);
	free(text);
}

static void put_result(FILE *out, const struct check *check, const struct found *found)
{
	const struct check_run *run = &check->runs[found->runs[0]];
	char *replay = check_replay(check, run);

	fputs("        {\"ruleId\": ", out);
	json_string(out, found->rule);
	fprintf(out,
		", \"ruleIndex\": %u, \"level\": \"error\",\n         \"message\": {\"text\": ",
		rule_index(found->rule));
	put_message(out, run, found);
	fputs("},\n         \"locations\": [", out);
	if (found->place.line)
		put_location(out, &found->place);
	fputs("],\n         ", out);
	put_fingerprint(out, found);
	if (found->suppressed)
		fputs(",\n         \"suppressions\": [{\"kind\": \"external\"}]", out);
	fputs(",\n         \"stacks\": [", out);
	for (unsigned int i = 0; i < found->nr_stacks; i++) {
		fputs(i ? ",\n" : "\n", out);
		put_stack(out, &found->stacks[i]);
	}
	fprintf(out,
		"],\n         \"occurrenceCount\": %u,\n         \"properties\": {\"replay\": ",
		found->nr_runs);
	json_string(out, replay);
	fputs(", \"text\": ", out);
	json_string(out, found->text);
	fputs("}}", out);
	free(replay);
}

static void put_rules(FILE *out)
{
	for (const struct finding_rule *rule = finding_rules; rule->name; rule++) {
		fputs(rule == finding_rules ? "\n" : ",\n", out);
		fputs("          {\"id\": ", out);
		json_string(out, rule->name);
		fputs(", \"shortDescription\": {\"text\": ", out);
		json_string(out, rule->text);
		fputs("}}", out);
	}
}

void sarif_tell(const struct check *check, FILE *out)
{
	fputs("{\n  \"$schema\": \"" SCHEMA "\",\n  \"version\": \"2.1.0\",\n  \"runs\": [\n"
	      "    {\"tool\": {\"driver\": {\"name\": \"ashlar check\", \"version\": ",
	      out);
	json_string(out, ASHLAR_VERSION);
	fputs(",\n        \"rules\": [", out);
	put_rules(out);
	fputs("\n        ]}},\n      \"results\": [", out);
	for (unsigned int i = 0; i < check->all.nr; i++) {
		fputs(i ? ",\n" : "\n", out);
		put_result(out, check, &check->all.list[i]);
	}
	fputs("\n      ]}\n  ]\n}\n", out);
}
