// SPDX-License-Identifier: MIT
/*
 * Two machines, one after the other, in one program.
 *
 * The lesson: the first machine comes by itself, with the first call that needs memory.  One made
 * to measure is booted with ashlar_boot(), after ashlar_halt() of the one that runs; with the old
 * machine goes all memory that came from it, as if its power had been cut.
 *
 * The second machine is a small PC of 32 bits: of its 1 GiB only the first 896 MiB have addresses,
 * so a page of high memory has none.
 *
 *	$ cc second_machine.c $(pkg-config --cflags --libs ashlar) && ./a.out
 *	before the first call a machine runs: no
 *	after it: yes
 *	booting a second beside it: a machine runs already in this process
 *	booting one of 99 nodes: a machine has 1 to 16 nodes, not 99
 *	second machine:
 *	  node 0 has a zone DMA
 *	  node 0 has a zone Normal
 *	  node 0 has a zone HighMem
 *	a page of GFP_HIGHUSER is frame 0x38000, without an address
 */
#include <stdio.h>
#include <string.h>

#include <ashlar/ashlar.h>

static void describe(const char *which)
{
	char text[16384];

	printf("%s machine:\n", which);
	ashlar_show("buddyinfo", text, sizeof(text));
	for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
		int node;
		char zone[16];

		if (sscanf(line, "Node %d, zone %15s", &node, zone) == 2)
			printf("  node %d has a zone %s\n", node, zone);
	}
}

int main(void)
{
	const struct ashlar_config small = {
		.size = sizeof(small),
		.profile = ASHLAR_PC32,
		.memory = 1ull << 30,
		.quiet = true,
	};
	const struct ashlar_config impossible = { .nodes = 99 };
	struct page *page;
	void *p;

	printf("before the first call a machine runs: %s\n", ashlar_running() ? "yes" : "no");
	p = kmalloc(100, GFP_KERNEL);
	printf("after it: %s\n", ashlar_running() ? "yes" : "no");
	kfree(p);

	printf("booting a second beside it: %s\n", ashlar_boot(&small) ? ashlar_error() : "done");
	ashlar_halt();
	printf("booting one of 99 nodes: %s\n", ashlar_boot(&impossible) ? ashlar_error() : "done");
	if (ashlar_boot(&small)) {
		fprintf(stderr, "no machine: %s\n", ashlar_error());
		return 1;
	}
	describe("second");

	page = alloc_pages(GFP_HIGHUSER, 0);
	if (!page)
		return 1;
	printf("a page of GFP_HIGHUSER is frame %#lx, %s\n", page_to_pfn(page),
	       page_address(page) ? "with an address" : "without an address");
	__free_pages(page, 0);
	ashlar_halt();
	return 0;
}
