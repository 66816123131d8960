// SPDX-License-Identifier: MIT
/*
 * The log: a ring of messages with their times and levels.
 *
 * base/print.c formats a message and hands it to log_take().  A message is cut into lines; each
 * line is a record.  The last line of a message that did not end in a newline stays open, so that
 * a KERN_CONT from the same thread can go on with it; anything else closes it.
 *
 * Records lie behind each other in a fixed area and never wrap around its end; where one does not
 * fit, a record without a line stands for the rest.  New records push out the oldest:
 *
 *	first_seq <= seq of every record < next_seq
 *	first < next: the records are [first, next)
 *	otherwise, unless it is empty: [first, filler) and [0, next)
 *	next + a record's header <= LOG_BYTES, so that a filler always fits
 *
 * The lock is one of the core's own: printing works in any context and takes no CPU.
 */
#include "kernel/kernel.h"
#include <linux/align.h>
#include <linux/export.h>
#include <linux/minmax.h>
#include <linux/printk.h>
#include <linux/string.h>
#include <linux/time64.h>
#include "port/port.h"
#include "port/stack.h"

/* Derived: what a kernel of a small machine keeps, some two thousand lines. */
#define LOG_BYTES (1u << 18)

#define FILLER 0xff

/* A record's text follows it, without a NUL. */
struct record {
	u64 ns;
	u16 size; /* of the record with its text, a multiple of 8 */
	u16 len;
	u8 level;
};

#define RECORD_MAX ALIGN(sizeof(struct record) + sizeof_field(struct log_line, text), 8)

_Static_assert(RECORD_MAX <= U16_MAX, "a record's size fits");

int console_printk[4] = { CONSOLE_LOGLEVEL_DEFAULT, MESSAGE_LOGLEVEL_DEFAULT, CONSOLE_LOGLEVEL_MIN,
			  CONSOLE_LOGLEVEL_DEFAULT };
EXPORT_SYMBOL(console_printk);

static struct {
	struct lock lock;
	u32 first, next; /* offsets of the oldest record and of the one to come */
	u64 first_seq, next_seq;
	u64 dropped;
	void (*console)(const char *text, size_t len);
	struct log_line open; /* the line that goes on; none when @open_by is NULL */
	const void *open_by;
	char area[LOG_BYTES] __aligned(8);
} ring;

static struct record *record_at(u32 offset)
{
	return (struct record *)(ring.area + offset);
}

static bool ring_is_empty(void)
{
	return ring.first_seq == ring.next_seq;
}

/* Push out the oldest record, and the filler behind it. */
static void drop_oldest(void)
{
	ring.first += record_at(ring.first)->size;
	ring.first_seq++;
	if (ring_is_empty()) {
		ring.first = ring.next = 0;
		return;
	}
	if (record_at(ring.first)->level == FILLER)
		ring.first = 0;
}

/* Whether [next, next + size) is free: it is where the oldest record does not lie in it. */
static bool has_room(u32 size)
{
	if (ring_is_empty())
		return true;
	return ring.first < ring.next || ring.first >= ring.next + size;
}

static void go_to_start(void)
{
	/* All between here and the end goes, or the filler would lie on records. */
	while (!ring_is_empty() && ring.first >= ring.next) {
		drop_oldest();
		ring.dropped++;
	}
	if (ring_is_empty())
		return;
	record_at(ring.next)->level = FILLER;
	ring.next = 0;
}

static void store(const struct log_line *line)
{
	u32 size = (u32)ALIGN(sizeof(struct record) + line->len, 8);
	struct record *record;

	if (ring.next + size > LOG_BYTES - sizeof(struct record))
		go_to_start();
	while (!has_room(size)) {
		drop_oldest();
		ring.dropped++;
	}
	record = record_at(ring.next);
	record->ns = line->ns;
	record->size = (u16)size;
	record->len = (u16)line->len;
	record->level = (u8)line->level;
	memcpy(record + 1, line->text, line->len);
	ring.next += size;
	ring.next_seq++;
}

/* The console is the world's below, which knows no limit of a kernel stack. */
static void show_line(void *unused)
{
	static char shown[sizeof_field(struct log_line, text) + 32];

	ring.console(shown, log_format(&ring.open, shown, sizeof(shown)));
}

/* The open line is done: into the ring with it, and on to the console. */
static void close_line(void)
{
	if (!ring.open_by)
		return;
	ring.open_by = NULL;
	store(&ring.open);
	if (ring.console && ring.open.level < console_loglevel)
		port_stack_own(show_line, NULL);
}

static void append(const char *text, size_t len)
{
	struct log_line *line = &ring.open;

	len = min(len, sizeof(line->text) - 1 - line->len);
	memcpy(line->text + line->len, text, len);
	line->len += (unsigned int)len;
	line->text[line->len] = 0;
}

static void open_line(int level, const void *by)
{
	ring.open.ns = time_since_boot();
	ring.open.level = level < 0 ? default_message_loglevel : level;
	ring.open.len = 0;
	ring.open.text[0] = 0;
	ring.open_by = by;
}

static void log_take(int level, bool cont, const char *text, size_t len)
{
	const void *me = port_self();

	lock_acquire(&ring.lock);
	if (!cont || ring.open_by != me)
		close_line();
	while (len) {
		const char *end = memchr(text, '\n', len);
		size_t part = end ? (size_t)(end - text) : len;

		if (!ring.open_by)
			open_line(level, me);
		append(text, part);
		if (!end)
			break;
		close_line();
		text += part + 1;
		len -= part + 1;
	}
	lock_release(&ring.lock);
}

/* ---- reading --------------------------------------------------------------------------------- */

bool log_read(u64 seq, struct log_line *line)
{
	const struct record *record;
	u64 at;
	u32 offset;

	lock_acquire(&ring.lock);
	if (seq >= ring.next_seq)
		close_line();
	if (seq >= ring.next_seq) {
		lock_release(&ring.lock);
		return false;
	}
	offset = ring.first;
	for (at = ring.first_seq; at < seq; at++) {
		offset += record_at(offset)->size;
		if (record_at(offset)->level == FILLER)
			offset = 0;
	}
	record = record_at(offset);
	line->seq = at;
	line->ns = record->ns;
	line->level = record->level;
	line->len = record->len;
	memcpy(line->text, record + 1, record->len);
	line->text[record->len] = 0;
	lock_release(&ring.lock);
	return true;
}

u64 log_next(void)
{
	u64 next;

	lock_acquire(&ring.lock);
	close_line();
	next = ring.next_seq;
	lock_release(&ring.lock);
	return next;
}

u64 log_dropped(void)
{
	u64 dropped;

	lock_acquire(&ring.lock);
	dropped = ring.dropped;
	lock_release(&ring.lock);
	return dropped;
}

unsigned int log_format(const struct log_line *line, char *buf, unsigned int size)
{
	struct textbuf t;
	u32 rest;
	u64 seconds = div_u64_rem(line->ns, NSEC_PER_SEC, &rest);

	textbuf_init(&t, buf, size);
	textbuf_printf(&t, "[%5llu.%06u] %s\n", seconds, rest / (u32)NSEC_PER_USEC, line->text);
	return min_t(unsigned int, (unsigned int)t.len, size - 1);
}

/* ---- life ------------------------------------------------------------------------------------ */

static void forget(void)
{
	ring.first_seq = ring.next_seq;
	ring.first = ring.next = 0;
	ring.dropped = 0;
}

void log_clear(void)
{
	lock_acquire(&ring.lock);
	close_line();
	forget();
	lock_release(&ring.lock);
}

void log_set_console(void (*write)(const char *text, size_t len))
{
	lock_acquire(&ring.lock);
	ring.console = write;
	lock_release(&ring.lock);
}

/* Who took messages before. */
static print_sink_t outer;

/** log_init - start the log; may come before the machine's boot, whose messages it then keeps. */
void log_init(void)
{
	if (printk_sink == log_take)
		return;
	lock_init(&ring.lock);
	ring.open_by = NULL;
	ring.next_seq = 0;
	forget();
	outer = printk_sink;
	printk_sink = log_take;
}

/** log_exit - messages go where they went before; what is in the ring stays readable. */
void log_exit(void)
{
	lock_acquire(&ring.lock);
	close_line();
	lock_release(&ring.lock);
	if (printk_sink == log_take)
		printk_sink = outer;
}
