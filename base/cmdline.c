// SPDX-License-Identifier: MIT
/* Options as text: numbers with a unit, lists of numbers, "name=value" words. */
#include <linux/ctype.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/string.h>

/**
 * get_option - a number from a list of numbers.
 * @str: the text, moved behind the number and a comma that follows.
 * @pint: where to; NULL to skip.
 *
 * Return: 0: there is no number; 1: a number, and no comma; 2: and a comma; 3: and a hyphen, which
 * is not skipped.
 */
int get_option(char **str, int *pint)
{
	char *from = *str;
	int value;

	if (!from || !*from)
		return 0;
	if (*from == '-')
		value = -(int)simple_strtoull(++from, str, 0);
	else
		value = (int)simple_strtoull(from, str, 0);
	if (pint)
		*pint = value;
	if (from == *str)
		return 0;
	if (**str == ',') {
		(*str)++;
		return 2;
	}
	return **str == '-' ? 3 : 1;
}
EXPORT_SYMBOL(get_option);

/*
 * read_range - the rest of a range: *@pint is its first number, @str stands at the hyphen.
 * @room: how many numbers fit behind *@pint.
 * @extra: set to how many the range has behind its first.
 *
 * Return: as get_option() for the last number; 0 where there is none, or it is below the first.
 */
static int read_range(char **str, int *pint, int room, long long *extra)
{
	int low = *pint, high, kind;

	(*str)++;
	kind = get_option(str, &high);
	if (!kind || high < low)
		return 0;
	*extra = (long long)high - low;
	for (int i = 1; i <= *extra && i <= room; i++)
		pint[i] = low + i;
	return kind;
}

/**
 * get_options - a list of numbers and ranges: "1,3-5".
 * @str: the text.
 * @nints: entries of @ints, or 0 to count only.
 * @ints: the first becomes the count, the others the numbers.
 *
 * Return: where the list ended.
 */
char *get_options(const char *str, int nints, int *ints)
{
	bool count_only = nints == 0;
	char *at = (char *)str;
	long long extra, i = 1;
	int unused;

	while (i < nints || count_only) {
		int *pint = count_only ? &unused : ints + i;
		int kind = get_option(&at, pint);

		if (!kind)
			break;
		if (kind == 3) {
			kind = read_range(&at, pint, count_only ? 0 : nints - i - 1, &extra);
			if (!kind)
				break;
			i += extra;
		}
		i++;
		if (kind != 2)
			break;
	}
	ints[0] = (int)min(i, count_only ? (long long)INT_MAX : nints) - 1;
	return at;
}
EXPORT_SYMBOL(get_options);

/**
 * memparse - a number of bytes with a unit: "64M".
 * @ptr: the text; K, M, G, T, P and E stand for powers of 1024.
 * @retptr: set to where it ended; may be NULL.
 */
unsigned long long memparse(const char *ptr, char **retptr)
{
	static const char units[] = "KMGTPE";
	char *end;
	unsigned long long value = simple_strtoull(ptr, &end, 0);
	const char *unit = *end ? strchr(units, _tolower(*end) - 'a' + 'A') : NULL;

	if (unit) {
		value <<= 10 * (unit - units + 1);
		end++;
	}
	if (retptr)
		*retptr = end;
	return value;
}
EXPORT_SYMBOL(memparse);

/** parse_option_str - is @option one of the words of @str, set apart by commas? */
bool parse_option_str(const char *str, const char *option)
{
	size_t len = strlen(option);

	for (;;) {
		if (!strncmp(str, option, len) && (!str[len] || str[len] == ','))
			return true;
		str = strchr(str, ',');
		if (!str)
			return false;
		str++;
	}
}

/**
 * next_arg - cut the next word off a command line.
 * @args: the text, which is written to; leading spaces are skipped.
 * @param: set to the word up to its "=".
 * @val: set to what stands behind it, NULL where there is no "=".
 *
 * Spaces inside double quotes do not end a word; quotes around all of the word or the value go.
 *
 * Return: the text behind the word and the spaces after it.
 */
char *next_arg(char *args, char **param, char **val)
{
	bool quoted = false, whole_quoted;
	char *equals = NULL;
	char *at;

	args = skip_spaces(args);
	whole_quoted = *args == '"';
	if (whole_quoted) {
		args++;
		quoted = true;
	}
	for (at = args; *at && (quoted || !isspace(*at)); at++) {
		if (*at == '"')
			quoted = !quoted;
		else if (*at == '=' && !equals)
			equals = at;
	}
	if (whole_quoted && at > args && at[-1] == '"')
		at[-1] = 0;

	*param = args;
	*val = NULL;
	if (*at)
		*at++ = 0;
	if (equals) {
		size_t len;

		*equals = 0;
		*val = equals + 1;
		len = strlen(*val);
		if ((*val)[0] == '"') {
			(*val)++;
			len--;
			if (len && (*val)[len - 1] == '"')
				(*val)[len - 1] = 0;
		}
	}
	return skip_spaces(at);
}
EXPORT_SYMBOL(next_arg);
