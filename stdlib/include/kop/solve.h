//===- kop/solve.h - Linear systems and spectra of formulas -----*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
//   auto kernel = kop::solve::Operator::ofKernel<float>(
//       {x, n, 3}, [&](auto x, auto y, auto v, auto out) {
//         kernels::gaussian(x, y, v, sigma, out);
//       });
//   kop::solve::System system(kernel, 0.1);
//   auto result = kop::solve::solve(system, b);      // (0.1 I + K) x = b
//   result.x, result.status, result.columns[0].residual
//
// Matrices are symmetric and never stored; memory is O(N) per right-hand side.
// Formulas compute in their own type, everything else is in double. Results do
// not depend on the number of threads. Arrays of several columns have shape (N,
// R), row by row. All functions throw kop::Error on arguments that they cannot
// take. Link Kop::solve.
//
//===----------------------------------------------------------------------===//

#ifndef KOP_SOLVE_H
#define KOP_SOLVE_H

#include "kop/solve/operator.h"

#include <memory>

namespace kop {
namespace solve {

enum class Status {
  Converged,        ///< as accurate as asked for
  PrecisionLimited, ///< rounding in the formula is all that is left
  Stalled,          ///< no progress any more
  Budget,           ///< iterations or time ran out
  Cancelled,        ///< by `progress`, or by Exec::cancel of a formula
  Indefinite        ///< the matrix is not positive definite
};
const char *toString(Status status);

/// The matrix A = diag(lambda) + K, which must be positive definite. One
/// lambda >= 0 for all rows, or one per row.
class System {
public:
  System(Operator kernel, double lambda);
  System(Operator kernel, std::vector<double> lambda);

  std::int64_t size() const { return kernelOperator.size(); }
  const Operator &kernel() const { return kernelOperator; }
  /// As given.
  const std::vector<double> &lambda() const { return shift; }
  double lambda(std::int64_t row) const {
    return shift[shift.size() == 1 ? 0 : row];
  }
  /// out = A v for `columns` columns, each contiguous.
  void apply(const double *v, double *out, std::int64_t columns) const;

private:
  Operator kernelOperator;
  std::vector<double> shift;
};

namespace detail {
struct Factor;
}

/// A matrix P near A whose inverse is cheap. None by default.
class Preconditioner {
public:
  Preconditioner() = default;
  /// Columns of its low-rank part.
  std::int64_t rank() const;

  explicit Preconditioner(std::shared_ptr<const detail::Factor> low)
      : factor(std::move(low)) {}
  const detail::Factor *get() const { return factor.get(); }

private:
  std::shared_ptr<const detail::Factor> factor;
};

/// The diagonal of A; needs that of K.
Preconditioner jacobi(const System &system);

/// diag(lambda) plus the Nystrom approximation of K from `rank` products with
/// random vectors. Needs lambda > 0. (Z. Frangella, J. A. Tropp and M. Udell,
/// Randomized Nystrom preconditioning, 2023.)
Preconditioner nystrom(const System &system, std::int64_t rank,
                       std::uint64_t seed = 1);

/// diag(lambda) plus a Cholesky factor of K of at most `rank` columns, each
/// that of the largest entry left on the diagonal. `rank` columns of K instead
/// of as many products: cheap, but needs diagonal and columns of K, and lambda
/// > 0. (H. Harbrecht, M. Peters and R. Schneider, On the low-rank
/// approximation by the pivoted Cholesky decomposition, 2012.)
Preconditioner pivotedCholesky(const System &system, std::int64_t rank);

/// What solvers say while they run.
struct Progress {
  std::int64_t iteration = 0;
  std::int64_t columns = 0; ///< not solved yet
  /// Largest |b - A x| / |b| of them, as the iteration estimates it; of
  /// logDeterminant: largest change of a probe's estimate per row; of
  /// eigenpairs: 0.
  double residual = 0;
  double seconds = 0; ///< since the start
};

struct Options {
  /// `Converged` means |b - A x| <= tolerance |b|.
  double tolerance = 1e-4;
  std::int64_t iterations = 1000;                           ///< at most
  double seconds = std::numeric_limits<double>::infinity(); ///< at most
  /// Iterations without progress after which a column is given up: a residual
  /// or an error, in the norm of A, that is 1 % smaller.
  std::int64_t patience = 200;
  Preconditioner preconditioner;
  /// Where to start, of the shape of b; empty: at 0.
  std::vector<double> start;
  /// Called after every iteration; false ends the solver with the status
  /// Cancelled, and with what it has.
  std::function<bool(const Progress &)> progress;
};

struct Column {
  Status status = Status::Converged;
  /// |b - A x| / |b|, from A and x themselves; NaN where that was cancelled.
  double residual = 0;
  std::int64_t iterations = 0;
};

struct Result {
  std::vector<double> x;             ///< of the shape of b
  Status status = Status::Converged; ///< the last one, in order, of a column
  std::vector<Column> columns;
  std::int64_t iterations = 0;
  std::int64_t applications = 0; ///< products of A with one column
  std::vector<Progress> trace;   ///< one entry per iteration
};

/// Solves A x = b for b of shape (N) or (N, R), by conjugate gradients that
/// share the calls of the formula.
Result solve(const System &system, const In<double> &b,
             const Options &options = {});
Result solve(const System &system, const In<float> &b,
             const Options &options = {});

/// Cotangents of b and A, from that of x.
struct Vjp {
  /// Of b, of its shape: A^-1 times the cotangent of x.
  std::vector<double> rhs;
  /// Of lambda as given: of one value, or of each row.
  std::vector<double> lambda;
  /// Of the values K v of the formula at v = x, of the shape of b. What the
  /// formula's vjp makes of it is the derivative in points and parameters.
  std::vector<double> output;
  Result solve; ///< how that of b was found; its x is empty
};

/// The reverse derivative of `solve`, by one solve. `x` is the solution.
Vjp solveVjp(const System &system, const In<double> &x,
             const In<double> &cotangent, const Options &options = {});

struct EigenOptions {
  /// `Converged` means |K v - theta v| <= tolerance |theta_1| for all pairs.
  double tolerance = 1e-6;
  std::int64_t restarts = 300; ///< at most
  /// Vectors that are kept, more than pairs; 0: as many as seems fit.
  std::int64_t basis = 0;
  /// Called after every product; false ends with the status Cancelled.
  std::function<bool(const Progress &)> progress;
};

struct Eigenpairs {
  std::vector<double> values;    ///< (k), descending
  std::vector<double> vectors;   ///< (N, k), of length 1
  std::vector<double> residuals; ///< |K v - theta v| / |theta_1|
  Status status = Status::Converged;
  std::int64_t applications = 0; ///< products of K with a vector
};

/// The `count` largest eigenvalues of K and their vectors, by the Lanczos
/// method with implicit restarts (Spectra). Fewer when the budget ran out, and
/// none when cancelled.
Eigenpairs eigenpairs(const Operator &kernel, std::int64_t count,
                      const EigenOptions &options = {});

struct LogDetOptions {
  std::int64_t probes = 16;
  std::uint64_t seed = 1;
  std::int64_t steps = 200; ///< of Lanczos, at most
  /// A probe ends when a tenth more steps change its estimate by at most this
  /// times N.
  double tolerance = 1e-6;
  /// One near A makes few probes accurate.
  Preconditioner preconditioner;
  std::function<bool(const Progress &)> progress; ///< after every step
};

struct LogDet {
  double value = 0; ///< NaN when indefinite or cancelled
  /// Of the mean over probes; infinite for one probe.
  double standardError = 0;
  Status status = Status::Converged;
  std::int64_t steps = 0;        ///< largest number of a probe
  std::int64_t applications = 0; ///< products of A with a probe
};

/// log det A by stochastic Lanczos quadrature with random signs. (S. Ubaru, J.
/// Chen and Y. Saad, Fast estimation of tr(f(A)) via stochastic Lanczos
/// quadrature, 2017.)
LogDet logDeterminant(const System &system, const LogDetOptions &options = {});

/// The derivative of log det A, as pairs of vectors: that in a parameter of the
/// formula is what its vjp makes of the values K v at v = `input` with the
/// cotangents `output`.
struct LogDetVjp {
  std::vector<double> lambda; ///< of lambda as given
  std::vector<double> input;  ///< (N, probes), the probes
  std::vector<double> output; ///< (N, probes), A^-1 times them / probes
  Result solve;               ///< how those were found; its x is empty
};

/// Estimated by the mean of z^T A^-1 dA z over random signs z, which are those
/// of `logDeterminant` with the same number and seed.
LogDetVjp logDeterminantVjp(const System &system, std::int64_t probes,
                            std::uint64_t seed = 1,
                            const Options &options = {});

} // namespace solve
} // namespace kop

#endif // KOP_SOLVE_H
