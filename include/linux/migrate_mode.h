/* SPDX-License-Identifier: MIT */
/* How far a migration may go to succeed. */
#ifndef _LINUX_MIGRATE_MODE_H
#define _LINUX_MIGRATE_MODE_H

/**
 * enum migrate_mode - what whoever wants pages moved is ready to wait for.
 * @MIGRATE_ASYNC: nothing; what is locked stays.
 * @MIGRATE_SYNC_LIGHT: locks, not the end of I/O.
 * @MIGRATE_SYNC: everything.
 * @MIGRATE_SYNC_NO_COPY: known to owners written for kernels up to 6.10; no page is moved so here.
 */
enum migrate_mode {
	MIGRATE_ASYNC,
	MIGRATE_SYNC_LIGHT,
	MIGRATE_SYNC,
	MIGRATE_SYNC_NO_COPY,
};

#endif
