// SPDX-License-Identifier: MIT
/*
 * Names and source lines of code addresses, from the symbol tables and debug information of the
 * program and of the modules it has mapped.
 *
 * Everything is read when it is first asked for: a run without a report pays nothing.
 *
 * The line of an inlined function is a line of that function's source.  For what the kernel's
 * API headers inline (kmalloc() itself, list_add(), ...) that line tells a reader nothing, so
 * symbol_line() climbs from there to the first caller that is not in such a header.
 */
#include <dwarf.h>
#include <elfutils/libdw.h>
#include <elfutils/libdwfl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kernel/loader.h"

static Dwfl *session;

/* The program's objects, as the host's kernel lists them. */
static Dwfl *open_session(void)
{
	static char *debug_path;
	static const Dwfl_Callbacks callbacks = {
		.find_elf = dwfl_linux_proc_find_elf,
		.find_debuginfo = dwfl_standard_find_debuginfo,
		.debuginfo_path = &debug_path,
	};

	if (session)
		return session;
	session = dwfl_begin(&callbacks);
	if (!session)
		return NULL;
	if (dwfl_linux_proc_report(session, getpid()) || dwfl_report_end(session, NULL, NULL)) {
		dwfl_end(session);
		session = NULL;
	}
	return session;
}

void symbols_changed(void)
{
	if (session)
		dwfl_end(session);
	session = NULL;
}

static Dwfl_Module *object_at(unsigned long addr)
{
	Dwfl *dwfl = open_session();

	return dwfl ? dwfl_addrmodule(dwfl, addr) : NULL;
}

/*
 * module_init() makes init_module a second name of a function that the reader knows by its first.
 * Return: the other name of the function at @start, or @name.
 */
static const char *first_name(Dwfl_Module *object, unsigned long start, const char *name)
{
	int i, n;

	if (strcmp(name, "init_module") != 0 && strcmp(name, "cleanup_module") != 0)
		return name;
	n = dwfl_module_getsymtab(object);
	for (i = 1; i < n; i++) {
		GElf_Addr addr;
		GElf_Sym entry;
		const char *other =
			dwfl_module_getsym_info(object, i, &entry, &addr, NULL, NULL, NULL);

		if (other && addr == start && GELF_ST_TYPE(entry.st_info) == STT_FUNC &&
		    strcmp(other, name) != 0)
			return other;
	}
	return name;
}

bool symbol_find(unsigned long addr, struct symbol *symbol)
{
	Dwfl_Module *object = object_at(addr);
	GElf_Off offset;
	GElf_Sym entry;
	const char *name;

	if (!object)
		return false;
	name = dwfl_module_addrinfo(object, addr, &offset, &entry, NULL, NULL, NULL);
	if (!name || (entry.st_size && offset >= entry.st_size))
		return false;
	name = first_name(object, addr - offset, name);
	snprintf(symbol->name, sizeof(symbol->name), "%s", name);
	symbol->start = addr - offset;
	symbol->size = entry.st_size;
	return true;
}

unsigned long symbol_address(const char *wanted)
{
	/* Any address in the program leads to its own object. */
	Dwfl_Module *object = object_at((unsigned long)symbol_address);
	int i, n = object ? dwfl_module_getsymtab(object) : 0;

	for (i = 1; i < n; i++) {
		GElf_Addr addr;
		GElf_Sym entry;
		const char *name =
			dwfl_module_getsym_info(object, i, &entry, &addr, NULL, NULL, NULL);

		if (name && entry.st_shndx != SHN_UNDEF && strcmp(name, wanted) == 0)
			return addr;
	}
	return 0;
}

/* ---- lines ----------------------------------------------------------------------------------- */

static bool is_api_header(const char *file)
{
	static const char *const folders[] = {
		"/include/linux/",
		"/include/asm/",
		"/include/asm-generic/",
		"/include/kunit/",
	};
	size_t i;

	for (i = 0; i < sizeof(folders) / sizeof(*folders); i++)
		if (strstr(file, folders[i]))
			return true;
	return false;
}

/* A file of the folder we are in is named without it. */
static void set_file(struct source_line *line, const char *file)
{
	char here[sizeof(line->file)];
	size_t len;

	if (getcwd(here, sizeof(here))) {
		len = strlen(here);
		if (strncmp(file, here, len) == 0 && file[len] == '/')
			file += len + 1;
	}
	while (strncmp(file, "./", 2) == 0)
		file += 2;
	snprintf(line->file, sizeof(line->file), "%s", file);
}

/* Where an inlined function was called: DW_AT_call_file counts in its unit's table of files. */
static const char *call_site(Dwarf_Die *unit, Dwarf_Die *scope, int *line)
{
	Dwarf_Attribute attr;
	Dwarf_Word number;
	Dwarf_Files *files;
	size_t nr_files;

	if (dwarf_getsrcfiles(unit, &files, &nr_files) ||
	    dwarf_formudata(dwarf_attr(scope, DW_AT_call_line, &attr), &number))
		return NULL;
	*line = number;
	if (dwarf_formudata(dwarf_attr(scope, DW_AT_call_file, &attr), &number) ||
	    number >= nr_files)
		return NULL;
	return dwarf_filesrc(files, number, NULL, NULL);
}

/*
 * dwarf_getscopes() stops at the abstract origin of the innermost inlined function, and lists the
 * scopes around its definition instead of those around its call: what is needed are the ancestors
 * of the instance itself.
 */
static void climb_to_caller(Dwarf_Die *unit, Dwarf_Addr addr, struct source_line *line)
{
	Dwarf_Die *inner = NULL, *scopes = NULL;
	int i, n = dwarf_getscopes(unit, addr, &inner);

	if (n <= 0)
		return;
	n = dwarf_getscopes_die(&inner[0], &scopes);
	for (i = 0; i < n; i++) {
		int tag = dwarf_tag(&scopes[i]);
		const char *file;

		if (tag == DW_TAG_inlined_subroutine && is_api_header(line->file)) {
			file = call_site(unit, &scopes[i], &line->line);
			if (file)
				set_file(line, file);
		} else if (tag == DW_TAG_inlined_subroutine || tag == DW_TAG_subprogram) {
			snprintf(line->function, sizeof(line->function), "%s",
				 dwarf_diename(&scopes[i]) ?: "?");
			break;
		}
	}
	free(scopes);
	free(inner);
}

/*
 * The compilation unit of an address.  The table of address ranges that leads there is optional,
 * and clang leaves it out.
 */
static Dwarf_Die *unit_at(Dwfl_Module *object, unsigned long addr, Dwarf_Addr *bias)
{
	Dwarf_Die *unit = dwfl_module_addrdie(object, addr, bias);

	if (unit)
		return unit;
	while ((unit = dwfl_module_nextcu(object, unit, bias)))
		if (dwarf_haspc(unit, addr - *bias) > 0)
			return unit;
	return NULL;
}

bool symbol_line(unsigned long addr, struct source_line *line)
{
	Dwfl_Module *object = object_at(addr);
	Dwarf_Addr bias = 0;
	Dwarf_Die *unit = object ? unit_at(object, addr, &bias) : NULL;
	Dwarf_Line *found = unit ? dwarf_getsrc_die(unit, addr - bias) : NULL;
	const char *file = found ? dwarf_linesrc(found, NULL, NULL) : NULL;
	struct symbol symbol;

	if (!file || dwarf_lineno(found, &line->line))
		return false;
	set_file(line, file);
	line->function[0] = '\0';
	climb_to_caller(unit, addr - bias, line);
	if (!line->function[0] && symbol_find(addr, &symbol))
		memcpy(line->function, symbol.name, sizeof(line->function));
	return true;
}
