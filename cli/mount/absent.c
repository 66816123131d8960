// SPDX-License-Identifier: MIT
/* A build without libfuse: real files are refused in one line. */
#include "cli/mount/mount.h"

int mount_check(const char *dir)
{
	complain_usage("this build has no FUSE (libfuse3-dev was missing), so no real files; "
		       "--exec SCRIPT uses files without");
	return EXIT_USAGE;
}

int mount_start(const char *dir)
{
	return mount_check(dir);
}

int mount_command(char *const argv[], int *status)
{
	return mount_check(NULL);
}

void mount_wait(unsigned int ms, bool (*signalled)(void))
{
}

unsigned int mount_settle(void)
{
	return 0;
}

void mount_stop(void)
{
}
