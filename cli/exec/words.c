// SPDX-License-Identifier: MIT
/* The words of a script: how bytes, numbers and commands are written. */
#include <linux/ctype.h>
#include <linux/errname.h>
#include <linux/errno.h>
#include <linux/hex.h>
#include <linux/kernel.h>
#include <linux/limits.h>
#include <linux/string.h>

#include "base/number.h"
#include "cli/exec/exec.h"

/* A script that asks for more has a slip of the pen in it. */
#define DATA_MAX HOST_TEXT_MAX

/* Those that programs see are below it. */
#define ERRNO_MAX 134

/* Quotes and brackets hold blanks together. */
char *exec_next_word(char **at)
{
	char *word, *p = *at;
	int depth = 0;
	bool quoted = false;

	while (*p == ' ' || *p == '\t')
		p++;
	if (!*p || *p == '#')
		return NULL;
	for (word = p; *p; p++) {
		if (quoted && *p == '\\' && p[1])
			p++;
		else if (*p == '"')
			quoted = !quoted;
		else if (!quoted && *p == '(')
			depth++;
		else if (!quoted && *p == ')')
			depth--;
		else if (!quoted && depth <= 0 && (*p == ' ' || *p == '\t'))
			break;
	}
	if (*p)
		*p++ = 0;
	*at = p;
	return word;
}

/* Of ASCII: those of Latin-1 would be halves of other letters. */
static bool is_letter(char c)
{
	return isascii(c) && isalpha(c);
}

bool exec_is_name(const char *word)
{
	const char *p = word;

	if (!is_letter(*p) && *p != '_')
		return false;
	while (is_letter(*p) || isdigit(*p) || *p == '_' || *p == '-' || *p == '.')
		p++;
	return !*p && p - word < EXEC_NAME;
}

/* A number of C's at *@at, which is moved past it; one without a sign may have all 64 bits. */
static bool read_integer(const char **at, unsigned long long *number)
{
	const char *p = *at;
	bool negative = *p == '-', overflow;
	unsigned int base = 0;
	size_t digits;
	u64 value;

	if (*p == '-' || *p == '+')
		p++;
	p = number_prefix(p, &base);
	digits = number_digits(p, SIZE_MAX, base, &value, &overflow);
	if (!digits || overflow || (negative && value > 1ull << 63))
		return false;
	*number = negative ? 0 - value : value;
	*at = p + digits;
	return true;
}

bool exec_read_number(const char *word, long long *number)
{
	unsigned long long value;

	if (*word == '\'' && word[1] && word[2] == '\'' && !word[3]) {
		*number = (unsigned char)word[1];
		return true;
	}
	if (!read_integer(&word, &value))
		return false;
	*number = (long long)value;
	if (*word == 'K' || *word == 'M') {
		*number *= *word == 'K' ? 1024 : 1024 * 1024;
		word++;
	}
	return !*word;
}

int exec_read_errno(const char *word)
{
	if (*word == '-')
		word++;
	if (strcmp(word, "EWOULDBLOCK") == 0)
		return EWOULDBLOCK;
	if (strcmp(word, "ERESTARTSYS") == 0)
		return ERESTARTSYS;
	for (int i = 1; i < ERRNO_MAX; i++) {
		const char *name = errname(i);

		if (name && strcmp(name, word) == 0)
			return i;
	}
	return 0;
}

/* ---- bytes ----------------------------------------------------------------------------------- */

static const char *const data_kinds[] = {
	"hex:", "zeros:", "u8:", "u16:", "u32:", "u64:", "file:",
};

bool exec_is_data(const char *word)
{
	if (*word == '"')
		return true;
	for (size_t i = 0; i < ARRAY_SIZE(data_kinds); i++)
		if (strncmp(word, data_kinds[i], strlen(data_kinds[i])) == 0)
			return true;
	return false;
}

static bool append(struct exec_data *data, const void *bytes, u64 len)
{
	char *all;

	if (len > DATA_MAX || data->len + len > DATA_MAX)
		return false;
	all = own_resize(data->bytes, data->len + len + 1);
	if (!all)
		return false;
	if (bytes)
		memcpy(all + data->len, bytes, len);
	else
		memset(all + data->len, 0, len);
	data->bytes = all;
	data->len += len;
	all[data->len] = 0;
	return true;
}

/* A character behind a backslash; *@p moves on to its last. Return: -1 where there is none such. */
static int escaped(const char **p)
{
	static const char letters[] = "ntr0\\\"", values[] = "\n\t\r\0\\\"";
	const char *at = strchr(letters, **p);

	if (**p && at)
		return values[at - letters];
	if (**p == 'x' && hex_to_bin((*p)[1]) >= 0 && hex_to_bin((*p)[2]) >= 0) {
		*p += 2;
		return hex_to_bin((*p)[-1]) << 4 | hex_to_bin(**p);
	}
	return -1;
}

static const char *read_text(const char *p, struct exec_data *data, const char **why)
{
	for (p++; *p != '"'; p++) {
		int c = (unsigned char)*p;

		if (c == '\\') {
			p++;
			c = escaped(&p);
		}
		if (!*p || c < 0) {
			*why = *p ? "no such escape: it is \\n \\t \\r \\0 \\\\ \\\" or \\xHH" :
				    "a text that is not closed";
			return NULL;
		}
		if (!append(data, &(char){ (char)c }, 1))
			return NULL;
	}
	return p + 1;
}

static const char *read_hex(const char *p, struct exec_data *data, const char **why)
{
	while (hex_to_bin(*p) >= 0) {
		if (hex_to_bin(p[1]) < 0) {
			*why = "an odd number of hexadecimal digits";
			return NULL;
		}
		if (!append(data, &(char){ (char)(hex_to_bin(*p) << 4 | hex_to_bin(p[1])) }, 1))
			return NULL;
		p += 2;
	}
	return p;
}

static bool read_file(const char *path, struct exec_data *data, const char **why)
{
	unsigned long len;
	char *text = host_text(path, &len, why);
	bool ok;

	*why = text ? "too many bytes" : "a file that cannot be read";
	ok = text && append(data, text, len);
	own_free(text);
	return ok;
}

/* "zeros:8", "u32:5": the number, and what is behind it. */
static const char *read_value(const char *p, struct exec_data *data, const char **why)
{
	unsigned long long value;
	bool overflow;
	u64 bits;

	number_digits(p + 1, 2, 10, &bits, &overflow);
	p = strchr(p, ':') + 1;
	*why = "a value that is no number";
	if (!read_integer(&p, &value))
		return NULL;
	*why = "too many bytes";
	/* As a little-endian processor has it, which these are. */
	return (bits ? append(data, &value, bits / 8) : append(data, NULL, value)) ? p : NULL;
}

static const char *read_part(const char *p, struct exec_data *data, const char **why)
{
	*why = "bytes are \"text\", hex:0a0b, zeros:N, u8:N to u64:N, or file:PATH";
	if (*p == '"')
		return read_text(p, data, why);
	if (strncmp(p, "hex:", 4) == 0)
		return read_hex(p + 4, data, why);
	if (strncmp(p, "file:", 5) == 0)
		return read_file(p + 5, data, why) ? p + strlen(p) : NULL;
	return exec_is_data(p) ? read_value(p, data, why) : NULL;
}

bool exec_read_data(const char *word, struct exec_data *data, const char **why)
{
	const char *p = word;

	*data = (struct exec_data){ NULL, 0 };
	if (!append(data, "", 0))
		return false;
	for (;;) {
		p = read_part(p, data, why);
		if (!p)
			return false;
		if (!*p)
			return true;
		*why = "parts are joined by +";
		if (*p++ != '+')
			return false;
	}
}

/* ---- commands of ioctl() --------------------------------------------------------------------- */

/* What _IOR() takes as its third argument: a number of bytes, or a type. */
static bool read_size(char *word, long long *size)
{
	static const struct {
		const char *name;
		unsigned int size;
	} types[] = {
		{ "char", 1 },
		{ "short", sizeof(short) },
		{ "int", sizeof(int) },
		{ "unsigned int", 4 },
		{ "unsigned", 4 },
		{ "long", sizeof(long) },
		{ "unsigned long", sizeof(long) },
		{ "long long", 8 },
		{ "u8", 1 },
		{ "u16", 2 },
		{ "u32", 4 },
		{ "u64", 8 },
		{ "__u8", 1 },
		{ "__u16", 2 },
		{ "__u32", 4 },
		{ "__u64", 8 },
		{ "s32", 4 },
		{ "uint32_t", 4 },
		{ "int32_t", 4 },
		{ "uint64_t", 8 },
		{ "size_t", sizeof(size_t) },
		{ "loff_t", 8 },
	};
	size_t len = strlen(word);

	if (len && word[len - 1] == '*') {
		*size = sizeof(void *);
		return true;
	}
	for (size_t i = 0; i < ARRAY_SIZE(types); i++)
		if (strcmp(types[i].name, word) == 0) {
			*size = types[i].size;
			return true;
		}
	return exec_read_number(word, size);
}

static char *trim(char *p)
{
	char *end;

	while (*p == ' ')
		p++;
	end = p + strlen(p);
	while (end > p && end[-1] == ' ')
		*--end = 0;
	return p;
}

bool exec_read_command(const char *word, unsigned int *cmd)
{
	static const struct {
		const char *name;
		unsigned int dir;
	} makers[] = { { "_IO", 0 }, { "_IOW", 1 }, { "_IOR", 2 }, { "_IOWR", 3 } };
	char copy[96], *part[3] = { NULL }, *rest, *open;
	long long type, nr, size = 0, number;
	unsigned int i, parts = 0;

	if (exec_read_number(word, &number)) {
		*cmd = (unsigned int)number;
		return number >= 0 ? number <= 0xffffffffll : number >= -0x80000000ll;
	}
	if (strlen(word) >= sizeof(copy) || word[strlen(word) - 1] != ')')
		return false;
	strcpy(copy, word);
	copy[strlen(copy) - 1] = 0;
	open = strchr(copy, '(');
	if (!open)
		return false;
	*open = 0;
	for (rest = open + 1; parts < 3 && rest;)
		part[parts++] = trim(strsep(&rest, ","));
	for (i = 0; i < ARRAY_SIZE(makers) && strcmp(makers[i].name, copy); i++)
		;
	if (i == ARRAY_SIZE(makers) || rest || parts != (i ? 3 : 2))
		return false;
	if (!exec_read_number(part[0], &type) || !exec_read_number(part[1], &nr) ||
	    (i && !read_size(part[2], &size)))
		return false;
	if (type & ~0xffll || nr & ~0xffll || size & ~0x3fffll)
		return false;
	*cmd = makers[i].dir << 30 | (unsigned int)size << 16 | (unsigned int)type << 8 |
	       (unsigned int)nr;
	return true;
}

/* ---- memory ---------------------------------------------------------------------------------- */

char *exec_copy_text(const char *text)
{
	unsigned long size = strlen(text) + 1;
	char *copy = own_resize(NULL, size);

	return copy ? memcpy(copy, text, size) : NULL;
}

void exec_free_steps(struct exec_script *script)
{
	for (unsigned int i = 0; i < script->nr; i++) {
		struct exec_step *step = &script->steps[i];

		exec_free_steps(&step->body);
		own_free(step->source);
		own_free(step->path);
		own_free(step->host);
		own_free(step->data.bytes);
		own_free(step->expected_data.bytes);
	}
	own_free(script->steps);
	*script = (struct exec_script){ .nr = 0 };
}
