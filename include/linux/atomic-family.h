/* SPDX-License-Identifier: MIT */
/*
 * ATOMIC_FAMILY(p, T, I): all functions p_*() on a T whose counter holds an I.
 *
 * Reading guide, for OP in add, sub, and, or, xor, andnot, inc, dec:
 *	p_read, p_set		the value as it is; orders nothing
 *	p_OP			returns nothing, orders nothing
 *	p_OP_return		returns the new value (add, sub, inc, dec)
 *	p_fetch_OP		returns the old value
 *	p_xchg, p_cmpxchg	return the old value
 *	p_try_cmpxchg		returns whether it stored; else *old becomes what was there
 * Those that return a value also come as _acquire, _release and _relaxed.
 */
#ifndef LINUX_ATOMIC_FAMILY_H
#define LINUX_ATOMIC_FAMILY_H

#define ATOMIC_FAMILY(p, T, I)                                                   \
	ATOMIC_MAKE_ACCESS(p, T, I)                                              \
	ATOMIC_MAKE_OP(p, T, I, add)                                             \
	ATOMIC_MAKE_OP(p, T, I, sub)                                             \
	ATOMIC_MAKE_OP(p, T, I, and)                                             \
	ATOMIC_MAKE_OP(p, T, I, or)                                              \
	ATOMIC_MAKE_OP(p, T, I, xor)                                             \
	ATOMIC_ORDERS(ATOMIC_MAKE_RMW, p##_add_return, T, I, __atomic_add_fetch) \
	ATOMIC_ORDERS(ATOMIC_MAKE_RMW, p##_sub_return, T, I, __atomic_sub_fetch) \
	ATOMIC_MAKE_STEP(p, T, I, inc, add)                                      \
	ATOMIC_MAKE_STEP(p, T, I, dec, sub)                                      \
	ATOMIC_MAKE_ANDNOT(p, T, I)                                              \
	ATOMIC_ORDERS(ATOMIC_MAKE_XCHG, p##_xchg, T, I, )                        \
	ATOMIC_ORDERS(ATOMIC_MAKE_CMPXCHG, p##_cmpxchg, T, I, )                  \
	ATOMIC_ORDERS(ATOMIC_MAKE_TRY, p##_try_cmpxchg, T, I, )                  \
	ATOMIC_MAKE_TESTS(p, T, I)                                               \
	ATOMIC_MAKE_CONDITIONAL(p, T, I)

/* One function in its four orders. */
#define ATOMIC_ORDERS(MAKE, name, T, I, how)              \
	MAKE(name, T, I, how, __ATOMIC_SEQ_CST)           \
	MAKE(name##_acquire, T, I, how, __ATOMIC_ACQUIRE) \
	MAKE(name##_release, T, I, how, __ATOMIC_RELEASE) \
	MAKE(name##_relaxed, T, I, how, __ATOMIC_RELAXED)

#define ATOMIC_MAKE_ACCESS(p, T, I)                                    \
	static __always_inline I p##_read(const T *v)                  \
	{                                                              \
		return __atomic_load_n(&v->counter, __ATOMIC_RELAXED); \
	}                                                              \
	static __always_inline I p##_read_acquire(const T *v)          \
	{                                                              \
		return __atomic_load_n(&v->counter, __ATOMIC_ACQUIRE); \
	}                                                              \
	static __always_inline void p##_set(T *v, I i)                 \
	{                                                              \
		__atomic_store_n(&v->counter, i, __ATOMIC_RELAXED);    \
	}                                                              \
	static __always_inline void p##_set_release(T *v, I i)         \
	{                                                              \
		__atomic_store_n(&v->counter, i, __ATOMIC_RELEASE);    \
	}

/* p_op and the p_fetch_op family. */
#define ATOMIC_MAKE_OP(p, T, I, op)                                          \
	static __always_inline void p##_##op(I i, T *v)                      \
	{                                                                    \
		(void)__atomic_fetch_##op(&v->counter, i, __ATOMIC_RELAXED); \
	}                                                                    \
	ATOMIC_ORDERS(ATOMIC_MAKE_RMW, p##_fetch_##op, T, I, __atomic_fetch_##op)

#define ATOMIC_MAKE_RMW(name, T, I, how, order)    \
	static __always_inline I name(I i, T *v)   \
	{                                          \
		return how(&v->counter, i, order); \
	}

/* inc and dec: p_step, p_step_return, p_fetch_step. */
#define ATOMIC_MAKE_STEP(p, T, I, step, op)                                               \
	static __always_inline void p##_##step(T *v)                                      \
	{                                                                                 \
		(void)__atomic_fetch_##op(&v->counter, 1, __ATOMIC_RELAXED);              \
	}                                                                                 \
	ATOMIC_ORDERS(ATOMIC_MAKE_BY_1, p##_##step##_return, T, I, __atomic_##op##_fetch) \
	ATOMIC_ORDERS(ATOMIC_MAKE_BY_1, p##_fetch_##step, T, I, __atomic_fetch_##op)

#define ATOMIC_MAKE_BY_1(name, T, I, how, order)   \
	static __always_inline I name(T *v)        \
	{                                          \
		return how(&v->counter, 1, order); \
	}

#define ATOMIC_MAKE_ANDNOT(p, T, I)                                          \
	static __always_inline void p##_andnot(I i, T *v)                    \
	{                                                                    \
		(void)__atomic_fetch_and(&v->counter, ~i, __ATOMIC_RELAXED); \
	}                                                                    \
	ATOMIC_ORDERS(ATOMIC_MAKE_FETCH_ANDNOT, p##_fetch_andnot, T, I, )

#define ATOMIC_MAKE_FETCH_ANDNOT(name, T, I, how, order)           \
	static __always_inline I name(I i, T *v)                   \
	{                                                          \
		return __atomic_fetch_and(&v->counter, ~i, order); \
	}

#define ATOMIC_MAKE_XCHG(name, T, I, how, order)                       \
	static __always_inline I name(T *v, I value)                   \
	{                                                              \
		return __atomic_exchange_n(&v->counter, value, order); \
	}

#define ATOMIC_MAKE_CMPXCHG(name, T, I, how, order)                                    \
	static __always_inline I name(T *v, I old, I value)                            \
	{                                                                              \
		typeof(v->counter) seen = old;                                         \
                                                                                       \
		(void)__atomic_compare_exchange_n(&v->counter, &seen, value, 0, order, \
						  __ATOMIC_RELAXED);                   \
		return seen;                                                           \
	}

#define ATOMIC_MAKE_TRY(name, T, I, how, order)                                      \
	static __always_inline bool name(T *v, I *old, I value)                      \
	{                                                                            \
		typeof(v->counter) seen = *old;                                      \
                                                                                     \
		if (__atomic_compare_exchange_n(&v->counter, &seen, value, 0, order, \
						__ATOMIC_RELAXED))                   \
			return true;                                                 \
		*old = seen;                                                         \
		return false;                                                        \
	}

/* True where the new value is 0, or below 0. */
#define ATOMIC_MAKE_TESTS(p, T, I)                              \
	static __always_inline bool p##_sub_and_test(I i, T *v) \
	{                                                       \
		return p##_sub_return(i, v) == 0;               \
	}                                                       \
	static __always_inline bool p##_dec_and_test(T *v)      \
	{                                                       \
		return p##_dec_return(v) == 0;                  \
	}                                                       \
	static __always_inline bool p##_inc_and_test(T *v)      \
	{                                                       \
		return p##_inc_return(v) == 0;                  \
	}                                                       \
	static __always_inline bool p##_add_negative(I i, T *v) \
	{                                                       \
		return p##_add_return(i, v) < 0;                \
	}

/*
 * Changes that happen only while a condition holds.  The sums are taken in an unsigned type,
 * since atomics wrap where a signed sum may not.
 */
#define ATOMIC_WRAP_ADD(I, a, b) ((I)((unsigned long long)(a) + (unsigned long long)(b)))

#define ATOMIC_MAKE_CONDITIONAL(p, T, I)                                                       \
	static inline I p##_fetch_add_unless(T *v, I i, I unless)                              \
	{                                                                                      \
		I old = p##_read(v);                                                           \
                                                                                               \
		while (old != unless && !p##_try_cmpxchg(v, &old, ATOMIC_WRAP_ADD(I, old, i))) \
			;                                                                      \
		return old;                                                                    \
	}                                                                                      \
	static inline bool p##_add_unless(T *v, I i, I unless)                                 \
	{                                                                                      \
		return p##_fetch_add_unless(v, i, unless) != unless;                           \
	}                                                                                      \
	static inline bool p##_inc_not_zero(T *v)                                              \
	{                                                                                      \
		return p##_add_unless(v, 1, 0);                                                \
	}                                                                                      \
	static inline bool p##_inc_unless_negative(T *v)                                       \
	{                                                                                      \
		I old = p##_read(v);                                                           \
                                                                                               \
		while (old >= 0)                                                               \
			if (p##_try_cmpxchg(v, &old, ATOMIC_WRAP_ADD(I, old, 1)))              \
				return true;                                                   \
		return false;                                                                  \
	}                                                                                      \
	static inline bool p##_dec_unless_positive(T *v)                                       \
	{                                                                                      \
		I old = p##_read(v);                                                           \
                                                                                               \
		while (old <= 0)                                                               \
			if (p##_try_cmpxchg(v, &old, ATOMIC_WRAP_ADD(I, old, -1)))             \
				return true;                                                   \
		return false;                                                                  \
	}                                                                                      \
	static inline I p##_dec_if_positive(T *v)                                              \
	{                                                                                      \
		I old = p##_read(v);                                                           \
                                                                                               \
		while (old > 0 && !p##_try_cmpxchg(v, &old, old - 1))                          \
			;                                                                      \
		return ATOMIC_WRAP_ADD(I, old, -1);                                            \
	}

#endif
