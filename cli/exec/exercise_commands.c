// SPDX-License-Identifier: MIT
/*
 * Numbers for ioctl(): those that the driver's code compares with, and some that are wrong.
 *
 * A module does not say which numbers it knows; its ioctl() does, since a switch becomes
 * instructions that compare with them (or, where they lie close together, that subtract the
 * lowest).  So the constants of such instructions are read from its code, without telling where
 * instructions begin: what is none of the driver's numbers is one more wrong one.  That is for
 * x86-64; elsewhere only numbers that are likely are tried.
 */
#include <linux/ioctl.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/string.h>
#include <linux/unaligned.h>

#include "cli/exec/exercise.h"

#ifdef __x86_64__
#define READS_CODE true
#else
#define READS_CODE false
#endif
/* A long switch, instrumented; what comes behind a shorter function is its neighbours. */
#define CODE_BYTES 2048u
/* An instruction that is looked at, at its longest. */
#define INSTRUCTION 7u
/* Of numbers that lie close together. */
#define CLOSE 8u
/* Left for numbers that are not known. */
#define WRONG 8u

static void add(struct exercise_file *file, unsigned int number)
{
	for (unsigned int i = 0; i < file->nr_commands; i++)
		if (file->commands[i] == number)
			return;
	if (file->nr_commands < EXERCISE_COMMANDS)
		file->commands[file->nr_commands++] = number;
}

/* Could it be made by _IO() and its kin? */
static bool is_command(unsigned int number)
{
	unsigned int size = _IOC_SIZE(number);

	if (_IOC_DIR(number) == _IOC_NONE)
		return !size && _IOC_TYPE(number) >= ' ';
	return size && size <= 4096 && _IOC_TYPE(number);
}

static void add_known(struct exercise_file *file, unsigned int first, unsigned int nr)
{
	for (unsigned int i = 0; i < nr; i++)
		if (is_command(first + i) && file->nr_commands < EXERCISE_COMMANDS - WRONG)
			add(file, first + i);
}

/* cmp $n, %reg or a variable; sub $n, %reg; add $-n, %reg; lea -n(%reg), %reg */
static void read_instruction(struct exercise_file *file, const u8 *at)
{
	if (at[0] == 0x3d)
		add_known(file, get_unaligned_le32(at + 1), 1);
	else if (at[0] == 0x2d)
		add_known(file, get_unaligned_le32(at + 1), CLOSE);
	else if (at[0] == 0x05)
		add_known(file, -get_unaligned_le32(at + 1), CLOSE);
	else if (at[0] == 0x81 && at[1] >= 0xf8)
		add_known(file, get_unaligned_le32(at + 2), 1);
	else if (at[0] == 0x81 && at[1] == 0x7d)
		add_known(file, get_unaligned_le32(at + 3), 1);
	else if (at[0] == 0x81 && (at[1] & 0xf8) == 0xe8)
		add_known(file, get_unaligned_le32(at + 2), CLOSE);
	else if ((at[0] == 0x81 && (at[1] & 0xf8) == 0xc0) ||
		 (at[0] == 0x8d && (at[1] & 0xc0) == 0x80))
		add_known(file, -get_unaligned_le32(at + 2), CLOSE);
}

void exercise_commands(struct exercise_file *file, const void *ioctl)
{
	static const unsigned int likely[] = { 0, 1, 2 };
	static const unsigned int wrong[] = { ~0u, 0x5401, _IO('a', 0xfe), _IOWR('a', 0xfd, int) };
	const unsigned long start = (unsigned long)ioctl;

	for (unsigned int i = 0; READS_CODE && i < CODE_BYTES; i++) {
		if (!is_module_text_address(start + i) ||
		    !is_module_text_address(start + i + INSTRUCTION))
			break;
		read_instruction(file, (const u8 *)start + i);
	}
	for (unsigned int i = 0; i < ARRAY_SIZE(likely); i++)
		add(file, likely[i]);
	file->nr_known = ioctl ? file->nr_commands : 0;
	for (unsigned int i = 0; i < ARRAY_SIZE(wrong); i++)
		add(file, wrong[i]);
}
