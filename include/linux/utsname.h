/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_UTSNAME_H
#define _LINUX_UTSNAME_H

#define __NEW_UTS_LEN 64

struct new_utsname {
	char sysname[__NEW_UTS_LEN + 1];
	char nodename[__NEW_UTS_LEN + 1];
	char release[__NEW_UTS_LEN + 1];
	char version[__NEW_UTS_LEN + 1];
	char machine[__NEW_UTS_LEN + 1];
	char domainname[__NEW_UTS_LEN + 1];
};

/* What uname tells: the API's version, not the host's. */
extern struct new_utsname init_utsname_data;

static inline struct new_utsname *utsname(void)
{
	return &init_utsname_data;
}

static inline struct new_utsname *init_utsname(void)
{
	return &init_utsname_data;
}

#endif
