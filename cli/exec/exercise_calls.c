// SPDX-License-Identifier: MIT
/*
 * The calls of the exercise, well and badly.
 *
 * A program's memory ends with nothing behind it, as in a script: bytes that are put at its end
 * have no more than what was asked for.  Sizes grow, and a call that is a mistake is not made
 * again: what writes past its memory does so by little.  The largest come last.
 */
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/ioctl.h>
#include <linux/kernel.h>
#include <linux/limits.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "base/base.h"
#include "check/fault/fault.h"
#include "cli/exec/exercise.h"
#include "kernel/files/files.h"
#include "kernel/files/user.h"
#include "kernel/kernel.h"
#include "port/port.h"

#define USER_PAGES 4
/* Memory for an ioctl() whose number says no size. */
#define ARGUMENT_BYTES 256
/* How often two programs do the same: derived from some 10 us a call, for a few ms. */
#define ROUNDS 12
/* So much time is for each call of a file: a driver that sleeps is not waited for many times. */
#define CALL_NS 500000000ull
/* EPOLLIN | EPOLLPRI | EPOLLOUT */
#define EVENTS 7u

/* ---- a program ------------------------------------------------------------------------------- */

int exercise_user_begin(struct exercise_user *user)
{
	user->buf = user_map(USER_PAGES * PAGE_SIZE, PROT_READ | PROT_WRITE);
	if (IS_ERR_VALUE(user->buf))
		return -ENOMEM;
	user->readonly = user_map(PAGE_SIZE, PROT_READ);
	if (IS_ERR_VALUE(user->readonly)) {
		user_unmap(user->buf);
		return -ENOMEM;
	}
	user->crashes = use_crashes();
	lock_acquire(&user->lock);
	user->task = current;
	lock_release(&user->lock);
	return 0;
}

void exercise_user_end(struct exercise_user *user)
{
	lock_acquire(&user->lock);
	user->task = NULL;
	lock_release(&user->lock);
	flush_signals(current);
	user_unmap(user->readonly);
	user_unmap(user->buf);
}

/* Memory with only @room bytes there. */
static unsigned long at_end(const struct exercise_user *user, unsigned long room)
{
	return user->buf + USER_PAGES * PAGE_SIZE - room;
}

/* Memory that lies on two pages. */
static unsigned long across(const struct exercise_user *user, unsigned long bytes)
{
	return user->buf + PAGE_SIZE - min(bytes / 2, PAGE_SIZE);
}

static unsigned long nowhere(const struct exercise_user *user)
{
	return at_end(user, 0);
}

/* ---- one call -------------------------------------------------------------------------------- */

static bool begin(struct exercise_user *user, struct exercise_file *file, enum exercise_call call)
{
	if (exercise_stopped() || READ_ONCE(file->over) & 1u << call)
		return false;
	/* Of a signal that came too late for the call before. */
	flush_signals(current);
	user->reports = READ_ONCE(report_count);
	user->began = port_time_ns();
	__atomic_store_n(&user->turn, user->turn + 1, __ATOMIC_RELEASE);
	return true;
}

static void end(struct exercise_user *user, struct exercise_file *file, enum exercise_call call)
{
	bool over = READ_ONCE(report_count) != user->reports;
	u64 spent = port_time_ns() - user->began;

	__atomic_store_n(&user->turn, user->turn + 1, __ATOMIC_RELEASE);
	if (use_crashes() != user->crashes)
		exercise_stop();
	if (signal_pending(current)) {
		flush_signals(current);
		over = true;
	}
	if (__atomic_add_fetch(&file->spent[call], spent, __ATOMIC_RELAXED) > CALL_NS)
		over = true;
	/* Who cannot close would leave files open: that is done however it goes. */
	if (over && call != CALL_CLOSE)
		__atomic_fetch_or(&file->over, 1u << call, __ATOMIC_RELAXED);
}

static struct file *do_open(struct exercise_user *user, struct exercise_file *target, int flags)
{
	struct file *file = NULL;

	if (!begin(user, target, CALL_OPEN))
		return NULL;
	use_open(target->path, flags, &file);
	end(user, target, CALL_OPEN);
	return file;
}

static void do_close(struct exercise_user *user, struct exercise_file *target, struct file *file)
{
	if (!file || !begin(user, target, CALL_CLOSE))
		return;
	use_close(file);
	end(user, target, CALL_CLOSE);
}

static void do_read(struct exercise_user *user, struct exercise_file *target, struct file *file,
		    unsigned long addr, unsigned long bytes)
{
	if (!begin(user, target, CALL_READ))
		return;
	use_read(file, addr, bytes);
	end(user, target, CALL_READ);
}

static void do_write(struct exercise_user *user, struct exercise_file *target, struct file *file,
		     unsigned long addr, unsigned long bytes)
{
	if (!begin(user, target, CALL_WRITE))
		return;
	use_write(file, addr, bytes);
	end(user, target, CALL_WRITE);
}

static void do_lseek(struct exercise_user *user, struct exercise_file *target, struct file *file,
		     loff_t at, int whence)
{
	if (!begin(user, target, CALL_LSEEK))
		return;
	use_lseek(file, at, whence);
	end(user, target, CALL_LSEEK);
}

static void do_ioctl(struct exercise_user *user, struct exercise_file *target, struct file *file,
		     unsigned int command, unsigned long arg)
{
	if (!begin(user, target, CALL_IOCTL))
		return;
	use_ioctl(file, command, arg);
	end(user, target, CALL_IOCTL);
}

static void do_rest(struct exercise_user *user, struct exercise_file *target, struct file *file)
{
	if (begin(user, target, CALL_POLL)) {
		use_poll(file, EVENTS, 1);
		end(user, target, CALL_POLL);
	}
	if (begin(user, target, CALL_FSYNC)) {
		use_fsync(file);
		use_fasync(file, true);
		use_fasync(file, false);
		end(user, target, CALL_FSYNC);
	}
}

/* What programs write to most files of text, then letters. */
static void fill(const struct exercise_user *user, unsigned long addr, unsigned long bytes)
{
	char letters[ARGUMENT_BYTES];
	unsigned long part;

	for (unsigned int i = 0; i < sizeof(letters); i++)
		letters[i] = (char)('a' + i % 26);
	for (unsigned long done = 0; done < bytes; done += part) {
		part = min(bytes - done, (unsigned long)sizeof(letters));
		use_poke(addr + done, letters, part);
	}
	use_poke(addr, "1\n", min(bytes, 2ul));
}

/* ---- well ------------------------------------------------------------------------------------ */

static void write_and_read(struct exercise_user *user, struct exercise_file *target,
			   struct file *file, unsigned long bytes)
{
	unsigned long addr = across(user, bytes);

	fill(user, addr, bytes);
	do_write(user, target, file, addr, bytes);
	do_lseek(user, target, file, 0, SEEK_SET);
	do_read(user, target, file, addr, bytes);
}

/* Map, and touch each end. */
static void map(struct exercise_user *user, struct exercise_file *target, struct file *file,
		unsigned long pages, unsigned long pgoff, int prot)
{
	unsigned long bytes = pages * PAGE_SIZE, addr;
	char byte = 0;

	if (!file->f_op->mmap || !begin(user, target, CALL_MMAP))
		return;
	addr = (unsigned long)use_mmap(file, bytes, prot, MAP_SHARED, pgoff);
	if (!IS_ERR_VALUE(addr)) {
		use_peek(&byte, addr, 1);
		use_peek(&byte, addr + bytes - 1, 1);
		if (prot & PROT_WRITE)
			use_poke(addr, &byte, 1);
		use_munmap(addr);
	}
	end(user, target, CALL_MMAP);
}

/* Memory that ends with what the number says is passed, with @value in each byte. */
static unsigned long argument(const struct exercise_user *user, unsigned int command, int value)
{
	unsigned long room = _IOC_SIZE(command) ?: ARGUMENT_BYTES;
	char bytes[ARGUMENT_BYTES];

	room = min(room, USER_PAGES * PAGE_SIZE);
	memset(bytes, value, sizeof(bytes));
	use_poke(at_end(user, room), bytes, min(room, (unsigned long)sizeof(bytes)));
	return at_end(user, room);
}

static void use_well(struct exercise_user *user, struct exercise_file *target, struct file *file)
{
	static const unsigned long sizes[] = { 1, 2, 16, PAGE_SIZE + 10 };

	for (unsigned int i = 0; i < ARRAY_SIZE(sizes); i++)
		write_and_read(user, target, file, sizes[i]);
	do_read(user, target, file, user->buf, 16);
	do_rest(user, target, file);
	for (unsigned int i = 0; i < target->nr_known; i++)
		do_ioctl(user, target, file, target->commands[i],
			 argument(user, target->commands[i], 0));
	map(user, target, file, 1, 0, PROT_READ | PROT_WRITE);
	map(user, target, file, 1, 0, PROT_READ);
}

static struct file *open_best(struct exercise_user *user, struct exercise_file *target)
{
	return target->nr_modes ? do_open(user, target, target->modes[0] | O_NONBLOCK) : NULL;
}

/* What the first closes may be what the second needs. */
static void use_in_turn(struct exercise_user *user, struct exercise_file *target)
{
	struct file *first = open_best(user, target), *second;

	if (!first)
		return;
	second = open_best(user, target);
	/* Who waits until the first has closed may be opened again. */
	__atomic_fetch_and(&target->over, ~(1u << CALL_OPEN), __ATOMIC_RELAXED);
	if (second) {
		write_and_read(user, target, first, 16);
		write_and_read(user, target, second, 16);
	}
	do_close(user, target, first);
	if (second)
		write_and_read(user, target, second, 16);
	do_close(user, target, second);
}

void exercise_well(struct exercise_user *user, struct exercise_file *target)
{
	static const int modes[] = { O_RDWR, O_RDONLY, O_WRONLY };

	for (unsigned int i = 0; i < ARRAY_SIZE(modes); i++) {
		struct file *file = do_open(user, target, modes[i] | O_NONBLOCK);
		const struct file_operations *ops = file ? file->f_op : NULL;
		bool has_both = target->nr_modes && target->modes[0] == O_RDWR;

		if (!file)
			continue;
		if (!target->nr_commands && !exercise_stopped())
			exercise_commands(target, ops->unlocked_ioctl ?
							  (void *)ops->unlocked_ioctl :
							  (void *)ops->ioctl);
		if (has_both) {
			write_and_read(user, target, file, 16);
		} else {
			target->modes[target->nr_modes++] = modes[i];
			use_well(user, target, file);
		}
		do_close(user, target, file);
	}
	use_in_turn(user, target);
}

/* ---- badly ----------------------------------------------------------------------------------- */

static void at_odd_places(struct exercise_user *user, struct exercise_file *target,
			  struct file *file)
{
	static const struct {
		loff_t at;
		int whence;
	} places[] = {
		{ 3, SEEK_SET },	 { PAGE_SIZE - 1, SEEK_SET },
		{ -1, SEEK_SET },	 { -1, SEEK_CUR },
		{ 0, SEEK_END },	 { 1, SEEK_END },
		{ -1, SEEK_END },	 { INT_MAX, SEEK_SET },
		{ 1ll << 32, SEEK_SET }, { LLONG_MAX, SEEK_SET },
		{ LLONG_MAX, SEEK_CUR }, { LLONG_MIN, SEEK_CUR },
		{ LLONG_MAX, SEEK_END }, { 0, 77 },
	};

	fault_step(STEP_PLACES);
	for (unsigned int i = 0; i < ARRAY_SIZE(places); i++) {
		do_lseek(user, target, file, places[i].at, places[i].whence);
		do_read(user, target, file, across(user, 5), 5);
		do_lseek(user, target, file, places[i].at, places[i].whence);
		do_write(user, target, file, across(user, 5), 5);
	}
	do_lseek(user, target, file, 0, SEEK_SET);
}

static void at_bad_addresses(struct exercise_user *user, struct exercise_file *target,
			     struct file *file)
{
	/* Nothing can be copied, and then some: one way or to some bytes. */
	const struct {
		enum exercise_step step;
		unsigned long addr;
	} bad[] = {
		{ STEP_NOWHERE, 0 },
		{ STEP_NOWHERE, nowhere(user) },
		{ STEP_PARTLY, at_end(user, 3) },
		{ STEP_PARTLY, user->readonly },
		{ STEP_PARTLY, user->readonly + PAGE_SIZE - 1 },
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(bad); i++) {
		fault_step(bad[i].step);
		do_lseek(user, target, file, 0, SEEK_SET);
		do_read(user, target, file, bad[i].addr, 10);
		do_lseek(user, target, file, 0, SEEK_SET);
		do_write(user, target, file, bad[i].addr, 10);
	}
}

static void by_all_numbers(struct exercise_user *user, struct exercise_file *target,
			   struct file *file)
{
	for (unsigned int i = 0; i < target->nr_commands; i++) {
		unsigned int command = target->commands[i];
		const unsigned long bad[] = {
			0, 1, nowhere(user), at_end(user, 1), user->readonly, ~0ul
		};

		fault_step(STEP_NUMBERS);
		do_ioctl(user, target, file, command, argument(user, command, 0));
		do_ioctl(user, target, file, command, argument(user, command, 0xff));
		fault_step(STEP_NOWHERE);
		for (unsigned int k = 0; k < ARRAY_SIZE(bad); k++)
			do_ioctl(user, target, file, command, bad[k]);
	}
}

static void map_badly(struct exercise_user *user, struct exercise_file *target, struct file *file)
{
	fault_step(STEP_MAPS);
	map(user, target, file, 2, 0, PROT_READ | PROT_WRITE);
	map(user, target, file, 1, 1, PROT_READ | PROT_WRITE);
	map(user, target, file, 64, 3, PROT_READ);
	map(user, target, file, 1, ~0ul >> PAGE_SHIFT, PROT_READ);
	map(user, target, file, 1, ~0ul, PROT_READ);
}

/* The last is as much as a program can name; it has a page of it. */
static void in_all_sizes(struct exercise_user *user, struct exercise_file *target,
			 struct file *file)
{
	const unsigned long addr = at_end(user, PAGE_SIZE);
	const unsigned long sizes[] = { 0,
					3,
					15,
					17,
					63,
					65,
					257,
					1000,
					2 * PAGE_SIZE,
					65535,
					65537,
					1ul << 20,
					user_addr_max() - addr };

	fill(user, addr, PAGE_SIZE);
	for (unsigned int i = 0; i < ARRAY_SIZE(sizes); i++) {
		fault_step(sizes[i] > PAGE_SIZE ? STEP_LARGE : STEP_SMALL);
		do_lseek(user, target, file, 0, SEEK_SET);
		do_read(user, target, file, addr, sizes[i]);
		do_lseek(user, target, file, 0, SEEK_SET);
		do_write(user, target, file, addr, sizes[i]);
	}
}

void exercise_badly(struct exercise_user *user, struct exercise_file *target)
{
	for (unsigned int i = 0; i < target->nr_modes; i++) {
		struct file *file;

		fault_step(STEP_PLACES);
		file = do_open(user, target, target->modes[i] | O_NONBLOCK);
		if (!file)
			continue;
		at_odd_places(user, target, file);
		at_bad_addresses(user, target, file);
		by_all_numbers(user, target, file);
		map_badly(user, target, file);
		in_all_sizes(user, target, file);
		do_close(user, target, file);
	}
}

void exercise_patiently(struct exercise_user *user, struct exercise_file *target)
{
	for (unsigned int i = 0; i < target->nr_modes; i++) {
		struct file *file = do_open(user, target, target->modes[i]);

		if (!file)
			continue;
		write_and_read(user, target, file, 16);
		do_read(user, target, file, user->buf, 16);
		do_close(user, target, file);
	}
}

/* ---- beside another -------------------------------------------------------------------------- */

void exercise_beside(struct exercise_user *user, struct exercise_file *target)
{
	for (unsigned int round = 0; round < ROUNDS; round++) {
		struct file *file;

		exercise_meet(user);
		file = open_best(user, target);
		if (!file)
			continue;
		write_and_read(user, target, file, round + 2);
		if (target->nr_known) {
			unsigned int command = target->commands[round % target->nr_known];

			do_ioctl(user, target, file, command, argument(user, command, 0));
		}
		do_close(user, target, file);
	}
}
