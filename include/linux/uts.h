/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_UTS_H
#define _LINUX_UTS_H

#define UTS_SYSNAME    "Linux"
#define UTS_NODENAME   "ashlar"
#define UTS_DOMAINNAME "(none)"

#endif
