//===- Outputs.cpp - Inputs, lets and outputs of an instance --------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/sema/ComplexPairs.h"
#include "compiler/sema/Elaborator.h"
#include "compiler/sema/NameCheck.h"

using namespace kop::sema;
using kop::syntax::ast::BinaryOp;

Elaborator::Elaborator(Session &session, const Module &module,
                       const FormulaScope *scope, Instance &instance,
                       Bindings bindings, SourceRange item)
    : session(session), scope(scope), instance(instance),
      bindings(std::move(bindings)), item(item), builder(instance) {
  root.module = &module;
  root.isFormula = scope != nullptr;
  if (scope) {
    letStates.resize(scope->decl->lets.size());
    lets.resize(scope->decl->lets.size());
    assignmentStates.resize(scope->decl->assignments.size());
    for (const ast::Assignment &line : scope->decl->assignments)
      outputs.emplace_back(line.targets.size());
  }
}

bool Elaborator::run() {
  for (const IndexSymbol &index : scope->indices)
    instance.indices.push_back({index.name, index.range, -1});
  if (!bindings.open.empty()) {
    instance.dimension = instance.indices.size();
    instance.indices.push_back({bindings.open, item, -1});
  }
  if (!declareInputs() || !checkDimension())
    return false;
  for (const ast::Assignment &line : scope->decl->assignments)
    for (const ast::Target &target : line.targets) {
      Output output;
      output.name = target.name.text;
      output.documentation = line.documentation;
      output.range = target.range;
      for (const ast::Name &axis : target.axes)
        output.axes.push_back(scope->index(axis.text));
      instance.outputs.push_back(std::move(output));
    }
  for (size_t k = 0; k < scope->decl->lets.size(); ++k)
    evalLet(k);
  for (size_t k = 0; k < scope->decl->assignments.size(); ++k)
    evalAssignment(k);
  if (failed)
    return false;
  pairComplex(instance);
  removeDeadNodes(instance);
  return true;
}

//===----------------------------------------------------------------------===//
// Inputs
//===----------------------------------------------------------------------===//

std::optional<Type> Elaborator::inputType(const ast::Parameter &parameter) {
  Type type = builder.real();
  type.real = instance.storage;
  auto format = bindings.formats.find(parameter.name.text);
  if (format != bindings.formats.end())
    type.real = format->second;
  const ast::Type &written = parameter.type;
  switch (written.kind) {
  case ast::TypeKind::Int:
    return Builder::integer();
  case ast::TypeKind::Bool:
    return Builder::boolean();
  case ast::TypeKind::Index:
    return Builder::integer(scope->index(written.target.text));
  case ast::TypeKind::List: // See declareLists.
    return Builder::integer(scope->index(written.target.text));
  case ast::TypeKind::Complex:
  case ast::TypeKind::CVec:
    checkComplex(type.real, written.range);
    type.scalar = Scalar::Complex;
    break;
  default:
    break;
  }
  if (!addDimensions(written, type))
    return std::nullopt;
  return type;
}

/// There are no complex numbers of 16 bits in memory: C++ has no such type.
void Elaborator::checkComplex(RealFormat format, SourceRange range) {
  if (format == RealFormat::F16 || format == RealFormat::BF16)
    unsupported(range, "complex numbers of 16 bits");
}

/// Whether an expression is the generic that the call binds.
bool Elaborator::isOpen(const ast::Expr &expr) const {
  auto *reference = expr.as<ast::NameExpr>();
  return reference && !reference->name.isQualified() &&
         !bindings.open.empty() && reference->name.last().text == bindings.open;
}

bool Elaborator::addDimensions(const ast::Type &written, Type &type) {
  for (const ast::ExprPtr &dimension : written.dimensions) {
    if (!isOpen(*dimension)) {
      auto n = evalInteger(*dimension, "a dimension", 1);
      if (!n)
        return false;
      type.shape.push_back(*n);
      continue;
    }
    if (written.dimensions.size() > 1 || type.scalar == Scalar::Complex) {
      error(Code::NotLowered, written.range,
            std::string("this version of kopc does not lower ") +
                (type.scalar == Scalar::Complex ? "complex vectors"
                                                : "matrices") +
                " of a dimension that is known only at the call");
      return false;
    }
    type.shape.push_back(dynamicDimension);
  }
  return checkSize(type.shape, written.range);
}

/// The dimension of the call is that of some input.
bool Elaborator::checkDimension() {
  if (instance.dimension < 0)
    return true;
  for (const Input &input : instance.inputs)
    if (input.type.isDynamic())
      return true;
  error(Code::UnknownExtent, item,
        "no input is a vec(" + bindings.open + "), so nothing tells `" +
            bindings.open + "` at the call");
  return false;
}

bool Elaborator::declareInputs() {
  bool valid = true;
  for (const ast::Parameter &parameter : scope->decl->parameters) {
    Input input;
    input.name = parameter.name.text;
    input.documentation = parameter.documentation;
    input.range = parameter.name.range;
    for (const ast::Axis &axis : parameter.axes)
      input.axes.push_back(
          {scope->index(axis.index.text),
           axis.alternative ? scope->index(axis.alternative->text) : -1});
    auto type = inputType(parameter);
    valid &= type.has_value();
    if (type)
      input.type = *type;
    instance.inputs.push_back(std::move(input));
  }
  declareLists();
  return valid && !failed;
}

//===----------------------------------------------------------------------===//
// Lets and outputs
//===----------------------------------------------------------------------===//

Value Elaborator::evalLet(int number) {
  const ast::Let &let = scope->decl->lets[number];
  if (letStates[number] == State::Busy) {
    error(Code::CyclicDefinition, let.name.range,
          "`" + let.name.text + "` needs its own value");
    return {};
  }
  if (letStates[number] == State::Open) {
    letStates[number] = State::Busy;
    Frame *previous = std::exchange(frame, &root);
    lets[number] = eval(*let.value);
    frame = previous;
    letStates[number] = State::Done;
  }
  return lets[number];
}

void Elaborator::evalAssignment(int number) {
  const ast::Assignment &line = scope->decl->assignments[number];
  if (assignmentStates[number] != State::Open)
    return;
  assignmentStates[number] = State::Busy;
  Frame *previous = std::exchange(frame, &root);
  auto *reduce = line.value->as<ast::ReduceExpr>();
  if (reduce && reduce->op == ast::ReduceOp::LogsumexpSigned) {
    setResults(number, signedLogsumexp(*reduce));
  } else if (isCollection(line)) {
    setResults(number, collect(*reduce, line.targets.back()));
  } else if (Value value = eval(*line.value)) {
    if (value.exact)
      value = toNode(Operand(value, *line.value),
                     value.exact->isBool() ? Scalar::Bool : Scalar::Real);
    if (line.targets.size() == 1)
      setResults(number, {value});
    else
      setBest(number, value.node);
  }
  // Outputs are values of their own: gathers inside of them are settled.
  for (const Value &output : outputs[number])
    outputNodes.insert(output.node);
  frame = previous;
  assignmentStates[number] = State::Done;
  size_t first = 0;
  for (int k = 0; k < number; ++k)
    first += scope->decl->assignments[k].targets.size();
  for (size_t k = 0; k < line.targets.size(); ++k)
    if (Node *node = outputs[number][k].node) {
      instance.outputs[first + k].value = node;
      instance.outputs[first + k].type = node->type;
      const bool isLast = k + 1 == line.targets.size();
      instance.outputs[first + k].isList = isCollection(line) && isLast;
      instance.outputs[first + k].isListed = isCollection(line) && !isLast;
      if (node->type.scalar == Scalar::Real ||
          node->type.scalar == Scalar::Complex)
        instance.outputs[first + k].type.real = instance.storage;
      if (node->type.scalar == Scalar::Complex)
        checkComplex(instance.storage, line.targets[k].range);
    }
}

void Elaborator::setResults(int number, std::vector<Value> values) {
  const ast::Assignment &line = scope->decl->assignments[number];
  if (values.size() != line.targets.size())
    return; // Reported before.
  Domain domain = 0;
  for (const Value &value : values)
    domain |= value.domain();
  checkKept(line, line.targets[0], domain);
  outputs[number] = std::move(values);
}

/// The two targets of kmin and kmax: values and their positions by a new index.
void Elaborator::setBest(int number, Node *pair) {
  const ast::Assignment &line = scope->decl->assignments[number];
  const ast::Target &target = line.targets[0];
  const ast::Name &name = target.axes.back();
  IndexId index = scope->index(name.text);
  int64_t &extent = instance.indices[index].extent;
  if (extent >= 0 && extent != pair->integers[0])
    error(Code::TargetIndices, name.range,
          "`" + name.text + "` counts " + std::to_string(pair->integers[0]) +
              " values here and " + std::to_string(extent) +
              " in another line");
  extent = pair->integers[0];
  if (pair->domain >> index & 1) {
    error(Code::TargetIndices, name.range,
          "the last index of the results of `" + pair->callee +
              "` is a new one, and the terms depend on `" + name.text + "`");
    return;
  }
  checkKept(line, target, pair->domain);
  Node *last = builder.indexName(index, name.range);
  for (int k : {0, 1}) {
    SourceRange range = line.targets[k].range;
    Type type = k ? *pair->secondType : pair->type;
    Node *result = builder.result(pair, k, type, range);
    type.shape.erase(type.shape.begin());
    Node *value = builder.call("lookup", type, {result, last}, range);
    const ListInput *list = listOfEntries(type.target);
    outputs[number][k] = list ? columnOfEntry(*list, value, range) : value;
  }
}

/// Whether a reduction in front of the value needs parentheses behind it.
static bool needsParentheses(const ast::Expr &value) {
  auto *binary = value.as<ast::BinaryExpr>();
  return binary && binary->op >= BinaryOp::Add;
}

/// Reports indices that the value depends on and the output does not keep.
void Elaborator::checkKept(const ast::Assignment &line,
                           const ast::Target &target, Domain domain) {
  for (const ast::Name &axis : target.axes)
    domain &= ~(Domain(1) << scope->index(axis.text));
  if (!domain)
    return;
  std::string missing;
  for (size_t k = 0; k < scope->indices.size(); ++k)
    if (domain >> k & 1)
      missing += (missing.empty() ? "" : ", ") + scope->indices[k].name;
  bool paren = needsParentheses(*line.value);
  std::string text = ast::toString(*line.value);
  std::string head = "sum[" + missing + "] ";
  std::string message = "`" + withIndices(target.name.text, axisNames(target)) +
                        "` depends on " + missing + "; reduce it first";
  bool plain = !line.value->as<ast::ReduceExpr>() && text.size() <= 80;
  if (plain)
    message +=
        ": did you mean `" + head + (paren ? "(" + text + ")" : text) + "`?";
  auto &report = error(Code::UnreducedIndex, target.range, message);
  report.highlight(line.value->range);
  if (!plain)
    return;
  report.fixIt(line.value->outer.start(), paren ? head + "(" : head);
  if (paren)
    report.fixIt(line.value->outer.behind(), ")");
}
