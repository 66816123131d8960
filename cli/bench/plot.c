// SPDX-License-Identifier: MIT
/*
 * The results as a picture: SVG, a panel for each group of rows, one below the other.
 *
 * A group is drawn as bars from 0, as bars of the logarithm, or as lines over the number of
 * threads.  Where a few bars of a panel would press all others flat, they are cut, marked, and say
 * their figure; every bar says its figure anyway.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "cli/bench/bench.h"

/* Pixels. */
#define WIDTH	     1080
#define MARGIN	     20
#define HEAD	     78	 /* title and legend */
#define AXIS_WIDTH   56	 /* the numbers beside a panel */
#define PANEL_HEIGHT 170 /* of what is drawn */
#define PANEL_ABOVE  62	 /* its title, and room for figures above the highest bar */
#define PANEL_BELOW  34	 /* names of its rows */
#define GRID_LINES   4
#define BAR_MAX	     22
#define FIGURE_GAP   3
#define DRAWN_WIDTH  (WIDTH - 2 * MARGIN - AXIS_WIDTH)

/* Bars above this share of all are cut if the highest is so much higher. */
#define CUT_SHARE  0.85
#define CUT_FACTOR 1.8

/* Told apart by all eyes, ours being the two blues; what comes after them begins anew. */
static const char *const colours[] = {
	"#0072b2", "#56b4e9", "#8c8c8c", "#e69f00", "#d55e00", "#009e73", "#cc79a7", "#7a5195",
};

static const char *colour(unsigned int column)
{
	return colours[column % (sizeof(colours) / sizeof(*colours))];
}

/** struct panel - a group while it is drawn. */
struct panel {
	const struct bench_results *r;
	const struct bench_group *group;
	unsigned int nr; /* its rows */
	const struct bench_row **rows;
	bool *drawn; /* columns that have a figure in any of them */
	unsigned int nr_drawn;
	bool inverted;	 /* what is drawn is how many in a second */
	double from, to; /* what the axis shows */
	double top;	 /* of what is drawn */
	FILE *out;
};

/* ---- figures and places ---------------------------------------------------------------------- */

/* Threads are drawn by what they get done together, in millions a second. */
static double drawn_value(const struct panel *p, unsigned int row, unsigned int column)
{
	const double value = p->rows[row]->values[column];

	return p->inverted && value > 0 ? 1000 / value : value;
}

static int compare(const void *a, const void *b)
{
	const double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* 1, 2 or 5 times a power of ten, and not below @value. */
static double round_up(double value)
{
	const double power = pow(10, floor(log10(value)));

	if (value <= power)
		return power;
	if (value <= 2 * power)
		return 2 * power;
	return value <= 5 * power ? 5 * power : 10 * power;
}

/* What the axis must show, from all figures of the panel in order. */
static void choose_axis(struct panel *p, const double *sorted, unsigned int nr)
{
	const double most = sorted[nr - 1];
	const double usual = sorted[(unsigned int)(CUT_SHARE * (nr - 1))];

	if (p->group->scale == SCALE_LOG) {
		p->from = pow(10, floor(log10(sorted[0])));
		p->to = pow(10, ceil(log10(most)));
		if (p->to <= p->from)
			p->to = 10 * p->from;
		return;
	}
	p->from = 0;
	p->to = p->group->scale == SCALE_BARS && most > CUT_FACTOR * usual ? 1.2 * usual : most;
	p->to = GRID_LINES * round_up(p->to / GRID_LINES);
}

/* Down from the top of the picture. */
static double height_of(const struct panel *p, double value)
{
	double share = (value - p->from) / (p->to - p->from);

	if (p->group->scale == SCALE_LOG)
		share = log(value / p->from) / log(p->to / p->from);
	return p->top + PANEL_HEIGHT * (1 - (share > 1 ? 1 : share));
}

static double left_of_slot(const struct panel *p, double slot)
{
	return MARGIN + AXIS_WIDTH + DRAWN_WIDTH * slot / p->nr;
}

/* ---- parts ----------------------------------------------------------------------------------- */

static void print_text(FILE *out, const char *text)
{
	for (; *text; text++)
		switch (*text) {
		case '<':
			fputs("&lt;", out);
			break;
		case '>':
			fputs("&gt;", out);
			break;
		case '&':
			fputs("&amp;", out);
			break;
		default:
			fputc(*text, out);
			break;
		}
}

static void draw_grid_line(const struct panel *p, double value)
{
	const double y = height_of(p, value);

	fprintf(p->out,
		"<line x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\" stroke=\"#dddddd\"/>\n"
		"<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%g</text>\n",
		MARGIN + AXIS_WIDTH, y, WIDTH - MARGIN, y, MARGIN + AXIS_WIDTH - 6, y + 4, value);
}

static void draw_frame(const struct panel *p)
{
	const char *unit = p->inverted ? "millions a second; more is better" : p->group->unit;

	fprintf(p->out, "<text x=\"%d\" y=\"%.1f\" class=\"title\">", MARGIN,
		p->top - PANEL_ABOVE + 22);
	print_text(p->out, p->group->title);
	fprintf(p->out, " <tspan class=\"unit\">[");
	print_text(p->out, unit);
	fputs(p->group->scale == SCALE_LOG ? ", logarithmic]</tspan></text>\n" :
					     "]</tspan></text>\n",
	      p->out);
	if (p->group->scale == SCALE_LOG)
		for (double value = p->from; value <= p->to * 1.01; value *= 10)
			draw_grid_line(p, value);
	for (int i = 0; i <= GRID_LINES && p->group->scale != SCALE_LOG; i++)
		draw_grid_line(p, p->to * i / GRID_LINES);
	for (unsigned int row = 0; row < p->nr; row++) {
		fprintf(p->out, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">",
			left_of_slot(p, row + 0.5), p->top + PANEL_HEIGHT + 16);
		print_text(p->out, p->rows[row]->name);
		fputs("</text>\n", p->out);
	}
}

static void draw_bar(const struct panel *p, double x, double width, double value,
		     unsigned int column)
{
	const double y = height_of(p, value), bottom = p->top + PANEL_HEIGHT;
	const double middle = x + width / 2;
	char number[32];

	fprintf(p->out,
		"<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"/>\n", x, y,
		width * 0.9, bottom - y, colour(column));
	if (value > p->to)
		fprintf(p->out,
			"<path d=\"M%.1f %.1f l%.1f -6\" stroke=\"white\" stroke-width=\"3\"/>\n",
			x - 1, y + 12, width + 2);
	fprintf(p->out,
		"<text class=\"figure\" transform=\"translate(%.1f %.1f) rotate(-90)\">%s</text>\n",
		middle + 2, y - FIGURE_GAP, bench_number(value, number, sizeof(number)));
}

static void draw_bars(const struct panel *p)
{
	double width = DRAWN_WIDTH / p->nr * 0.9 / p->nr_drawn;

	if (width > BAR_MAX)
		width = BAR_MAX;
	for (unsigned int row = 0; row < p->nr; row++) {
		double x = left_of_slot(p, row + 0.5) - width * p->nr_drawn / 2;

		for (unsigned int column = 0; column < p->r->columns.nr; column++) {
			const double value = drawn_value(p, row, column);

			if (!p->drawn[column])
				continue;
			if (value > 0)
				draw_bar(p, x, width, value, column);
			x += width;
		}
	}
}

static void draw_lines(const struct panel *p)
{
	for (unsigned int column = 0; column < p->r->columns.nr; column++) {
		if (!p->drawn[column])
			continue;
		fprintf(p->out,
			"<polyline fill=\"none\" stroke-width=\"2.5\" stroke=\"%s\" points=\"",
			colour(column));
		for (unsigned int row = 0; row < p->nr; row++)
			if (drawn_value(p, row, column) > 0)
				fprintf(p->out, "%.1f,%.1f ", left_of_slot(p, row + 0.5),
					height_of(p, drawn_value(p, row, column)));
		fputs("\"/>\n", p->out);
		for (unsigned int row = 0; row < p->nr; row++)
			if (drawn_value(p, row, column) > 0)
				fprintf(p->out,
					"<circle cx=\"%.1f\" cy=\"%.1f\" r=\"4\" fill=\"%s\"/>\n",
					left_of_slot(p, row + 0.5),
					height_of(p, drawn_value(p, row, column)), colour(column));
	}
}

/* ---- panels ---------------------------------------------------------------------------------- */

static void collect_rows(struct panel *p)
{
	for (unsigned int i = 0; i < p->r->nr_rows; i++) {
		const struct bench_row *row = &p->r->rows[i];

		if (&bench_groups[row->kind->group] != p->group)
			continue;
		p->rows[p->nr++] = row;
		for (unsigned int column = 0; column < p->r->columns.nr; column++)
			if (row->values[column] > 0 && !p->drawn[column]) {
				p->drawn[column] = true;
				p->nr_drawn++;
			}
	}
}

/* Return: pixels that it took. */
static double draw_panel(const struct bench_results *r, const struct bench_group *group, double top,
			 double *values, FILE *out)
{
	struct panel p = {
		.r = r,
		.group = group,
		.rows = calloc(r->nr_rows, sizeof(*p.rows)),
		.drawn = calloc(r->columns.nr, sizeof(*p.drawn)),
		.inverted = group->scale == SCALE_LINES && strcmp(group->unit, "ns") == 0,
		.top = top + PANEL_ABOVE,
		.out = out,
	};
	unsigned int nr = 0;

	if (p.rows && p.drawn)
		collect_rows(&p);
	for (unsigned int i = 0; i < p.nr * r->columns.nr; i++) {
		const double value = drawn_value(&p, i / r->columns.nr, i % r->columns.nr);

		if (value > 0)
			values[nr++] = value;
	}
	if (nr) {
		qsort(values, nr, sizeof(*values), compare);
		choose_axis(&p, values, nr);
		draw_frame(&p);
		if (group->scale == SCALE_LINES)
			draw_lines(&p);
		else
			draw_bars(&p);
	}
	free(p.rows);
	free(p.drawn);
	return nr ? PANEL_ABOVE + PANEL_HEIGHT + PANEL_BELOW : 0;
}

static void draw_head(const struct bench_results *r, FILE *out)
{
	double x = MARGIN;

	fprintf(out,
		"<style>text { font: 11px sans-serif; fill: #333333 } .title { font-size: 14px; "
		"font-weight: bold } .unit { font-weight: normal; fill: #666666 } .figure { "
		"font-size: 9px }</style>\n"
		"<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>\n"
		"<text x=\"%d\" y=\"28\" class=\"title\">Memory allocators on ",
		MARGIN);
	print_text(out, bench_processor());
	fprintf(out,
		" <tspan class=\"unit\">the least of %u round%s; lower is better</tspan></text>\n",
		r->rounds, r->rounds == 1 ? "" : "s");
	for (unsigned int i = 0; i < r->columns.nr; i++) {
		const struct bench_column *column = &r->columns.all[i];

		fprintf(out,
			"<rect x=\"%.0f\" y=\"46\" width=\"14\" height=\"14\" fill=\"%s\"/>"
			"<text x=\"%.0f\" y=\"57\">",
			x, colour(i), x + 20);
		print_text(out, column->name);
		fputc(' ', out);
		print_text(out, column->version ?: "");
		fputs("</text>\n", out);
		x += (double)(WIDTH - 2 * MARGIN) / r->columns.nr;
	}
}

void bench_plot(const struct bench_results *r, FILE *out)
{
	double *values = calloc((size_t)r->nr_rows * r->columns.nr + 1, sizeof(*values));
	double height = HEAD;
	bool seen[64] = { false };

	for (unsigned int i = 0; i < r->nr_rows; i++)
		seen[r->rows[i].kind->group] = true;
	for (unsigned int g = 0; bench_groups[g].title; g++)
		height += seen[g] ? PANEL_ABOVE + PANEL_HEIGHT + PANEL_BELOW : 0;
	fprintf(out,
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%.0f\" "
		"viewBox=\"0 0 %d %.0f\">\n",
		WIDTH, height, WIDTH, height);
	draw_head(r, out);
	height = HEAD;
	for (unsigned int g = 0; bench_groups[g].title && values; g++)
		height += draw_panel(r, &bench_groups[g], height, values, out);
	fputs("</svg>\n", out);
	free(values);
}
