// SPDX-License-Identifier: MIT
/* The results for programs: JSON and CSV.  A figure that is not there is null, and nothing. */
#include <sys/utsname.h>

#include "cli/bench/bench.h"

static const char *const efforts[NR_EFFORTS] = {
	[EFFORT_QUICK] = "quick",
	[EFFORT_NORMAL] = "normal",
	[EFFORT_FULL] = "full",
};

/* ---- JSON ------------------------------------------------------------------------------------ */

static void json_string(const char *text, FILE *out)
{
	if (!text) {
		fputs("null", out);
		return;
	}
	fputc('"', out);
	for (; *text; text++)
		if (*text == '"' || *text == '\\')
			fprintf(out, "\\%c", *text);
		else if ((unsigned char)*text < ' ')
			fprintf(out, "\\u%04x", *text);
		else
			fputc(*text, out);
	fputc('"', out);
}

static void json_number(double value, FILE *out)
{
	if (value > 0)
		fprintf(out, "%.6g", value);
	else
		fputs("null", out);
}

static void json_host(const struct bench_results *r, FILE *out)
{
	struct utsname host;

	uname(&host);
	fputs("\t\"version\": ", out);
	json_string(ASHLAR_VERSION, out);
	fputs(",\n\t\"processor\": ", out);
	json_string(bench_processor(), out);
	fputs(",\n\t\"kernel\": ", out);
	json_string(host.release, out);
	fprintf(out, ",\n\t\"cpu\": %u,\n\t\"rounds\": %u,\n\t\"effort\": \"%s\",\n", r->cpu,
		r->rounds, efforts[r->effort]);
}

static void json_allocators(const struct bench_results *r, FILE *out)
{
	fputs("\t\"allocators\": [", out);
	for (unsigned int i = 0; i < r->columns.nr; i++) {
		const struct bench_column *column = &r->columns.all[i];

		fputs(i ? ",\n\t\t{ \"name\": " : "\n\t\t{ \"name\": ", out);
		json_string(column->name, out);
		fputs(", \"interface\": ", out);
		json_string(bench_interfaces[column->interface], out);
		fputs(", \"version\": ", out);
		json_string(column->version, out);
		fputs(", \"path\": ", out);
		json_string(column->path, out);
		fputs(" }", out);
	}
	fputs("\n\t],\n", out);
}

static void json_row(const struct bench_results *r, const struct bench_row *row, FILE *out)
{
	const int fastest = bench_fastest(r, row);
	const char *comma = "";

	fputs("\t\t{ \"name\": ", out);
	json_string(row->name, out);
	fputs(", \"case\": ", out);
	json_string(row->c->name, out);
	fputs(", \"group\": ", out);
	json_string(bench_groups[row->kind->group].title, out);
	fputs(", \"unit\": ", out);
	json_string(bench_groups[row->kind->group].unit, out);
	fputs(",\n\t\t  \"values\": { ", out);
	for (unsigned int i = 0; i < r->columns.nr; i++) {
		fprintf(out, "%s\"%s\": ", i ? ", " : "", r->columns.all[i].name);
		json_number(row->values[i], out);
	}
	fputs(" },\n\t\t  \"fastest_malloc\": ", out);
	json_string(fastest < 0 ? NULL : r->columns.all[fastest].name, out);
	fputs(", \"ratios\": { ", out);
	for (unsigned int i = 0; i < r->columns.nr; i++)
		if (bench_is_ours(&r->columns.all[i])) {
			fprintf(out, "%s\"%s\": ", comma, r->columns.all[i].name);
			json_number(bench_ratio(r, row, i), out);
			comma = ", ";
		}
	fputs(" } }", out);
}

void bench_json(const struct bench_results *r, FILE *out)
{
	fputs("{\n", out);
	json_host(r, out);
	json_allocators(r, out);
	fputs("\t\"figures\": [\n", out);
	for (unsigned int i = 0; i < r->nr_rows; i++) {
		json_row(r, &r->rows[i], out);
		fputs(i + 1 < r->nr_rows ? ",\n" : "\n", out);
	}
	fputs("\t]\n}\n", out);
}

/* ---- CSV ------------------------------------------------------------------------------------- */

static void csv_number(double value, FILE *out)
{
	fputc(',', out);
	if (value > 0)
		fprintf(out, "%.6g", value);
}

/* No name has a comma or a quote in it; titles are left to JSON. */
void bench_csv(const struct bench_results *r, FILE *out)
{
	fputs("name,unit", out);
	for (unsigned int i = 0; i < r->columns.nr; i++)
		fprintf(out, ",%s", r->columns.all[i].name);
	for (unsigned int i = 0; i < r->columns.nr; i++)
		if (bench_is_ours(&r->columns.all[i]))
			fprintf(out, ",%s/best", r->columns.all[i].name);
	fputc('\n', out);
	for (unsigned int row = 0; row < r->nr_rows; row++) {
		fprintf(out, "%s,%s", r->rows[row].name,
			bench_groups[r->rows[row].kind->group].unit);
		for (unsigned int i = 0; i < r->columns.nr; i++)
			csv_number(r->rows[row].values[i], out);
		for (unsigned int i = 0; i < r->columns.nr; i++)
			if (bench_is_ours(&r->columns.all[i]))
				csv_number(bench_ratio(r, &r->rows[row], i), out);
		fputc('\n', out);
	}
}
