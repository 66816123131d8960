// SPDX-License-Identifier: MIT
/* The results for people: a table, with what the other forms share. */
#include <string.h>
#include <sys/utsname.h>

#include "cli/bench/bench.h"

#define NAME_WIDTH  18
#define VALUE_WIDTH 9

/* ---- what the figures say -------------------------------------------------------------------- */

int bench_fastest(const struct bench_results *r, const struct bench_row *row)
{
	int fastest = -1;

	for (unsigned int i = 0; i < r->columns.nr; i++)
		if (!bench_is_ours(&r->columns.all[i]) && row->values[i] > 0 &&
		    (fastest < 0 || row->values[i] < row->values[fastest]))
			fastest = (int)i;
	return fastest;
}

double bench_ratio(const struct bench_results *r, const struct bench_row *row, unsigned int column)
{
	const int fastest = row->kind->compare ? bench_fastest(r, row) : -1;

	return fastest < 0 ? 0 : row->values[column] / row->values[fastest];
}

const char *bench_number(double value, char *buf, size_t size)
{
	if (value <= 0)
		snprintf(buf, size, "-");
	else
		snprintf(buf, size, "%.*f", value < 100 ? 2 : value < 10000 ? 1 : 0, value);
	return buf;
}

const char *bench_processor(void)
{
	static char name[128];
	static struct utsname host;
	char line[256];
	FILE *f = fopen("/proc/cpuinfo", "r");

	while (f && !*name && fgets(line, sizeof(line), f))
		if (sscanf(line, "model name : %127[^\n]", name) == 1)
			break;
	if (f)
		fclose(f);
	/* Not every architecture names its processors there. */
	if (!*name && uname(&host) == 0)
		return host.machine;
	return name;
}

/* ---- printing -------------------------------------------------------------------------------- */

static void print_allocators(const struct bench_results *r, FILE *out)
{
	fprintf(out, "%s; CPU %u, the least of %u round%s\n\n", bench_processor(), r->cpu,
		r->rounds, r->rounds == 1 ? "" : "s");
	for (unsigned int i = 0; i < r->columns.nr; i++) {
		const struct bench_column *column = &r->columns.all[i];

		fprintf(out, "%-12s %-8s %s\n", column->name, column->version ?: "",
			column->path ?: "in this program");
	}
}

static void print_head(const struct bench_results *r, FILE *out)
{
	fprintf(out, "%-*s", NAME_WIDTH, "");
	for (unsigned int i = 0; i < r->columns.nr; i++)
		fprintf(out, " %*s", VALUE_WIDTH, r->columns.all[i].name);
	for (unsigned int i = 0; i < r->columns.nr; i++)
		if (bench_is_ours(&r->columns.all[i]))
			fprintf(out, "  %s/best", r->columns.all[i].name);
	fputc('\n', out);
}

static void print_row(const struct bench_results *r, const struct bench_row *row, FILE *out)
{
	char number[32];

	fprintf(out, "%-*s", NAME_WIDTH, row->name);
	for (unsigned int i = 0; i < r->columns.nr; i++) {
		const int width = (int)strlen(r->columns.all[i].name);

		fprintf(out, " %*s", width > VALUE_WIDTH ? width : VALUE_WIDTH,
			bench_number(row->values[i], number, sizeof(number)));
	}
	for (unsigned int i = 0; i < r->columns.nr; i++)
		if (bench_is_ours(&r->columns.all[i]))
			fprintf(out, "  %*s",
				(int)(strlen(r->columns.all[i].name) + strlen("/best")),
				bench_number(bench_ratio(r, row, i), number, sizeof(number)));
	fputc('\n', out);
}

void bench_table(const struct bench_results *r, FILE *out)
{
	print_allocators(r, out);
	for (unsigned int g = 0; bench_groups[g].title; g++) {
		bool begun = false;

		for (unsigned int i = 0; i < r->nr_rows; i++) {
			if (r->rows[i].kind->group != g)
				continue;
			if (!begun) {
				fprintf(out, "\n%s [%s]\n", bench_groups[g].title,
					bench_groups[g].unit);
				print_head(r, out);
			}
			begun = true;
			print_row(r, &r->rows[i], out);
		}
	}
}
