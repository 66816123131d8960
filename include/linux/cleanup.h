/* SPDX-License-Identifier: MIT */
/*
 * Cleanup at the end of a scope.
 *
 *	void *p __free(kfree) = kmalloc(size, GFP_KERNEL);	freed on every way out
 *	return no_free_ptr(p);					... but this one
 *	guard(mutex)(&m);					held to the end of the scope
 *	scoped_guard(spinlock, &lock) { ... }			held for the block
 *
 * A class is a type with a constructor and a destructor; a guard is a class whose object is a held
 * lock.  All of it is resolved by the compiler: class_NAME_t is the type, class_NAME_constructor()
 * and class_NAME_destructor() are static inline functions.
 */
#ifndef _LINUX_CLEANUP_H
#define _LINUX_CLEANUP_H

#include <linux/compiler.h>

#ifndef __cleanup
#define __cleanup(func) __attribute__((__cleanup__(func)))
#endif

/* Words put together after their own macros are expanded. */
#define __CLEANUP_JOIN_(a, b) a##b
#define __CLEANUP_JOIN(a, b)  __CLEANUP_JOIN_(a, b)
#define __CLEANUP_NAME(stem)  __CLEANUP_JOIN(stem, __COUNTER__)

/* DEFINE_FREE - @_free is run on _T, a variable of @_type, when it goes out of scope. */
#define DEFINE_FREE(_name, _type, _free)                                                \
	static __always_inline __attribute__((unused)) void __free_##_name(void *place) \
	{                                                                               \
		_type _T __attribute__((unused)) = *(_type *)place;                     \
		_free;                                                                  \
	}

#define __free(_name) __cleanup(__free_##_name)

static __always_inline __attribute__((unused, warn_unused_result)) const volatile void *
__must_check_fn(const volatile void *value)
{
	return value;
}

/* no_free_ptr - the pointer, taken out of its variable's care. */
#define no_free_ptr(p)                                                     \
	((typeof(p))__must_check_fn((const volatile void *)__extension__({ \
		__auto_type __taken_from = &(p);                           \
		__auto_type __taken = *__taken_from;                       \
		*__taken_from = NULL;                                      \
		__taken;                                                   \
	})))

#define return_ptr(p) return no_free_ptr(p)

/* retain_and_null_ptr - give the pointer's care away to whoever stored it. */
#define retain_and_null_ptr(p) ((void)((p) = NULL))

/* DEFINE_CLASS - _T is the object in @_exit; @_init makes it from the arguments. */
#define DEFINE_CLASS(_name, _type, _exit, _init, _init_args...)                       \
	typedef _type class_##_name##_t;                                              \
	static __always_inline                                                        \
		__attribute__((unused)) void class_##_name##_destructor(_type *place) \
	{                                                                             \
		_type _T __attribute__((unused)) = *place;                            \
		_exit;                                                                \
	}                                                                             \
	static __always_inline __attribute__((unused))                                \
	_type class_##_name##_constructor(_init_args)                                 \
	{                                                                             \
		_type t = _init;                                                      \
		return t;                                                             \
	}

/* EXTEND_CLASS - another constructor for the class: class_NAMEEXT_*(). */
#define EXTEND_CLASS(_name, ext, _init, _init_args...)                                       \
	typedef class_##_name##_t class_##_name##ext##_t;                                    \
	static __always_inline __attribute__((unused)) void class_##_name##ext##_destructor( \
		class_##_name##_t *place)                                                    \
	{                                                                                    \
		class_##_name##_destructor(place);                                           \
	}                                                                                    \
	static __always_inline __attribute__((unused))                                       \
	class_##_name##_t class_##_name##ext##_constructor(_init_args)                       \
	{                                                                                    \
		class_##_name##_t t = _init;                                                 \
		return t;                                                                    \
	}

#define CLASS(_name, var)                                           \
	class_##_name##_t var __cleanup(class_##_name##_destructor) \
		__maybe_unused = class_##_name##_constructor

/*
 * DEFINE_GUARD - a class whose object is the lock's own pointer; NULL is no lock.
 * class_NAME_lock_ptr() tells whether an object holds anything.
 */
#define DEFINE_GUARD(_name, _type, _lock, _unlock)                                               \
	DEFINE_CLASS(                                                                            \
		_name, _type, if (_T) { _unlock; }, ({                                           \
			_lock;                                                                   \
			_T;                                                                      \
		}),                                                                              \
		_type _T)                                                                        \
	static __always_inline                                                                   \
		__attribute__((unused)) void *class_##_name##_lock_ptr(class_##_name##_t *place) \
	{                                                                                        \
		return (void *)*place;                                                           \
	}

/* DEFINE_GUARD_COND - the guard NAMEEXT takes the lock by @_condlock, and is NULL if that fails. */
#define DEFINE_GUARD_COND(_name, _ext, _condlock)                                            \
	EXTEND_CLASS(_name, _ext, ({                                                         \
			     void *_t = _T;                                                  \
			     if (_T && !(_condlock))                                         \
				     _t = NULL;                                              \
			     _t;                                                             \
		     }),                                                                     \
		     class_##_name##_t _T)                                                   \
	static __always_inline __attribute__((unused)) void *class_##_name##_ext##_lock_ptr( \
		class_##_name##_t *place)                                                    \
	{                                                                                    \
		return class_##_name##_lock_ptr(place);                                      \
	}

#define guard(_name)	   CLASS(_name, __CLEANUP_NAME(__guard_))
#define __guard_ptr(_name) class_##_name##_lock_ptr

#define scoped_guard(_name, args...)                                                       \
	for (int __once = 0; !__once; __once = 1)                                          \
		for (CLASS(_name, __scope)(args); !__once && __guard_ptr(_name)(&__scope); \
		     __once = 1)

#define scoped_cond_guard(_name, _fail, args...)                       \
	for (int __once = 0; !__once; __once = 1)                      \
		for (CLASS(_name, __scope)(args); !__once; __once = 1) \
			if (!__guard_ptr(_name)(&__scope)) {           \
				_fail;                                 \
			} else

/*
 * Lock guards: an object with the lock and room for what unlocking needs beside it (an irq state),
 * given as further members.  _0 is for locks that have no object, like RCU.
 */
#define __DEFINE_UNLOCK_GUARD(_name, _type, _unlock, ...)                                      \
	typedef struct {                                                                       \
		_type *lock;                                                                   \
		__VA_ARGS__;                                                                   \
	} class_##_name##_t;                                                                   \
	static __always_inline                                                                 \
		__attribute__((unused)) void class_##_name##_destructor(class_##_name##_t *_T) \
	{                                                                                      \
		if (_T->lock) {                                                                \
			_unlock;                                                               \
		}                                                                              \
	}                                                                                      \
	static __always_inline                                                                 \
		__attribute__((unused)) void *class_##_name##_lock_ptr(class_##_name##_t *_T)  \
	{                                                                                      \
		return (void *)_T->lock;                                                       \
	}

#define DEFINE_LOCK_GUARD_1(_name, _type, _lock, _unlock, ...)      \
	__DEFINE_UNLOCK_GUARD(_name, _type, _unlock, ##__VA_ARGS__) \
	static __always_inline __attribute__((unused))              \
	class_##_name##_t class_##_name##_constructor(_type *l)     \
	{                                                           \
		class_##_name##_t _t = { .lock = l }, *_T = &_t;    \
		_lock;                                              \
		return _t;                                          \
	}

#define DEFINE_LOCK_GUARD_0(_name, _lock, _unlock, ...)                                          \
	__DEFINE_UNLOCK_GUARD(_name, void, _unlock, ##__VA_ARGS__)                               \
	static __always_inline __attribute__((unused))                                           \
	class_##_name##_t class_##_name##_constructor(void)                                      \
	{                                                                                        \
		class_##_name##_t _t = { .lock = (void *)1 }, *_T __attribute__((unused)) = &_t; \
		_lock;                                                                           \
		return _t;                                                                       \
	}

#define DEFINE_LOCK_GUARD_1_COND(_name, _ext, _condlock)                                     \
	EXTEND_CLASS(_name, _ext, ({                                                         \
			     class_##_name##_t _t = { .lock = l }, *_T = &_t;                \
			     if (_T->lock && !(_condlock))                                   \
				     _T->lock = NULL;                                        \
			     _t;                                                             \
		     }),                                                                     \
		     typeof_member(class_##_name##_t, lock) l)                               \
	static __always_inline __attribute__((unused)) void *class_##_name##_ext##_lock_ptr( \
		class_##_name##_t *place)                                                    \
	{                                                                                    \
		return class_##_name##_lock_ptr(place);                                      \
	}

#endif
