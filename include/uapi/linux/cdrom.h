/* SPDX-License-Identifier: MIT */
/* What programs ask of CD-ROM drives, as far as drivers of other disks answer it. */
#ifndef _UAPI_LINUX_CDROM_H
#define _UAPI_LINUX_CDROM_H

#define CDROM_GET_CAPABILITY 0x5331

#endif
