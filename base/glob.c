// SPDX-License-Identifier: MIT
/*
 * Patterns with wildcards.
 *
 * Text is read once, from left to right.  Where it stops fitting, the last star takes one character
 * more and the pattern goes on behind it; an earlier star need not be tried again, since whatever
 * it could take the last one can take as well.
 */
#include <linux/export.h>
#include <linux/glob.h>
#include <linux/types.h>

/* One of the characters of a class is the first of it even when it is a ]. */
static const char *class_end(const char *pat)
{
	const char *at = pat + 1;

	if (*at == '!')
		at++;
	for (bool first = true; *at; at++, first = false)
		if (*at == ']' && !first)
			return at;
	return NULL;
}

/* Is @c in the class from @pat, its [, to @end, its ]? */
static bool in_class(const char *pat, const char *end, unsigned char c)
{
	bool inverted = pat[1] == '!', found = false;
	const char *at = pat + (inverted ? 2 : 1);

	while (at < end) {
		unsigned char low = (unsigned char)*at++, high = low;

		if (*at == '-' && at + 1 < end) {
			high = (unsigned char)at[1];
			at += 2;
		}
		if (c >= low && c <= high)
			found = true;
	}
	return found != inverted;
}

/* Does the element at *@pat describe @c?  If so, *@pat is moved behind it. */
static bool element_matches(const char **pat, char c)
{
	const char *at = *pat, *end;

	switch (*at) {
	case '\0':
		return false;
	case '?':
		break;
	case '[':
		end = class_end(at);
		if (end) {
			if (!in_class(at, end, (unsigned char)c))
				return false;
			at = end;
			break;
		}
		if (c != '[')
			return false;
		break;
	case '\\':
		if (at[1])
			at++;
		fallthrough;
	default:
		if (*at != c)
			return false;
	}
	*pat = at + 1;
	return true;
}

bool glob_match(char const *pat, char const *str)
{
	const char *star = NULL, *retry = NULL;

	while (*str) {
		if (*pat == '*') {
			star = ++pat;
			retry = str;
		} else if (element_matches(&pat, *str)) {
			str++;
		} else if (star) {
			pat = star;
			str = ++retry;
		} else {
			return false;
		}
	}
	while (*pat == '*')
		pat++;
	return !*pat;
}
EXPORT_SYMBOL(glob_match);
