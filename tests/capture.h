/* SPDX-License-Identifier: MIT */
/*
 * The text that is printed while a test looks: to compare reports word by word.
 *
 *	capture_start();
 *	kfree(ptr);
 *	text = capture_stop();
 *	KUNIT_EXPECT_TRUE(test, strstr(text, "double free"));
 *
 * One capture at a time; meanwhile nothing is printed, so a test must stop it before its own
 * expectations.
 */
#ifndef TESTS_CAPTURE_H
#define TESTS_CAPTURE_H

/** capture_start - keep what is printed from here on, instead of printing it. */
void capture_start(void);

/**
 * capture_stop - print again.
 * Return: the text, a line a message, without levels; valid until the next capture_start().  What
 * did not fit in some 60 KiB is missing.
 */
const char *capture_stop(void);

#endif
