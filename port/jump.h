/* SPDX-License-Identifier: MIT */
/*
 * Jumps out of calls, for who has caught a fault in one: by the compiler's builtins where they are,
 * by the port's own functions where they are not (clang has none for RISC-V).
 *
 *	port_jump way_back;
 *	if (port_jump_note(way_back))
 *		... a later port_jump_back(way_back) comes here, from deeper calls alone
 */
#ifndef PORT_JUMP_H
#define PORT_JUMP_H

#if defined(__riscv)

/* The return address, s0 to s11, the stack pointer. */
typedef unsigned long port_jump[14];

int port_jump_note(port_jump env) __attribute__((returns_twice));
void port_jump_back(port_jump env) __attribute__((noreturn));

#else

typedef void *port_jump[5];

#define port_jump_note(env) __builtin_setjmp(env)
#define port_jump_back(env) __builtin_longjmp(env, 1)

#endif

#endif
