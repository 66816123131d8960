/* SPDX-License-Identifier: MIT */
/* The shape that disks once had. */
#ifndef _LINUX_HDREG_H
#define _LINUX_HDREG_H

/** struct hd_geometry - what HDIO_GETGEO tells; @start in units of 512 bytes. */
struct hd_geometry {
	unsigned char heads;
	unsigned char sectors;
	unsigned short cylinders;
	unsigned long start;
};

#define HDIO_GETGEO 0x0301

#endif
