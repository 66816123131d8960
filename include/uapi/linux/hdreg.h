/* SPDX-License-Identifier: MIT */
#ifndef _UAPI_LINUX_HDREG_H
#define _UAPI_LINUX_HDREG_H

#include <linux/hdreg.h>

#endif
