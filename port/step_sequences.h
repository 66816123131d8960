/* SPDX-License-Identifier: MIT */
/*
 * Steps in restartable sequences (port/step.h): what all processors' have in common.
 *
 * Who includes it has said
 *
 *	STEP_8(one) ... STEP_64(one)	@one, with how a variable of so many bits is spelled; it may
 *					jump to "refused", where no step can be made
 *	STEP_FORGET()			what is to be undone behind the sequence
 */
#ifndef PORT_STEP_SEQUENCES_H
#define PORT_STEP_SEQUENCES_H

#define STEP_INLINE static inline __attribute__((__always_inline__))

/* STEP_FUNCTION - a whole function: @one for a variable of @size, and what it says then. */
#define STEP_FUNCTION(size, one, ...) \
	do {                          \
		switch (size) {       \
		case 1:               \
			STEP_8(one);  \
			break;        \
		case 2:               \
			STEP_16(one); \
			break;        \
		case 4:               \
			STEP_32(one); \
			break;        \
		case 8:               \
			STEP_64(one); \
			break;        \
		default:              \
			return false; \
		}                     \
		STEP_FORGET();        \
		__VA_ARGS__;          \
		return true;          \
refused:                              \
		STEP_FORGET();        \
		return false;         \
	} while (0)

#endif
