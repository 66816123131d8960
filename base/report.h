/* SPDX-License-Identifier: MIT */
/*
 * Telling the user about a mistake.
 *
 * A report is a header line, what its caller adds, the CPU and task, and the calls that led there:
 *
 *	BUG: Bad page state, pfn:00123: still in use
 *	page: refcount 1 mapcount 0
 *	CPU: 0 PID: 17 Comm: insmod
 *	Call Trace:
 *	 <TASK>
 *	 free_pages+0x12/0x40
 *	 </TASK>
 *
 * Each counts; a command that saw any ends with the status that says so.
 */
#ifndef BASE_REPORT_H
#define BASE_REPORT_H

#include <linux/compiler.h>
#include <linux/panic.h>
#include <linux/stdarg.h>
#include <linux/types.h>

/** report_count - how many mistakes were reported since the program started. */
extern unsigned long report_count;

/**
 * report - report a mistake.
 * @fmt: the header line without a newline.  Where it names no kind itself ("BUG", "WARNING",
 *	"INFO"), "BUG: " is put before it.
 *
 * Context: any.
 */
void report(const char *fmt, ...) __kernel_name(report) __printf(1, 2) __cold;

/**
 * report_begin, report_end - a report to whose header the caller adds lines with pr_err().
 * Reports of several threads may mix, line by line.
 */
void report_begin(const char *fmt, ...) __printf(1, 2) __cold;
void report_end(void) __cold;

/**
 * report_trace - print the calls that led here, as a report does.
 * @entries: return addresses, innermost first; @nr: how many.
 * @level: a KERN_ level.
 */
void report_trace(const char *level, const unsigned long *entries, unsigned int nr);

/**
 * report_trace_cut - report_trace() of a chain that was too long to keep.
 * @inner: behind so many entries @left_out are missing.
 */
void report_trace_cut(const char *level, const unsigned long *entries, unsigned int nr,
		      unsigned int inner, unsigned int left_out);

/**
 * struct report_listener - someone who keeps reports as records.
 * @begin: this thread begins a report of @title, which is without "BUG: " if it was given so.
 * @calls: the report shows these return addresses, innermost first; @own: those that led to it.
 * @end: it is complete.
 *
 * What the thread prints between @begin and @end is the report's text.
 * Context: the report's own, which is any.
 */
struct report_listener {
	void (*begin)(const char *title);
	void (*calls)(const unsigned long *entries, unsigned int nr, bool own);
	void (*end)(void);
};

/** report_listener - NULL: nobody.  Set while nothing can be reported. */
extern const struct report_listener *report_listener;

/**
 * report_open, report_close - around a report in words of its caller's own: it counts.
 * @title: what a header line would say.
 */
void report_open(const char *title);
void report_close(void);

/**
 * report_calls - a report shows these calls otherwise than by report_trace().
 * @own: they led to the mistake itself, not to something that is of interest there.
 */
void report_calls(const unsigned long *entries, unsigned int nr, bool own);

/** struct report_who - who runs. */
struct report_who {
	int pid;
	const char *comm;
};

/** report_identify - fills in who runs; NULL where there are no tasks: pid 0, "swapper". */
extern void (*report_identify)(struct report_who *who);
void report_who(struct report_who *who);

#endif
