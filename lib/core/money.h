/* SPDX-License-Identifier: MIT */
/*
 * Exact decimals.  Money is an int64 of 1e-10 dollars (at most
 * 922 million dollars), usage an int64 of 1e-10 pricing units; sums are
 * taken in 128 bits.  Nothing here, and nothing that calls it, uses a
 * floating-point number.
 */
#ifndef FOC_CORE_MONEY_H
#define FOC_CORE_MONEY_H

#include <stddef.h>
#include <stdint.h>

__extension__ typedef __int128 int128;

#define MONEY_DECIMALS	10		/* 1 dollar = 10^10 units */
#define MONEY_ONE	INT64_C(10000000000)
#define RESIDUE_DECIMALS 28		/* residues are kept in 1e-28 */
#define DECIMAL_TEXT_MAX 64		/* enough for any int128 and a point */

/*
 * Read [+-]digits[.digits][(e|E)[+-]digits] of len bytes, and nothing
 * else: no blanks, no thousands separators, no nan or hexadecimal.  At
 * least one digit must stand before the exponent ("." is an error; "1."
 * and ".5" are not).  The value is rounded half-even to 1e-10, and what
 * the rounding took away, exact value minus rounded value, is ADDED to
 * *residue in units of 1e-28 (digits beyond the 28th decimal only steer
 * the rounding); residue may be NULL.  Returns 0, or -1 where the text is
 * no decimal or the value does not fit; *v is then untouched.
 * An empty text is an error: whether empty means zero is the caller's to say.
 */
int	money_parse(const char *s, size_t len, int64_t *v, int128 *residue);

/*
 * As money_parse, but exact or nothing: -1 where a non-zero digit stands
 * beyond the tenth decimal.  For amounts that people type.
 */
int	money_parse_exact(const char *s, size_t len, int64_t *v);

/*
 * v * 10^-decimals as shortest exact text: no exponent, no trailing zeros,
 * no point without decimals, "0" never "-0".  Returns buf.
 */
char	*decimal_text(char buf[DECIMAL_TEXT_MAX], int128 v, int decimals);
char	*money_text(char buf[DECIMAL_TEXT_MAX], int64_t v);

/*
 * v * 10^-decimals rounded half-even to `places` decimals, always with
 * that many, and with thousands separators if `group`: what a person reads.
 */
char	*decimal_fixed(char buf[DECIMAL_TEXT_MAX], int128 v, int decimals,
	    int places, int group);

/* num / den rounded half-even to an integer; den must not be 0. */
int128	div_half_even(int128 num, int128 den);

/*
 * part / base * 100 with one decimal, half-even, in tenths of a percent:
 * 437 is 43.7 %.  Returns -1 where base is 0 (a percent of nothing is
 * unknown), else 0.
 */
int	percent_tenths(int128 part, int128 base, int64_t *tenths);

/* *sum += v; -1 on overflow of int64 (*sum untouched). */
int	money_add(int64_t *sum, int64_t v);
/* int128 to int64; -1 where it does not fit. */
int	money_narrow(int128 v, int64_t *out);

/*
 * Split `total` into n parts that add up to it exactly: every part is
 * floor(total / n), and the remainder goes, one unit each, to the first
 * parts.  n > 0; a negative total splits as the negative of its opposite.
 */
void	money_split_even(int64_t total, size_t n, int64_t *parts);

#endif
