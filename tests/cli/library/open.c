// SPDX-License-Identifier: MIT
/* The library opened at run time, by a program that was not built with it. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stddef.h>
#include <string.h>

#include "check.h"

int main(int argc, char **argv)
{
	void *library = argc > 1 ? dlopen(argv[1], RTLD_NOW | RTLD_LOCAL) : NULL;
	void *(*kmalloc)(size_t, unsigned int);
	void (*kfree)(const void *);
	struct kmem_cache *(*create)(const char *, unsigned int, unsigned int, unsigned int,
				     void (*)(void *));
	int (*check)(void);
	char *p;

	if (!library) {
		fprintf(stderr, "%s\n", dlerror());
		return 1;
	}
	*(void **)&kmalloc = dlsym(library, "kmalloc");
	*(void **)&kfree = dlsym(library, "kfree");
	*(void **)&create = dlvsym(library, "kmem_cache_create", argv[2]);
	*(void **)&check = dlsym(library, "ashlar_check");
	CHECK(kmalloc && kfree && create && check);
	if (failures)
		return 1;
	p = kmalloc(100, 0xcc0); /* GFP_KERNEL */
	CHECK(p != NULL);
	strcpy(p, "opened");
	kfree(p);
	CHECK(create("opened", 100, 0, 0, NULL) != NULL);
	CHECK(check() == 0);
	/* What is inside stays inside. */
	CHECK(!dlsym(library, "machine_boot") && !dlsym(library, "report") &&
	      !dlsym(library, "page_check"));
	return failures != 0;
}
