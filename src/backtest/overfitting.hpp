#pragma once

#include <optional>
#include <span>
#include <vector>

/// How much of a result is luck of having tried much. Sharpe ratios here are per period, not annualised.
namespace tradewind::backtest {

/// Mean over standard deviation (n − 1); nothing for less than two returns, or where all are equal.
std::optional<double> sharpe_of(std::span<const double> returns);

/// The largest Sharpe ratio to be expected of `trials` strategies without any skill whose ratios scatter with standard
/// deviation `spread`: spread · ((1 − γ) Φ⁻¹(1 − 1/N) + γ Φ⁻¹(1 − 1/(N e))), γ being Euler's constant. Zero for one
/// trial. D. Bailey, M. López de Prado, "The Deflated Sharpe Ratio", Journal of Portfolio Management 40 (2014), eq. 1.
double expected_best_sharpe(double spread, std::size_t trials);

/// The probability that the true Sharpe ratio of `returns` lies above `benchmark`, from their length, skewness γ₃ and
/// kurtosis γ₄: Φ((SR − SR₀) √(n − 1) / √(1 − γ₃ SR + (γ₄ − 1)/4 SR²)). With the expected best of all trials as
/// benchmark it is the deflated Sharpe ratio (eq. 2 there). Nothing where it is not defined.
std::optional<double> probabilistic_sharpe(std::span<const double> returns, double benchmark);

/// The probability of backtest overfitting: of all ways to take half of `parts` equal slices of time as the past, the
/// share in which the trial that was best there lies in the lower half of the others over the rest. By Sharpe ratio.
/// `trials[i]` are trial i's returns, all of one length. Nothing for less than two trials or two returns a slice.
/// D. Bailey, J. Borwein, M. López de Prado, Q. Zhu, "The Probability of Backtest Overfitting", Journal of
/// Computational Finance 20 (2017): combinatorially symmetric cross-validation.
std::optional<double> probability_of_overfitting(std::span<const std::vector<double>> trials, std::size_t parts = 8);

}  // namespace tradewind::backtest
