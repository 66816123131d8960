/* SPDX-License-Identifier: MIT */
/*
 * Threads that are never left in peace: moved from CPU to CPU, and interrupted by signals.
 *
 * The tests themselves are freestanding; each world that runs them supplies these:
 * tests/host/disturb.c on a host.
 */
#ifndef TESTS_DISTURB_H
#define TESTS_DISTURB_H

/* Threads that can be disturbed at a time. */
#define DISTURB_MAX 64

/** struct disturbance - what was done to the threads: signals that arrived, and moves. */
struct disturbance {
	unsigned long signals, moves;
};

/**
 * disturb_start - from now on, threads between disturb_join() and disturb_leave() are disturbed.
 * @seed: decides who is, when, and how.
 * Return: 0, or -EAGAIN where there is no thread for it.
 */
int disturb_start(unsigned int seed);

/** disturb_stop - and no more; all have left. Return: what was done. */
struct disturbance disturb_stop(void);

/** disturb_join, disturb_leave - the calling thread is one of those. */
void disturb_join(void);
void disturb_leave(void);

/**
 * resident_bytes - memory of the host that this process has, its machines' left out.
 * Return: 0 where that is not known, or says nothing since a sanitizer keeps what was freed.
 */
unsigned long resident_bytes(void);

#endif
