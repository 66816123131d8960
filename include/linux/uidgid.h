/* SPDX-License-Identifier: MIT */
/* User and group numbers, wrapped so that they are not mixed up with other numbers. */
#ifndef _LINUX_UIDGID_H
#define _LINUX_UIDGID_H

#include <linux/era.h>
#include <linux/types.h>

struct user_namespace;
/** init_user_ns - the namespace that all users are in; only its address means something. */
extern struct user_namespace init_user_ns;

/* Until 3.14 they were plain numbers, which are passed and kept just so. */
#if ERA_BEFORE(3, 14, 0)
typedef uid_t kuid_t;
typedef gid_t kgid_t;

#define KUIDT_INIT(value) ((kuid_t)(value))
#define KGIDT_INIT(value) ((kgid_t)(value))

static inline uid_t __kuid_val(kuid_t uid)
{
	return uid;
}

static inline gid_t __kgid_val(kgid_t gid)
{
	return gid;
}
#else
typedef struct {
	uid_t val;
} kuid_t;

typedef struct {
	gid_t val;
} kgid_t;

#define KUIDT_INIT(value) ((kuid_t){ value })
#define KGIDT_INIT(value) ((kgid_t){ value })

static inline uid_t __kuid_val(kuid_t uid)
{
	return uid.val;
}

static inline gid_t __kgid_val(kgid_t gid)
{
	return gid.val;
}
#endif

#define GLOBAL_ROOT_UID KUIDT_INIT(0)
#define GLOBAL_ROOT_GID KGIDT_INIT(0)
#define INVALID_UID	KUIDT_INIT(-1)
#define INVALID_GID	KGIDT_INIT(-1)

static inline bool uid_eq(kuid_t a, kuid_t b)
{
	return __kuid_val(a) == __kuid_val(b);
}

static inline bool gid_eq(kgid_t a, kgid_t b)
{
	return __kgid_val(a) == __kgid_val(b);
}

static inline bool uid_valid(kuid_t uid)
{
	return __kuid_val(uid) != (uid_t)-1;
}

static inline bool gid_valid(kgid_t gid)
{
	return __kgid_val(gid) != (gid_t)-1;
}

/* There is one namespace: numbers are the same inside and outside. */
static inline kuid_t make_kuid(struct user_namespace *ns, uid_t uid)
{
	return KUIDT_INIT(uid);
}

static inline kgid_t make_kgid(struct user_namespace *ns, gid_t gid)
{
	return KGIDT_INIT(gid);
}

static inline uid_t from_kuid(struct user_namespace *ns, kuid_t uid)
{
	return __kuid_val(uid);
}

static inline gid_t from_kgid(struct user_namespace *ns, kgid_t gid)
{
	return __kgid_val(gid);
}

#define from_kuid_munged(ns, uid) from_kuid(ns, uid)
#define from_kgid_munged(ns, gid) from_kgid(ns, gid)

#endif
