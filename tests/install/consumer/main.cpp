//===- main.cpp - A program of a user -------------------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "weights.kop.h"
#include <kop/cluster.h>
#include <kop/kop.h>
#include <kop/solve.h>
#ifdef CONSUMER_HAS_TRANSPORT
#include "quartic.ot.h"
#include <kop/ot.h>
#endif

#include <cstdio>
#include <vector>

int main() {
  const std::vector<float> x{1, 2, 3, 4}, y{1, 1, 2, 0, 0, 5};
  std::vector<float> a(2);
  kop::Exec exec;
  exec.threads = 1;
  consumer::weighted(kop::In<float>(x, 2, 2), kop::In<float>(y, 3, 2), a, exec);
  // Components of the package: far points are clusters of their own.
  const std::vector<float> line{0, 9, 0.5f, 9.5f};
  if (kop::cluster::kMeans<float>(line, 2).labels !=
      std::vector<std::int64_t>{0, 1, 0, 1})
    return 1;
#ifdef CONSUMER_HAS_TRANSPORT
  // A point moves by 2, and with a cost of our own.
  const std::vector<double> here{1}, there{3};
  kop::ot::Options options;
  options.blur = 1;
  if (kop::ot::solve<double>({here}, {there}, options).value() != 2)
    return 1;
  options.cost = quartic().setParameter(0.5);
  if (kop::ot::solve<double>({here}, {there}, options).value() != 8)
    return 1;
#endif
  // And 4 x = 8.
  const auto three = kop::solve::Operator::of<double>(
      1, [](const kop::In<double> &in, const kop::Out<double> &out) {
        *static_cast<double *>(out.view().data) =
            3 * *static_cast<const double *>(in.view().data);
      });
  const std::vector<double> eight{8};
  if (kop::solve::solve(kop::solve::System(three, 1), kop::In<double>(eight))
          .x != std::vector<double>{2})
    return 1;
  const std::vector<double> u{1, 2}, v{3};
  std::vector<double> b(2);
  consumer::weighted(kop::In<double>(u, 2, 1), v, b);
  std::printf("%g %g %g %g\n", a[0], a[1], b[0], b[1]);
}
