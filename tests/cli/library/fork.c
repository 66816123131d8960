// SPDX-License-Identifier: MIT
/* A process that goes on as its own child, as daemons do, keeps its memory and its machine. */
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <ashlar/ashlar.h>

#include "check.h"

static int child(struct kmem_cache *cache, char *text)
{
	void *held[1000];

	CHECK(!strcmp(text, "kept"));
	for (int round = 0; round < 10; round++) {
		for (int i = 0; i < 1000; i++)
			CHECK((held[i] = kmalloc(1 + i * 7, GFP_KERNEL)));
		for (int i = 0; i < 1000; i++)
			kfree(held[i]);
		CHECK(kmem_cache_alloc_bulk(cache, GFP_KERNEL, 1000, held) == 1000);
		kmem_cache_free_bulk(cache, 1000, held);
	}
	kfree(text);
	/* This needs every CPU to be told, which the host must allow the child, too. */
	kmem_cache_shrink(cache);
	kmem_cache_destroy(cache);
	CHECK(ashlar_check() == 0 && ashlar_reports() == 0);
	ashlar_halt();
	return failures != 0;
}

int main(void)
{
	struct kmem_cache *cache = kmem_cache_create("forked", 200, 0, 0, NULL);
	char *text = kstrdup("kept", GFP_KERNEL);
	int status;
	pid_t pid;

	CHECK(cache && text);
	pid = fork();
	if (!pid)
		_exit(child(cache, text));
	CHECK(pid > 0 && waitpid(pid, &status, 0) == pid);
	return failures || !WIFEXITED(status) || WEXITSTATUS(status);
}
