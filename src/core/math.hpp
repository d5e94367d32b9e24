#pragma once

namespace tradewind {

/// exp, log and tanh for decisions: the same bits on every CPU and libm, since they use only +, -, *, /, and exact
/// scaling by powers of two. Within 2 ulp of the true value over their domain.

/// e^x. 0 below -745, +infinity above 709.78. Method: x = k·ln2 + r, |r| ≤ ln2/2; Remez rational as in fdlibm e_exp.c
/// (Sun Microsystems, 1993).
double deterministic_exp(double x);
/// Natural logarithm, x > 0; -infinity at 0, NaN below. Method: fdlibm e_log.c.
double deterministic_log(double x);
/// (e^{2x} - 1) / (e^{2x} + 1), numerator and denominator carried in two doubles each.
double deterministic_tanh(double x);

}  // namespace tradewind
