//===- NetworkSimplex.h - Transport on a few pairs --------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef KOP_STDLIB_OT_NETWORKSIMPLEX_H
#define KOP_STDLIB_OT_NETWORKSIMPLEX_H

#include <cstdint>
#include <functional>
#include <vector>

namespace kop::ot::detail {

/// Minimum-cost flow from sources to sinks over given arcs, by the primal
/// network simplex method with strongly feasible trees (Cunningham, 1976;
/// Ahuja, Magnanti, Orlin, Network Flows, 1993). Arcs may be added to a
/// solution, which then is where the next one starts. Masses are integers, so
/// that flows are exact; what no arc carries goes through a root, at a cost
/// above all others.
class NetworkSimplex {
public:
  /// Positive masses of equal sums; no cost of an arc is above `largestCost`.
  NetworkSimplex(const std::vector<std::int64_t> &supplies,
                 const std::vector<std::int64_t> &demands, double largestCost);

  void addArc(std::int64_t source, std::int64_t sink, double cost);

  /// Pivots until no arc has a reduced cost below rounding; `goesOn` is asked
  /// now and then, and ends it with false.
  bool solve(const std::function<bool()> &goesOn);

  /// Potentials with f_i + g_j <= cost on every arc, equal where it flows.
  double sourcePotential(std::int64_t i) const { return -nodes[i].potential; }
  double sinkPotential(std::int64_t j) const {
    return nodes[sources + j].potential;
  }
  struct Flow {
    std::int64_t source, sink, amount;
  };
  /// Arcs that carry something.
  std::vector<Flow> flows() const;
  /// What goes through the root.
  std::int64_t unserved() const;
  std::int64_t pivots() const { return count; }

private:
  struct Arc {
    std::int64_t from, to;
    double cost;
    std::int64_t flow = 0;
    bool isBasic = false;
  };
  /// A node of the spanning tree. Siblings are a ring-less doubly linked list.
  struct Node {
    std::int64_t parent = -1, arc = -1; ///< the arc to the parent
    std::int64_t firstChild = -1, next = -1, previous = -1;
    std::int64_t depth = 0;
    double potential = 0; ///< cost + potential(from) = potential(to) on trees
  };

  double reducedCost(const Arc &arc) const {
    return arc.cost + nodes[arc.from].potential - nodes[arc.to].potential;
  }
  bool pointsUp(std::int64_t node) const {
    return arcs[nodes[node].arc].from == node;
  }
  void attach(std::int64_t child, std::int64_t parent, std::int64_t arc);
  void detach(std::int64_t child);
  std::int64_t findEntering();
  void pivot(std::int64_t entering);
  /// Makes `node` the top of its part of the tree, up to `top`.
  void turn(std::int64_t node, std::int64_t top);
  void shift(std::int64_t top, double change);

  std::int64_t sources, sinks;
  double tolerance;
  std::vector<Arc> arcs;
  std::vector<Node> nodes;
  std::int64_t place = 0; ///< where the search for arcs goes on
  std::int64_t count = 0;
};

} // namespace kop::ot::detail

#endif // KOP_STDLIB_OT_NETWORKSIMPLEX_H
