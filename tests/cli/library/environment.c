// SPDX-License-Identifier: MIT
/* Prints what machine the environment makes, on one line: MiB of RAM, nodes, zones. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <ashlar/ashlar.h>

int main(void)
{
	char text[1 << 16], zones[64] = "", *line;
	void *p = kmalloc(64, GFP_KERNEL);
	int nodes = 0;

	if (!p) {
		printf("none: %s\n", ashlar_error());
		return kmalloc(64, GFP_KERNEL) != NULL;
	}
	ashlar_show("buddyinfo", text, sizeof(text));
	for (line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
		char zone[16];
		int node;

		if (sscanf(line, "Node %d, zone %15s", &node, zone) != 2)
			continue;
		nodes = node + 1;
		if (!strstr(zones, zone)) {
			strcat(zones, " ");
			strcat(zones, zone);
		}
	}
	ashlar_show("meminfo", text, sizeof(text));
	printf("%lu MiB, %d node%s,%s\n", (strtoul(strchr(text, ':') + 1, NULL, 10) + 1023) >> 10,
	       nodes, nodes > 1 ? "s" : "", zones);
	kfree(p);
	/* A mistake that a debugged cache finds. */
	if (getenv("MISTAKE"))
		kfree(p);
	return ashlar_reports() ? 3 : 0;
}
