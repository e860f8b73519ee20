//===- AST.h - The syntax tree of a .kop file -------------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Plain structs that own their children. The tree says what was written and
// nothing about what names mean: `pi`, `true` and `inf` are names, `grad(e, v)`
// is a call. Every node and every name has its range. No tree is deeper than
// `maxDepth`, so that walkers may recurse.
//
// Walkers switch over `kind` and cast:
//   if (auto *call = expr.as<ast::CallExpr>()) …
//
//===----------------------------------------------------------------------===//

#ifndef KOP_SYNTAX_AST_H
#define KOP_SYNTAX_AST_H

#include "compiler/syntax/Source.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace kop::syntax::ast {

/// Limit of the depth of brackets and of the tree (of operations above a
/// leaf).
inline constexpr unsigned maxDepth = 1000;

struct Name {
  std::string text;
  SourceRange range;
};

/// `a.b.c`; most have one part.
struct QualifiedName {
  std::vector<Name> parts;
  SourceRange range;

  bool isQualified() const { return parts.size() > 1; }
  const Name &last() const { return parts.back(); }
  std::string str() const;
};

//===----------------------------------------------------------------------===//
// Expressions
//===----------------------------------------------------------------------===//

enum class ExprKind {
  Number,
  String,
  Name,
  Unary,
  Binary,
  Index,
  Call,
  Concat,
  Reduce
};

struct Expr {
  ExprKind kind;
  SourceRange range; ///< Without enclosing parentheses.
  /// Range with the parentheses around it, equal to `range` without any.
  SourceRange outer;
  bool isParenthesized() const { return outer != range; }

  virtual ~Expr() = default;

  template <typename T> T *as() {
    return kind == T::Kind ? static_cast<T *>(this) : nullptr;
  }
  template <typename T> const T *as() const {
    return kind == T::Kind ? static_cast<const T *>(this) : nullptr;
  }

protected:
  Expr(ExprKind kind) : kind(kind) {}
};
using ExprPtr = std::unique_ptr<Expr>;

/// `1`, `1.5`, `.5`, `1e-3`: digits, one optional point, optional exponent.
struct NumberExpr : Expr {
  static constexpr ExprKind Kind = ExprKind::Number;
  NumberExpr() : Expr(Kind) {}
  std::string text; ///< exactly as written
  /// No point and no exponent.
  bool isInteger() const {
    return text.find_first_of(".eE") == std::string::npos;
  }
};

/// `"ab,b->a"`: an argument of einsum.
struct StringExpr : Expr {
  static constexpr ExprKind Kind = ExprKind::String;
  StringExpr() : Expr(Kind) {}
  std::string text; ///< without quotes
};

/// `sigma`, `std.metrics.scale`, `pi`, `true`.
struct NameExpr : Expr {
  static constexpr ExprKind Kind = ExprKind::Name;
  NameExpr() : Expr(Kind) {}
  QualifiedName name;
};

enum class UnaryOp { Neg, Not };

struct UnaryExpr : Expr {
  static constexpr ExprKind Kind = ExprKind::Unary;
  UnaryExpr() : Expr(Kind) {}
  UnaryOp op = UnaryOp::Neg;
  SourceRange opRange;
  ExprPtr operand;
};

enum class BinaryOp {
  Pow,
  MatMul,
  Mul,
  Div,
  Rem,
  Add,
  Sub,
  Eq,
  Ne,
  Lt,
  Le,
  Gt,
  Ge,
  And,
  Or
};

struct BinaryExpr : Expr {
  static constexpr ExprKind Kind = ExprKind::Binary;
  BinaryExpr() : Expr(Kind) {}
  BinaryOp op = BinaryOp::Add;
  SourceRange opRange;
  ExprPtr lhs, rhs;
};

/// What stands between the commas of a bracket: `e`, or a slice `a:b`.
struct Subscript {
  ExprPtr begin;
  ExprPtr end; ///< Null unless a slice.
  SourceRange range;

  bool isSlice() const { return end != nullptr; }
};

/// `x[i]`, `y[nbr[i, k]]`, `A[r, c]`, `v[a:b]`.
struct IndexExpr : Expr {
  static constexpr ExprKind Kind = ExprKind::Index;
  IndexExpr() : Expr(Kind) {}
  ExprPtr base;
  std::vector<Subscript> subscripts; ///< May be empty: `e[]`.
  SourceRange bracketRange;          ///< From `[` to `]`.
};

/// `exp(x)`, `sum(v)`, `grad(e, v; cotangent)`.
struct CallExpr : Expr {
  static constexpr ExprKind Kind = ExprKind::Call;
  CallExpr() : Expr(Kind) {}
  QualifiedName callee;
  std::vector<ExprPtr> arguments;
  std::vector<ExprPtr> trailing; ///< Arguments behind `;`.
};

/// `[a, b, c]`.
struct ConcatExpr : Expr {
  static constexpr ExprKind Kind = ExprKind::Concat;
  ConcatExpr() : Expr(Kind) {}
  std::vector<ExprPtr> elements; ///< At least one.
};

enum class ReduceOp {
  Sum,
  Mean,
  Prod,
  Var,
  Min,
  Max,
  Argmin,
  Argmax,
  Kmin,
  Kmax,
  Collect,
  // These take their operands in parentheses.
  Logsumexp,
  LogsumexpSigned,
  Softmax,
  Count,
  Any,
  All
};

/// `sum[j : c] e`, `kmin[j; K] e`, `logsumexp[j](s, w)`, `softmax[j](s; v)`.
struct ReduceExpr : Expr {
  static constexpr ExprKind Kind = ExprKind::Reduce;
  ReduceExpr() : Expr(Kind) {}
  ReduceOp op = ReduceOp::Sum;
  Name opName;               ///< The word as written.
  std::vector<Name> indices; ///< At least one.
  ExprPtr list;              ///< `e` of `j in e`, or null.
  ExprPtr count;             ///< `K` of `[j; K]`, or null.
  ExprPtr condition;         ///< `c` of `[j : c]`, or null.
  SourceRange bracketRange;  ///< From `[` to `]`.
  /// One operand for prefix reductions (checked by the parser).
  std::vector<ExprPtr> arguments;
  std::vector<ExprPtr> trailing; ///< Behind `;`: `v` of softmax.
};

//===----------------------------------------------------------------------===//
// Types and parameters
//===----------------------------------------------------------------------===//

enum class TypeKind {
  Scalar, ///< no type written
  Int,
  Bool,
  Vec,
  Mat,
  Tensor,
  Index,
  List,
  Complex,
  CVec
};

/// The parser has checked the number of arguments: none for int, bool,
/// complex; one for vec, cvec; two for mat; one or more for tensor.
struct Type {
  TypeKind kind = TypeKind::Scalar;
  SourceRange range; ///< Invalid when no type is written.
  std::vector<ExprPtr> dimensions;
  Name target; ///< `j` of index(j) and list(j).
};

/// One axis of a declaration: `i`, or `i|j` for an array read as both.
struct Axis {
  Name index;
  std::optional<Name> alternative;
};

/// `x[i]: vec(D)`, `sigma`.
struct Parameter {
  Name name;
  std::string documentation;
  SourceRange range;
  std::vector<Axis> axes;
  bool hasBrackets = false;
  Type type;
};

/// What stands behind `;` in the parameter list of a formula, and parameters
/// of a `fn`: `K`, `fn d`.
struct GenericParameter {
  Name name;
  SourceRange range;
  bool isFunction = false;
};

//===----------------------------------------------------------------------===//
// Statements
//===----------------------------------------------------------------------===//

struct Let {
  Name name;
  std::string documentation;
  SourceRange range;
  ExprPtr value;
};

/// An output `a[i]`, `e[]`.
struct Target {
  Name name;
  std::vector<Name> axes;
  SourceRange range;
};

/// `a[i] = e;`, `dist[i, k], idx[i, k] = kmin[j; K] e;`
struct Assignment {
  std::vector<Target> targets; ///< One or more.
  std::string documentation;
  SourceRange range;
  ExprPtr value;
};

//===----------------------------------------------------------------------===//
// Declarations
//===----------------------------------------------------------------------===//

enum class DeclKind { Formula, Derived, Function, Const, Export };

struct Decl {
  DeclKind kind;
  Name name; ///< Empty for exports.
  std::string documentation;
  SourceRange range;

  virtual ~Decl() = default;

  template <typename T> T *as() {
    return kind == T::Kind ? static_cast<T *>(this) : nullptr;
  }
  template <typename T> const T *as() const {
    return kind == T::Kind ? static_cast<const T *>(this) : nullptr;
  }

protected:
  Decl(DeclKind kind) : kind(kind) {}
};
using DeclPtr = std::unique_ptr<Decl>;

/// `formula f(…; …) { … }`. Lets and assignments are kept apart, each in the
/// order of the source; `range` of each says how they interleave.
struct FormulaDecl : Decl {
  static constexpr DeclKind Kind = DeclKind::Formula;
  FormulaDecl() : Decl(Kind) {}
  std::vector<Parameter> parameters;
  std::vector<GenericParameter> generics;
  std::vector<Let> lets;
  std::vector<Assignment> assignments;
};

enum class Transform { Vjp, Jvp, Bounds };

/// `vjp(f; x, y given a)`, where f may be one again.
struct TransformExpr {
  Transform transform = Transform::Vjp;
  SourceRange range;
  QualifiedName formula; ///< When `inner` is null.
  std::unique_ptr<TransformExpr> inner;
  std::vector<Name> inputs;
  std::vector<Name> given;
};

/// `formula g = vjp(f; x);`
struct DerivedDecl : Decl {
  static constexpr DeclKind Kind = DeclKind::Derived;
  DerivedDecl() : Decl(Kind) {}
  std::unique_ptr<TransformExpr> value;
};

/// `fn f(u, v) = e;` or `fn f(u, v) { let …; e }`.
struct FunctionDecl : Decl {
  static constexpr DeclKind Kind = DeclKind::Function;
  FunctionDecl() : Decl(Kind) {}
  std::vector<GenericParameter> parameters;
  std::vector<Let> lets;
  ExprPtr value;
};

/// `const c = e;`
struct ConstDecl : Decl {
  static constexpr DeclKind Kind = DeclKind::Const;
  ConstDecl() : Decl(Kind) {}
  ExprPtr value;
};

/// Element types of an export. `Kahan` only behind `accumulate`.
enum class ElementType { F16, BF16, F32, F64, Kahan };

/// `D = 3`, `D = *`, `d = manhattan`, or `x: f16`.
struct Binding {
  Name name;
  SourceRange range;
  ExprPtr value;       ///< Null for `*` and for element types.
  bool isStar = false; ///< `D = *`
  std::optional<ElementType> type;
};

struct ExportItem {
  QualifiedName formula;
  std::vector<Binding> bindings;
  std::optional<Name> alias; ///< `as id`
  SourceRange range;
};

struct ExportedType {
  ElementType type = ElementType::F32;
  SourceRange range;
};

/// `export item, item : T, T accumulate A index i64;`
struct ExportDecl : Decl {
  static constexpr DeclKind Kind = DeclKind::Export;
  ExportDecl() : Decl(Kind) {}
  std::vector<ExportItem> items;
  std::vector<ExportedType> types; ///< Empty when none is written (f32).
  std::optional<ExportedType> accumulate;
  std::optional<unsigned> indexBits; ///< 32 or 64
};

struct Import {
  QualifiedName module;
  SourceRange range;
};

/// A file.
struct File {
  FileId file = noFile;
  std::optional<QualifiedName> module;
  std::string documentation; ///< Of the module line.
  std::vector<Import> imports;
  std::vector<DeclPtr> declarations;
};

/// Spellings: "+", "sum", "vec", "f32", "vjp".
const char *spelling(UnaryOp op);
const char *spelling(BinaryOp op);
const char *spelling(ReduceOp op);
const char *spelling(TypeKind kind);
const char *spelling(ElementType type);
const char *spelling(Transform transform);

/// The value as text of the program, with the parentheses that the grammar
/// asks for: `sum[j] k * b[j]`. For messages.
std::string toString(const Expr &expr);
std::string toString(const Type &type);

} // namespace kop::syntax::ast

#endif // KOP_SYNTAX_AST_H
