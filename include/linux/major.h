/* SPDX-License-Identifier: MIT */
/* Major numbers that are given away for good, as far as modules name them. */
#ifndef _LINUX_MAJOR_H
#define _LINUX_MAJOR_H

#define UNNAMED_MAJOR	0
#define MEM_MAJOR	1
#define RAMDISK_MAJOR	1
#define TTY_MAJOR	4
#define TTYAUX_MAJOR	5
#define LP_MAJOR	6
#define LOOP_MAJOR	7
#define MISC_MAJOR	10
#define INPUT_MAJOR	13
#define SOUND_MAJOR	14
#define VIDEO_MAJOR	81
#define I2C_MAJOR	89
#define MTD_CHAR_MAJOR	90
#define USB_CHAR_MAJOR	189
#define SPI_MAJOR	153
#define BLOCK_EXT_MAJOR 259

#endif
