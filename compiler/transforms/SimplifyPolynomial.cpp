//===- SimplifyPolynomial.cpp - Like terms of sums of products ------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The derivative of a product is a sum in which terms cancel: that of
// (1 + t) exp(-t) is exp(-t) - (1 + t) exp(-t) = -t exp(-t). A sum of products
// is multiplied out, like terms are added, and what all terms share becomes a
// factor again; it replaces the sum where it takes fewer operations. A root and
// its reciprocal, which derivatives of norms have, cancel as well.
//
//===----------------------------------------------------------------------===//

#include "compiler/transforms/Simplify.h"

#include <cmath>
#include <map>

using namespace mlir;
using namespace kop::ir;
using namespace kop::transforms;

namespace {

/// Values that are multiplied, ordered by their numbers; one may occur again.
using Monomial = SmallVector<unsigned, 4>;

/// A sum of products of atoms with numbers.
class Polynomial {
public:
  Polynomial(SimplifyContext &context, Operation *root)
      : context(context), root(root), all(context.of(root->getResult(0))) {}

  /// Multiplies out; whether it is small enough.
  bool collect() {
    std::optional<Terms> expanded = expand(root->getResult(0), 0);
    if (!expanded)
      return false;
    terms = std::move(*expanded);
    std::erase_if(terms, [](const auto &term) { return term.second == 0; });
    return true;
  }

  bool hasLikeTerms() const { return likeTerms; }

  /// Operations of the sum as it is that nothing else takes.
  int64_t presentCost() const {
    llvm::SmallPtrSet<Operation *, 16> dead = {root};
    int64_t cost = costOf(root);
    // From the root on: operands come later in the list.
    for (bool changed = true; changed;) {
      changed = false;
      for (Operation *op : inner)
        if (!dead.contains(op) &&
            llvm::all_of(op->getUsers(), [&](Operation *user) {
              return dead.contains(user);
            })) {
          dead.insert(op);
          cost += costOf(op);
          changed = true;
        }
    }
    return cost;
  }

  /// Writes the factored sum; without `b`, counts its operations alone.
  Value build(OpBuilder *b, Location loc, int64_t &cost) {
    cost = 0;
    Writer w{b, loc, root->getResult(0).getType(), cost, *this, {}, false};
    if (terms.empty())
      return w.constant(0);
    Monomial common = terms.begin()->first;
    for (auto &[monomial, number] : terms) {
      Monomial shared;
      std::set_intersection(common.begin(), common.end(), monomial.begin(),
                            monomial.end(), std::back_inserter(shared));
      common = shared;
    }
    double first = terms.begin()->second;
    Terms rest;
    for (auto &[monomial, number] : terms) {
      Monomial left;
      std::set_difference(monomial.begin(), monomial.end(), common.begin(),
                          common.end(), std::back_inserter(left));
      rest[left] = number / first;
    }
    Value sum = w.sum(rest);
    Value factor = w.product(common, first);
    return w.multiply(factor, sum);
  }

private:
  using Terms = std::map<Monomial, double>;
  static constexpr size_t mostTerms = 16, mostFactors = 8;
  static constexpr unsigned deepest = 12;

  /// Builds values, or counts them: then all of them are null.
  struct Writer {
    OpBuilder *b;
    Location loc;
    Type type;
    int64_t &cost;
    Polynomial &polynomial;

    Value constant(double number) {
      return b ? floatConstant(*b, loc, type, number) : Value();
    }
    /// A null factor stands for 1.
    struct Part {
      Value value;
      bool isOne = false, isLower = false;
    };
    Part part(unsigned atom) {
      return {polynomial.atoms[atom], false, polynomial.isLower(atom)};
    }
    Part times(Part lhs, Part rhs) {
      if (lhs.isOne)
        return rhs;
      if (rhs.isOne)
        return lhs;
      bool isLower = lhs.isLower && rhs.isLower;
      cost += !isLower;
      Value value;
      if (b)
        value = arith::MulFOp::create(*b, loc, lhs.value, rhs.value);
      return {value, false, isLower};
    }
    Part number(double value) {
      if (value == 1)
        return {Value(), true, true};
      return {constant(value), false, true};
    }
    /// The number and lower factors first: they are computed outside.
    Part productOf(const Monomial &monomial, double coefficient) {
      Part result = number(coefficient);
      for (bool lower : {true, false})
        for (unsigned atom : monomial)
          if (polynomial.isLower(atom) == lower)
            result = times(result, part(atom));
      return result;
    }
    Value valueOf(Part part) { return part.isOne ? constant(1) : part.value; }
    Value product(const Monomial &monomial, double coefficient) {
      last = productOf(monomial, coefficient);
      return last.value;
    }
    /// A polynomial in one value by Horner's rule, others term by term.
    Value sum(const Terms &terms) {
      sumIsOne = terms.size() == 1 && terms.begin()->first.empty() &&
                 terms.begin()->second == 1;
      if (sumIsOne)
        return {};
      std::optional<unsigned> atom = onlyAtom(terms);
      Value result;
      bool none = true;
      auto plus = [&](Part term) {
        Value value = valueOf(term);
        if (!none) {
          ++cost;
          if (b)
            value = arith::AddFOp::create(*b, loc, result, value);
        }
        result = value;
        none = false;
      };
      if (!atom) {
        for (auto &[monomial, number] : terms)
          plus(productOf(monomial, number));
        return result;
      }
      size_t degree = 0;
      for (auto &[monomial, number] : terms)
        degree = std::max(degree, monomial.size());
      for (size_t power = degree + 1; power-- > 0;) {
        if (!none) {
          ++cost;
          if (b)
            result =
                arith::MulFOp::create(*b, loc, result, polynomial.atoms[*atom]);
        }
        auto term = terms.find(Monomial(power, *atom));
        if (term != terms.end())
          plus(number(term->second));
      }
      return result;
    }
    static std::optional<unsigned> onlyAtom(const Terms &terms) {
      std::optional<unsigned> atom;
      for (auto &[monomial, number] : terms)
        for (unsigned a : monomial)
          if (atom && *atom != a)
            return std::nullopt;
          else
            atom = a;
      return atom;
    }
    Value multiply(Value factor, Value sum) {
      if (sumIsOne)
        return last.isOne ? constant(1) : factor;
      if (last.isOne)
        return sum;
      ++cost;
      return b ? Value(arith::MulFOp::create(*b, loc, factor, sum)) : Value();
    }

    Part last;
    bool sumIsOne = false;
  };

  static int64_t costOf(Operation *op) { return !isa<arith::NegFOp>(op); }
  bool isLower(unsigned atom) const { return context.of(atoms[atom]) != all; }

  Terms atom(Value value) {
    auto known = llvm::find(atoms, value);
    unsigned number = known - atoms.begin();
    if (known == atoms.end())
      atoms.push_back(value);
    return {{Monomial{number}, 1.0}};
  }

  void add(Terms &to, const Terms &from, double sign) {
    for (auto &[monomial, number] : from) {
      auto [place, isNew] = to.try_emplace(monomial, 0.0);
      likeTerms |= !isNew;
      place->second += sign * number;
    }
  }

  std::optional<Terms> multiply(const Terms &lhs, const Terms &rhs) {
    if (lhs.size() * rhs.size() > mostTerms)
      return std::nullopt;
    Terms result;
    for (auto &[a, m] : lhs)
      for (auto &[c, n] : rhs) {
        Monomial monomial;
        std::merge(a.begin(), a.end(), c.begin(), c.end(),
                   std::back_inserter(monomial));
        if (monomial.size() > mostFactors)
          return std::nullopt;
        add(result, {{monomial, m * n}}, 1);
      }
    return result;
  }

  std::optional<Terms> expand(Value value, unsigned depth) {
    std::optional<double> number = floatConstantOf(value);
    if (number && std::isfinite(*number))
      return Terms{{Monomial(), *number}};
    Operation *op = value.getDefiningOp();
    bool isInner = isa_and_nonnull<arith::AddFOp, arith::SubFOp, arith::NegFOp,
                                   arith::MulFOp>(op) &&
                   context.of(value) == all;
    if (!isInner)
      return atom(value);
    if (depth == deepest)
      return std::nullopt;
    if (op != root)
      inner.insert(op);
    std::optional<Terms> lhs = expand(op->getOperand(0), depth + 1);
    if (!lhs)
      return std::nullopt;
    if (isa<arith::NegFOp>(op)) {
      Terms result;
      add(result, *lhs, -1);
      return result;
    }
    std::optional<Terms> rhs = expand(op->getOperand(1), depth + 1);
    if (!rhs)
      return std::nullopt;
    if (isa<arith::MulFOp>(op))
      return multiply(*lhs, *rhs);
    add(*lhs, *rhs, isa<arith::SubFOp>(op) ? -1 : 1);
    if (lhs->size() > mostTerms)
      return std::nullopt;
    return lhs;
  }

  SimplifyContext &context;
  Operation *root;
  Domain all;
  SmallVector<Value> atoms;
  llvm::SetVector<Operation *> inner;
  Terms terms;
  bool likeTerms = false;
};

/// Sums of products with like terms.
struct LikeTerms : RewritePattern {
  LikeTerms(MLIRContext *mlir, SimplifyContext &context)
      : RewritePattern(MatchAnyOpTypeTag(), 1, mlir), context(context) {}

  LogicalResult matchAndRewrite(Operation *op,
                                PatternRewriter &rewriter) const override {
    if (!isa<arith::AddFOp, arith::SubFOp>(op) ||
        isa<RankedTensorType>(op->getResult(0).getType()))
      return rewriter.notifyMatchFailure(op, "not a sum of scalars");
    if (llvm::popcount(context.of(op->getResult(0))) < 2)
      return rewriter.notifyMatchFailure(op, "not of pairs");
    if (op->hasOneUse() &&
        isa<arith::AddFOp, arith::SubFOp, arith::NegFOp>(*op->user_begin()))
      return rewriter.notifyMatchFailure(op, "part of a larger sum");
    Polynomial polynomial(context, op);
    if (!polynomial.collect() || !polynomial.hasLikeTerms())
      return rewriter.notifyMatchFailure(op, "no like terms, or too many");
    int64_t cost = 0;
    polynomial.build(nullptr, op->getLoc(), cost);
    if (cost >= polynomial.presentCost())
      return rewriter.notifyMatchFailure(op, "as it is, it costs no more");
    context.acted(op->getLoc(), "like terms of a sum of products are one");
    rewriter.replaceOp(op, polynomial.build(&rewriter, op->getLoc(), cost));
    return success();
  }

  SimplifyContext &context;
};

/// What a select by s == 0 gives where s is not 0, when it gives 0 at 0; null
/// for other values. `s` is set.
static Value exceptAtZero(Value value, Value &s) {
  auto select = value.getDefiningOp<arith::SelectOp>();
  if (!select)
    return {};
  auto compare = select.getCondition().getDefiningOp<arith::CmpFOp>();
  if (!compare || compare.getPredicate() != arith::CmpFPredicate::OEQ ||
      floatConstantOf(compare.getRhs()) != 0.0 ||
      floatConstantOf(select.getTrueValue()) != 0.0)
    return {};
  s = compare.getLhs();
  return select.getFalseValue();
}

/// The factors of a product, through products that nothing else takes.
static void collectFactors(Value value, bool isRoot,
                           SmallVectorImpl<Value> &factors) {
  auto product = value.getDefiningOp<arith::MulFOp>();
  if (!product || !(isRoot || value.hasOneUse())) {
    factors.push_back(value);
    return;
  }
  collectFactors(product.getLhs(), false, factors);
  collectFactors(product.getRhs(), false, factors);
}

static Value multiply(OpBuilder &b, Location loc, ArrayRef<Value> factors) {
  Value result = factors.front();
  for (Value factor : factors.drop_front())
    result = arith::MulFOp::create(b, loc, result, factor);
  return result;
}

/// √s · (s == 0 ? 0 : 1 / √s) → (s == 0 ? 0 : 1).
struct RootAndReciprocal : FormulaPattern<arith::MulFOp> {
  using FormulaPattern::FormulaPattern;

  LogicalResult matchAndRewrite(arith::MulFOp op,
                                PatternRewriter &rewriter) const override {
    if (isa<RankedTensorType>(op.getType()) ||
        (op->hasOneUse() && isa<arith::MulFOp>(*op->user_begin())))
      return rewriter.notifyMatchFailure(op, "not a whole product of scalars");
    SmallVector<Value> factors;
    collectFactors(op.getResult(), true, factors);
    for (Value &factor : factors) {
      Value s, reciprocal = exceptAtZero(factor, s);
      auto inverse = reciprocal ? reciprocal.getDefiningOp<math::RsqrtOp>()
                                : math::RsqrtOp();
      if (!inverse || inverse.getOperand() != s)
        continue;
      auto root = llvm::find_if(factors, [&](Value other) {
        auto sqrt = other.getDefiningOp<math::SqrtOp>();
        return sqrt && sqrt.getOperand() == s;
      });
      if (root == factors.end())
        continue;
      auto select = factor.getDefiningOp<arith::SelectOp>();
      Value one = floatConstant(rewriter, op.getLoc(), op.getType(), 1.0);
      factor =
          arith::SelectOp::create(rewriter, op.getLoc(), select.getCondition(),
                                  select.getTrueValue(), one);
      factors.erase(root);
      context.acted(op.getLoc(), "a root and its reciprocal cancel");
      rewriter.replaceOp(op, multiply(rewriter, op.getLoc(), factors));
      return success();
    }
    return rewriter.notifyMatchFailure(op, "no root meets its reciprocal");
  }
};

/// (s == 0 ? 0 : c) a (x − y) → c a (x − y) with s = sqdist(x, y) and c lower:
/// the difference is 0 there.
struct DifferenceAtZero : FormulaPattern<arith::MulFOp> {
  using FormulaPattern::FormulaPattern;

  LogicalResult matchAndRewrite(arith::MulFOp op,
                                PatternRewriter &rewriter) const override {
    for (auto [scale, vector] : {std::pair(op.getLhs(), op.getRhs()),
                                 std::pair(op.getRhs(), op.getLhs())}) {
      auto broadcast = scale.getDefiningOp<BroadcastOp>();
      auto difference = vector.getDefiningOp<arith::SubFOp>();
      if (!broadcast || !difference)
        continue;
      SmallVector<Value> factors;
      collectFactors(broadcast.getValue(), broadcast->hasOneUse(), factors);
      auto chosen = llvm::find_if(factors, [&](Value factor) {
        Value s, other = exceptAtZero(factor, s);
        return other && context.of(other) != context.of(factor) &&
               isOf(s, difference);
      });
      if (chosen == factors.end())
        continue;
      Value s;
      *chosen = exceptAtZero(*chosen, s);
      Value product = multiply(rewriter, op.getLoc(), factors);
      context.acted(op.getLoc(), "a difference is 0 where its norm is");
      rewriter.replaceOpWithNewOp<arith::MulFOp>(
          op, spread(rewriter, op.getLoc(), product, op.getType()), vector);
      return success();
    }
    return rewriter.notifyMatchFailure(
        op, "no difference with a factor of this kind");
  }

private:
  static bool isOf(Value s, arith::SubFOp difference) {
    auto distance = s.getDefiningOp<SqDistOp>();
    if (!distance)
      return false;
    Value x = distance.getLhs(), y = distance.getRhs();
    Value from = difference.getLhs(), to = difference.getRhs();
    return (x == from && y == to) || (x == to && y == from);
  }
};

} // namespace

void kop::transforms::addPolynomialPatterns(RewritePatternSet &patterns,
                                            SimplifyContext &context) {
  patterns.add<LikeTerms, RootAndReciprocal, DifferenceAtZero>(
      patterns.getContext(), context);
}
