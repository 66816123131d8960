// SPDX-License-Identifier: MIT
/* Why a module did not come in, or does not go; in a process and in an image the same words. */
#include <linux/errname.h>
#include <linux/kernel.h>

#include "base/textbuf.h"
#include "cli/cli.h"
#include "kernel/loader.h"

/* The rest of the line for what had come as far as to have a name. */
static void say_stage(struct textbuf *t, enum module_stage stage, const char *error)
{
	switch (stage) {
	case MODULE_STAGE_SYMBOLS:
		textbuf_printf(t, "Unknown symbol in module");
		break;
	case MODULE_STAGE_ACCESS:
		textbuf_printf(t, "it is built to be checked: see --access and --uninit");
		break;
	case MODULE_STAGE_PARAMS:
		textbuf_printf(t, "Invalid parameters (%s)", error);
		break;
	case MODULE_STAGE_CRASH:
		textbuf_printf(t, "it crashed in its init function");
		break;
	case MODULE_STAGE_INIT:
		textbuf_printf(t, "its init function returned -%s", error);
		break;
	default:
		textbuf_printf(t, "-%s", error);
		break;
	}
}

void refusal_text(char *text, size_t size, const char *path, const struct module_result *result,
		  int err)
{
	const char *name = *result->name ? result->name : path;
	struct textbuf t;

	textbuf_init(&t, text, size);
	if (result->stage == MODULE_STAGE_FORMAT) {
		textbuf_printf(&t, "%s: Invalid module format: %s", path, image_reason());
	} else if (result->stage == MODULE_STAGE_EXISTS) {
		textbuf_printf(&t, "%s: a module of the name %s is there already", path, name);
	} else {
		textbuf_printf(&t, "could not insert module %s: ", name);
		say_stage(&t, result->stage, errname(-err) ?: "E?");
	}
}

void removal_text(char *text, size_t size, const char *name, const struct module_result *result)
{
	const char *why = "is in use and cannot be removed";

	if (result->stage == MODULE_STAGE_PERMANENT)
		why = "has no exit function, so it cannot be removed";
	else if (result->stage == MODULE_STAGE_CRASH)
		why = "crashed in its exit function";
	snprintf(text, size, "module %s %s", name, why);
}
