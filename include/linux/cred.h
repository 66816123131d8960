/* SPDX-License-Identifier: MIT */
/* On whose behalf a task acts: root's, but where a program of another user's has called. */
#ifndef _LINUX_CRED_H
#define _LINUX_CRED_H

#include <linux/capability.h>
#include <linux/types.h>
#include <linux/uidgid.h>
#include <asm/current.h>

/** struct cred - the identity of a task. */
struct cred {
	kuid_t uid, suid, euid, fsuid;
	kgid_t gid, sgid, egid, fsgid;
};

/** init_cred - root's: those of every task that has committed no others. */
extern const struct cred init_cred;

/**
 * prepare_creds - a copy of the caller's, to be changed; then it goes to one of the next two.
 * Return: the copy, or NULL where memory is short.
 * Context: process; sleeps.
 */
struct cred *prepare_creds(void);

/**
 * commit_creds, abort_creds - take @new, of prepare_creds(), as those of the caller; or throw it
 * away.  It is the caller's no more.
 *
 * Return: 0.
 * Context: process; commit_creds() sleeps.
 */
int commit_creds(struct cred *new);
void abort_creds(struct cred *new);

#define current_cred()	  ((const struct cred *)current->cred)
#define __task_cred(task) ((const struct cred *)(task)->real_cred)
/* There is one namespace. */
#define current_user_ns() (&init_user_ns)
#define current_uid()	  (current_cred()->uid)
#define current_gid()	  (current_cred()->gid)
#define current_euid()	  (current_cred()->euid)
#define current_egid()	  (current_cred()->egid)
#define current_suid()	  (current_cred()->suid)
#define current_sgid()	  (current_cred()->sgid)
#define current_fsuid()	  (current_cred()->fsuid)
#define current_fsgid()	  (current_cred()->fsgid)
#define current_uid_gid(uid_out, gid_out)   \
	do {                                \
		*(uid_out) = current_uid(); \
		*(gid_out) = current_gid(); \
	} while (0)
#define task_uid(task) (__task_cred(task)->uid)

#endif
