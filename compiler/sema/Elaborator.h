//===- Elaborator.h - Expressions to typed nodes ----------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Elaborates one instance of a formula: evaluates the tree of every output
// with its generics bound, inlines fns and lets, and checks shapes and types.
// A value is exact until it meets a typed one; then it is a node.
//
// The members are spread over files by subject: Expressions.cpp (names,
// numbers), Operators.cpp, Coerce.cpp (types and shapes of operands), Calls.cpp
// (inlining), Operations.cpp, Tensors.cpp, Matrices.cpp and Series.cpp
// (functions with rules of their own), Subscripts.cpp, Reductions.cpp,
// Lists.cpp, Derivatives.cpp, Outputs.cpp.
//
//===----------------------------------------------------------------------===//

#ifndef KOP_SEMA_ELABORATOR_H
#define KOP_SEMA_ELABORATOR_H

#include "compiler/sema/Builder.h"
#include "compiler/sema/Scope.h"

#include <span>

namespace kop::sema {

/// What all instances of a run share.
struct Session {
  Modules &modules;
  syntax::DiagnosticEngine &diagnostics;
  /// Values of consts; nothing while one is evaluated or when it is wrong.
  std::unordered_map<const ast::ConstDecl *, std::optional<Exact>> consts;
  /// Places of errors, so that instances of one formula do not repeat them.
  std::set<std::pair<Code, std::string>> reported;
};

/// Values of the generics of an instance.
struct Bindings {
  std::unordered_map<std::string, Exact> numbers;
  std::unordered_map<std::string, FunctionRef> functions;
  /// Element types of single inputs.
  std::unordered_map<std::string, RealFormat> formats;
  /// The generic that is left to the call (`D = *`), or empty.
  std::string open;
};

/// The value of an expression; neither member is set after an error.
struct Value {
  std::optional<Exact> exact;
  Node *node = nullptr;

  Value() = default;
  Value(Exact exact) : exact(std::move(exact)) {}
  Value(Node *node) : node(node) {}
  explicit operator bool() const { return exact || node; }
  Shape shape() const { return node ? node->type.shape : Shape(); }
  Domain domain() const { return node ? node->domain : 0; }
};

/// A value and where it was written.
struct Operand {
  Value value;
  const ast::Expr *expr = nullptr;
  SourceRange range;

  Operand() = default;
  explicit Operand(const ast::Expr &expr) : expr(&expr), range(expr.range) {}
  Operand(Value value, const ast::Expr &expr)
      : value(std::move(value)), expr(&expr), range(expr.range) {}
  Operand(Value value, SourceRange range)
      : value(std::move(value)), range(range) {}
};

class Elaborator {
public:
  /// `scope` is null to evaluate constant expressions only. `item` is the
  /// export that asks for the instance, for notes.
  Elaborator(Session &session, const Module &module, const FormulaScope *scope,
             Instance &instance, Bindings bindings, SourceRange item = {});

  /// Fills inputs, outputs and nodes. False after errors.
  bool run();

  /// What this version does not lower, in the order of the source.
  struct Unsupported {
    SourceRange range;
    std::string what;
  };
  const std::vector<Unsupported> &unsupported() const { return notLowered; }

  /// The exact value of an expression, an error where it has none.
  std::optional<Exact> evalExact(const ast::Expr &expr,
                                 const std::string &what);
  /// The same for an integer from `low` on.
  std::optional<int64_t> evalInteger(const ast::Expr &expr,
                                     const std::string &what, int64_t low);
  std::optional<Exact> evalConst(const ast::ConstDecl &decl,
                                 const Module &module);

private:
  using Operands = std::vector<Operand>;

  /// An inlined fn, the formula itself, or a const.
  struct Frame {
    const Module *module = nullptr;
    const ast::FunctionDecl *fn = nullptr; ///< Null outside fns.
    bool isFormula = false;
    SourceRange callRange;
    std::unordered_map<std::string, Value> values;
    std::unordered_map<std::string, FunctionRef> functions;
    std::set<std::string> busy; ///< Lets that are being evaluated.
    Frame *caller = nullptr;
  };

  /// A call of a function with a rule of its own.
  struct Call {
    const ast::CallExpr *expr;
    std::string name; ///< Of the function, whatever the call names it.
    SourceRange range;
    Operands operands;
  };
  using Rule = Value (Elaborator::*)(Call &);

  // Outputs.cpp
  bool declareInputs();
  std::optional<Type> inputType(const ast::Parameter &parameter);
  bool addDimensions(const ast::Type &written, Type &type);
  void checkComplex(RealFormat format, SourceRange range);
  bool isOpen(const ast::Expr &expr) const;
  bool checkDimension();
  void evalAssignment(int number);
  void setResults(int number, std::vector<Value> values);
  void setBest(int number, Node *pair);
  void checkKept(const ast::Assignment &line, const ast::Target &target,
                 Domain domain);
  Value evalLet(int number);

  // Expressions.cpp, Operators.cpp
  Value eval(const ast::Expr &expr);
  Value evalName(const ast::NameExpr &expr);
  Value evalSymbol(const Symbol &symbol, const ast::NameExpr &expr);
  Value evalUnary(const ast::UnaryExpr &expr);
  Value evalBinary(const ast::BinaryExpr &expr);
  Value arithmetic(ast::BinaryOp op, Operands operands, SourceRange range);
  Value remainder(Operands operands, SourceRange range);
  Value power(Operands operands, SourceRange range);
  Value comparison(ast::BinaryOp op, Operands operands, SourceRange range);
  Value logic(const std::string &name, const std::string &spelling,
              Operands operands, SourceRange range);
  Value evalConcat(const ast::ConcatExpr &expr);
  Value concatenate(Operands operands, SourceRange range);
  Operand evalOperand(const ast::Expr &expr) { return {eval(expr), expr}; }
  Operands evalOperands(const std::vector<ast::ExprPtr> &list);
  static bool allValid(const Operands &operands);
  static bool allExact(const Operands &operands);

  // Coerce.cpp
  /// The element type all operands have or take; reports a mixture. Real
  /// when all operands are exact numbers.
  enum class Numbers { Real, Complex }; ///< The widest that will do.
  std::optional<Scalar> commonScalar(const std::string &what,
                                     const Operands &operands,
                                     Numbers allowed = Numbers::Real);
  bool expectScalarType(const std::string &what, const Operand &operand,
                        Scalar scalar);
  Node *toNode(const Operand &operand, Scalar scalar);
  /// The shape all operands have or are repeated to; reports a mismatch.
  std::optional<Shape> commonShape(const std::string &what,
                                   const Operands &operands);
  /// Converts all operands to nodes of one element type and one shape.
  std::optional<std::vector<Node *>>
  unify(const std::string &what, const Operands &operands, Scalar scalar);
  /// A Call of a row for reals, element by element.
  Value elementwise(const std::string &callee, const std::string &what,
                    const Operands &operands, Scalar scalar, SourceRange range);
  /// All real, or all complex.
  std::optional<std::vector<Node *>> toNumbers(const std::string &what,
                                               const Operands &operands);
  std::optional<std::vector<Node *>> toReals(const std::string &what,
                                             const Operands &operands);
  Diagnostic &shapeError(const std::string &what, const std::string &needs,
                         const Operands &operands, SourceRange at);
  void noteDeclaration(Diagnostic &error, const Operand &operand);
  Value square(Node *node, SourceRange range);
  /// Whether the number of components of all operands is known when compiling;
  /// reports what is not lowered for others.
  bool haveFixedSize(const std::string &what, const std::vector<Node *> &nodes,
                     SourceRange at);
  /// Whether a value may have so many components; reports it otherwise.
  bool checkSize(const Shape &shape, SourceRange range);

  // Calls.cpp
  Value evalCall(const ast::CallExpr &expr);
  FunctionRef resolve(const ast::QualifiedName &name, size_t arguments);
  Value callBuiltin(const Builtin &builtin, const ast::CallExpr &expr);
  Value callFunction(const FunctionRef &function, const ast::CallExpr &expr);
  Value inlineFunction(const FunctionRef &function, Frame &inner,
                       SourceRange callRange);
  bool isRecursive(const ast::FunctionDecl &decl, SourceRange at);
  Value evalFunctionName(Frame &frame, const std::string &name, bool &found);

  // Operations.cpp, Tensors.cpp
  Value callComplex(Call &call);
  Value callPart(Call &call);
  Value callPow(Call &call);
  Value callIdiv(Call &call);
  Value callReal(Call &call);
  Value callExtent(Call &call);
  Value callSelect(Call &call);
  Value callFold(Call &call);
  Value callMean(Call &call);
  Value callMinMax(Call &call);
  Value callDot(Call &call);
  Value callOuter(Call &call);
  Value callCross(Call &call);
  Value callTranspose(Call &call);
  Value callTrace(Call &call);
  Value callEinsum(Call &call);
  Value callReshape(Call &call);
  Value callConcat(Call &call);
  Value callOnehot(Call &call);
  Value callWeighted(Call &call);
  Value callSoftmax(Call &call);
  Value callPolygamma(Call &call);
  Value callMatern(Call &call);
  Value callPrelude(const char *name, const Operands &arguments,
                    SourceRange range);
  Value matmul(Operands operands, SourceRange range);
  Value einsum(const std::string &spec, std::vector<Node *> operands,
               SourceRange range, SourceRange specRange);
  // Matrices.cpp, Series.cpp
  std::optional<std::vector<Node *>> matrixOperands(Call &call);
  Value callDet(Call &call);
  Value callInverse(Call &call);
  Value callSolve(Call &call);
  Value callBspline(Call &call);
  Value callSoftdtw(Call &call);
  static Rule ruleOf(std::string_view name);

  // Derivatives.cpp
  bool readDerivative(Call &call, Node *&value, Node *&by);
  Value callGrad(Call &call);
  Value callJvp(Call &call);
  Value callJacobian(Call &call);
  Value callDivergence(Call &call);
  Value callLaplacian(Call &call);
  Node *variable(Call &call, Node *function);
  Value derivative(Call &call, Type type, std::vector<Node *> operands);

  // Subscripts.cpp
  Value evalIndex(const ast::IndexExpr &expr);
  Value readInput(int number, const ast::IndexExpr &expr);
  Node *rowSubscript(const Input &input, size_t axis, const ast::Expr &expr);
  Value readOutput(const Symbol &symbol, const ast::IndexExpr *expr,
                   SourceRange range);
  Value component(const Operand &base, const ast::IndexExpr &expr);
  Value slice(const Operand &base, const ast::Subscript &subscript,
              SourceRange range);

  // Lists.cpp
  /// A parameter that is a list: its indices and its two inputs.
  struct ListInput {
    IndexId entries, row, column;
    int rows, columns;
  };
  using Substitution = std::map<IndexId, Node *>;
  using NodeMap = std::unordered_map<const Node *, Node *>;
  void declareLists();
  const ListInput *listOfEntries(IndexId entries) const;
  const ListInput *findList(const ast::ReduceExpr &expr);
  Node *readEntry(int input, const ListInput &list, SourceRange range);
  Node *columnOfEntry(const ListInput &list, Node *entry, SourceRange range);
  Node *listFilter(const ListInput &list, Node *condition, SourceRange range);
  Node *substitute(Node *node, const Substitution &values,
                   const ListInput &list, NodeMap &known);
  Node *substituteReduction(const Node &node, const Substitution &values,
                            const ListInput &list);

  // Reductions.cpp
  Value evalReduce(const ast::ReduceExpr &expr);
  struct Reduction;
  bool readReduction(Reduction &reduction);
  void enterList(Reduction &reduction);
  void addGatherConditions(Reduction &reduction);
  Value countTrue(Reduction &reduction, bool truth);
  Value mean(Reduction &reduction);
  Value variance(Reduction &reduction);
  Value simpleReduction(Reduction &reduction);
  Value complexProduct(Reduction &reduction, Node *term);
  Node *numericTerm(Reduction &reduction);
  Value arg(Reduction &reduction);
  bool expectScalarTerm(Reduction &reduction);
  Value best(Reduction &reduction);
  Value weighted(Reduction &reduction);
  bool checkScore(Reduction &reduction, const std::vector<Node *> &nodes);
  std::vector<Value> signedLogsumexp(const ast::ReduceExpr &expr);
  std::vector<Value> collect(const ast::ReduceExpr &expr,
                             const ast::Target &target);
  Node *listedTerm(Reduction &reduction);
  Node *spread(const Exact &value, const Shape &shape, SourceRange range);

  /// Reports an error with notes on the fns and the instance it is in. Where
  /// the place is in the prelude it is that of the call.
  Diagnostic &error(Code code, SourceRange at, std::string message);
  SourceRange visible(SourceRange range) const;
  void unsupported(SourceRange range, std::string what);

  Session &session;
  const FormulaScope *scope;
  Instance &instance;
  Bindings bindings;
  SourceRange item;
  Builder builder;
  Frame root;
  Frame *frame = &root;
  unsigned depth = 0;
  bool failed = false;
  Diagnostic ignored; ///< Takes what was reported before.

  enum class State { Open, Busy, Done };
  std::vector<State> letStates, assignmentStates;
  std::vector<Value> lets;
  /// Values of outputs by assignment and target.
  std::vector<std::vector<Value>> outputs;
  std::set<const Node *> outputNodes;
  std::map<std::string, Value> inlined; ///< Calls that were inlined before.
  std::vector<ListInput> lists;
  std::vector<Unsupported> notLowered;
};

} // namespace kop::sema

#endif // KOP_SEMA_ELABORATOR_H
