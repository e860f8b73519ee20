//===- NetworkSimplex.cpp - Transport on a few pairs ----------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NetworkSimplex.h"

#include <algorithm>
#include <cmath>
#include <limits>

using namespace kop::ot::detail;

NetworkSimplex::NetworkSimplex(const std::vector<std::int64_t> &supplies,
                               const std::vector<std::int64_t> &demands,
                               double largestCost)
    : sources(std::int64_t(supplies.size())),
      sinks(std::int64_t(demands.size())), tolerance(1e-13 * largestCost),
      nodes(supplies.size() + demands.size() + 1) {
  // Above half the cost of any arc, so that the root is the last resort.
  const double dear = largestCost + 1;
  const std::int64_t root = sources + sinks;
  for (std::int64_t node = 0; node < root; ++node) {
    const bool isSource = node < sources;
    Arc arc = {isSource ? node : root, isSource ? root : node, dear,
               isSource ? supplies[node] : demands[node - sources], true};
    arcs.push_back(arc);
    attach(node, root, node);
    nodes[node].depth = 1;
    nodes[node].potential = isSource ? -dear : dear;
  }
}

void NetworkSimplex::addArc(std::int64_t source, std::int64_t sink,
                            double cost) {
  arcs.push_back({source, sources + sink, cost});
}

void NetworkSimplex::attach(std::int64_t child, std::int64_t parent,
                            std::int64_t arc) {
  Node &node = nodes[child];
  node.parent = parent;
  node.arc = arc;
  node.previous = -1;
  node.next = nodes[parent].firstChild;
  if (node.next >= 0)
    nodes[node.next].previous = child;
  nodes[parent].firstChild = child;
}

void NetworkSimplex::detach(std::int64_t child) {
  const Node &node = nodes[child];
  if (node.previous >= 0)
    nodes[node.previous].next = node.next;
  else
    nodes[node.parent].firstChild = node.next;
  if (node.next >= 0)
    nodes[node.next].previous = node.previous;
}

/// The arc of least reduced cost of the next block that has a negative one.
std::int64_t NetworkSimplex::findEntering() {
  const auto size = std::int64_t(arcs.size());
  const std::int64_t block =
      std::max<std::int64_t>(32, std::int64_t(std::sqrt(double(size))));
  double least = -tolerance;
  std::int64_t best = -1, inBlock = 0;
  for (std::int64_t seen = 0; seen < size; ++seen) {
    if (place >= size)
      place = 0;
    const Arc &arc = arcs[place];
    if (!arc.isBasic) {
      const double cost = reducedCost(arc);
      if (cost < least) {
        least = cost;
        best = place;
      }
    }
    ++place;
    if (++inBlock == block) {
      if (best >= 0)
        return best;
      inBlock = 0;
    }
  }
  return best;
}

void NetworkSimplex::turn(std::int64_t node, std::int64_t top) {
  // Reverses the arcs from `node` up to `top`, which is detached already.
  std::vector<std::int64_t> path = {node};
  while (path.back() != top)
    path.push_back(nodes[path.back()].parent);
  for (std::size_t k = path.size() - 1; k > 0; --k) {
    const std::int64_t upper = path[k], lower = path[k - 1];
    const std::int64_t arc = nodes[lower].arc;
    detach(lower);
    attach(upper, lower, arc);
  }
}

void NetworkSimplex::shift(std::int64_t top, double change) {
  // Every node below `top`, without a stack: down, then right, then up.
  nodes[top].depth = nodes[nodes[top].parent].depth + 1;
  nodes[top].potential += change;
  std::int64_t node = top;
  while (true) {
    if (nodes[node].firstChild >= 0) {
      node = nodes[node].firstChild;
    } else {
      while (node != top && nodes[node].next < 0)
        node = nodes[node].parent;
      if (node == top)
        return;
      node = nodes[node].next;
    }
    nodes[node].depth = nodes[nodes[node].parent].depth + 1;
    nodes[node].potential += change;
  }
}

void NetworkSimplex::pivot(std::int64_t entering) {
  Arc &arc = arcs[entering];
  std::int64_t s = arc.from, t = arc.to;
  while (s != t)
    (nodes[s].depth >= nodes[t].depth ? s : t) =
        nodes[nodes[s].depth >= nodes[t].depth ? s : t].parent;
  const std::int64_t join = s;
  // What flows in the cycle is limited by arcs against it. Of equals, the last
  // one in its direction, from `join` on, leaves: trees stay strongly feasible.
  std::int64_t amount = std::numeric_limits<std::int64_t>::max(), out = -1;
  bool outIsBelowSource = true;
  for (std::int64_t node = arc.from; node != join; node = nodes[node].parent)
    if (pointsUp(node) && arcs[nodes[node].arc].flow < amount) {
      amount = arcs[nodes[node].arc].flow;
      out = node;
    }
  for (std::int64_t node = arc.to; node != join; node = nodes[node].parent)
    if (!pointsUp(node) && arcs[nodes[node].arc].flow <= amount) {
      amount = arcs[nodes[node].arc].flow;
      out = node;
      outIsBelowSource = false;
    }
  if (amount > 0) {
    arc.flow += amount;
    for (std::int64_t node = arc.from; node != join; node = nodes[node].parent)
      arcs[nodes[node].arc].flow += pointsUp(node) ? -amount : amount;
    for (std::int64_t node = arc.to; node != join; node = nodes[node].parent)
      arcs[nodes[node].arc].flow += pointsUp(node) ? amount : -amount;
  }
  const double reduced = reducedCost(arc);
  arcs[nodes[out].arc].isBasic = false;
  arc.isBasic = true;
  const std::int64_t lower = outIsBelowSource ? arc.from : arc.to;
  const std::int64_t upper = outIsBelowSource ? arc.to : arc.from;
  detach(out);
  turn(lower, out);
  attach(lower, upper, entering);
  shift(lower, outIsBelowSource ? -reduced : reduced);
  ++count;
}

bool NetworkSimplex::solve(const std::function<bool()> &goesOn) {
  constexpr std::int64_t often = 4096;
  for (std::int64_t entering = findEntering(); entering >= 0;
       entering = findEntering()) {
    pivot(entering);
    if (count % often == 0 && !goesOn())
      return false;
  }
  return true;
}

std::vector<NetworkSimplex::Flow> NetworkSimplex::flows() const {
  std::vector<Flow> result;
  for (std::size_t k = std::size_t(sources + sinks); k < arcs.size(); ++k)
    if (arcs[k].flow > 0)
      result.push_back({arcs[k].from, arcs[k].to - sources, arcs[k].flow});
  return result;
}

std::int64_t NetworkSimplex::unserved() const {
  std::int64_t sum = 0;
  for (std::int64_t k = 0; k < sources; ++k)
    sum += arcs[k].flow;
  return sum;
}
