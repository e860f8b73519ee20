//===- Print.cpp - Typed instances as text --------------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/sema/Print.h"
#include "compiler/sema/Builder.h"

#include <gmpxx.h>

#include <cstdio>
#include <unordered_map>

using namespace kop::sema;

namespace {
class Printer {
public:
  Printer(const Instance &instance, std::ostream &out)
      : instance(instance), out(out) {}

  void run();

private:
  std::string index(IndexId id) const {
    return id < 0 ? "?" : instance.indices[id].name;
  }
  std::string indices(const std::vector<IndexId> &list) const;
  std::string domain(Domain domain) const;
  std::string type(const Type &type) const;
  std::string constant(const Constant &constant) const;
  std::string use(const Node *node) const;
  std::string uses(const std::vector<Node *> &list) const;
  void node(const Node &node);
  void head();

  const Instance &instance;
  std::ostream &out;
  std::unordered_map<const Node *, unsigned> numbers;
};
} // namespace

static const char *nameOf(RealFormat format) {
  switch (format) {
  case RealFormat::F16:
    return "f16";
  case RealFormat::BF16:
    return "bf16";
  case RealFormat::F32:
    return "f32";
  case RealFormat::F64:
    return "f64";
  }
  return "";
}

std::string Printer::domain(Domain domain) const {
  std::vector<IndexId> list;
  for (size_t k = 0; k < instance.indices.size(); ++k)
    if (domain >> k & 1)
      list.push_back(k);
  return indices(list);
}

std::string Printer::indices(const std::vector<IndexId> &list) const {
  std::string text;
  for (IndexId id : list)
    text += (text.empty() ? "" : ", ") + index(id);
  return text;
}

/// "f32", "vec(3)", "f64 vec(3)" where it differs from the instance's.
std::string Printer::type(const Type &type) const {
  std::string element;
  switch (type.scalar) {
  case Scalar::Bool:
    element = "bool";
    break;
  case Scalar::Int:
    element = type.target < 0 ? "int" : "index(" + index(type.target) + ")";
    break;
  case Scalar::Real:
    element = nameOf(type.real);
    break;
  case Scalar::Complex:
    element = "complex";
    break;
  }
  if (type.isScalar())
    return element;
  bool usual = type.scalar == Scalar::Real && type.real == instance.compute;
  return (usual ? "" : element + " ") + spell(type.shape);
}

std::string Printer::constant(const Constant &constant) const {
  std::string sign = constant.negative ? "-" : "";
  switch (constant.kind) {
  case Constant::Kind::Rational:
    // As for multiples of pi; the digits matter to lowering only.
    if (constant.numerator.size() + constant.denominator.size() > 100) {
      char text[32];
      std::snprintf(
          text, sizeof text, "~%.12g",
          mpq_class(constant.numerator + "/" + constant.denominator).get_d());
      return text;
    }
    return constant.denominator == "1"
               ? constant.numerator
               : constant.numerator + "/" + constant.denominator;
  case Constant::Kind::Pi:
    return sign + "pi";
  case Constant::Kind::Infinity:
    return sign + "inf";
  case Constant::Kind::NaN:
    return "nan";
  case Constant::Kind::Bool:
    return constant.truth ? "true" : "false";
  }
  return "";
}

std::string Printer::use(const Node *node) const {
  if (!node)
    return "?";
  if (node->kind == NodeKind::IndexName)
    return index(node->index);
  if (node->kind == NodeKind::Constant)
    return constant(node->constant);
  auto it = numbers.find(node);
  return it == numbers.end() ? "?" : "%" + std::to_string(it->second);
}

std::string Printer::uses(const std::vector<Node *> &list) const {
  std::string text;
  for (const Node *node : list)
    text += (text.empty() ? "" : ", ") + use(node);
  return text;
}

void Printer::node(const Node &node) {
  if (node.kind == NodeKind::IndexName || node.kind == NodeKind::Constant)
    return;
  unsigned number = numbers.size();
  numbers[&node] = number;
  out << "  %" << number << " = ";
  std::string attributes;
  for (int64_t integer : node.integers)
    attributes += (attributes.empty() ? "" : ", ") + std::to_string(integer);
  if (!node.text.empty())
    attributes = "\"" + node.text + "\"";
  if (!attributes.empty())
    attributes = "[" + attributes + "]";
  switch (node.kind) {
  case NodeKind::Read:
    out << "read " << instance.inputs[node.operand].name;
    if (!node.operands.empty())
      out << "[" << uses(node.operands) << "]";
    break;
  case NodeKind::Extent:
    out << "extent " << index(node.index);
    break;
  case NodeKind::Reduce:
    out << node.callee << attributes << " over " << indices(node.over);
    if (node.terms || node.operands.empty())
      out << " per " << domain(node.terms);
    if (!node.operands.empty())
      out << " (" << uses(node.operands) << ")";
    if (node.condition)
      out << " where " << use(node.condition);
    break;
  case NodeKind::Result:
    out << "result " << node.integers[0] << " of " << uses(node.operands);
    break;
  case NodeKind::Reindex:
    out << "reindex " << uses(node.operands) << " from "
        << index(node.integers[0]) << " to " << index(node.integers[1]);
    break;
  default:
    out << node.callee << attributes << "(" << uses(node.operands) << ")";
  }
  out << " : " << type(node.type);
  if (node.secondType)
    out << " and " << type(*node.secondType);
  if (node.domain)
    out << " on " << domain(node.domain);
  out << "\n";
}

void Printer::head() {
  out << "instance " << (instance.module.empty() ? "" : instance.module + ".")
      << instance.name << ": " << nameOf(instance.storage);
  if (instance.accumulate == Instance::Accumulate::F64)
    out << " accumulate f64";
  if (instance.accumulate == Instance::Accumulate::F32)
    out << " accumulate f32";
  if (instance.accumulate == Instance::Accumulate::Kahan)
    out << " accumulate kahan";
  if (instance.indexBits != 32)
    out << " index i" << instance.indexBits;
  out << "\n";
  std::string bound;
  for (auto &[name, value] : instance.bindings)
    bound += (bound.empty() ? "  bound " : ", ") + name + " = " + value;
  if (!bound.empty())
    out << bound << "\n";
  std::string known;
  for (const IndexInfo &info : instance.indices)
    known += (known.empty() ? "  index " : ", ") + info.name +
             (info.extent < 0 ? "" : " = " + std::to_string(info.extent));
  if (!known.empty())
    out << known << "\n";
  for (const Input &input : instance.inputs) {
    out << "  input " << input.name;
    for (size_t k = 0; k < input.axes.size(); ++k) {
      out << (k ? ", " : "[") << index(input.axes[k].index);
      if (input.axes[k].alternative >= 0)
        out << "|" << index(input.axes[k].alternative);
    }
    out << (input.axes.empty() ? ": " : "]: ") << type(input.type)
        << (input.list == Input::List::Rows ? ", rows of a list\n" : "\n");
  }
}

void Printer::run() {
  head();
  for (const Node &each : instance.nodes)
    node(each);
  for (const Output &output : instance.outputs)
    out << "  output " << output.name << "[" << indices(output.axes) << "]: "
        << (output.isList ? "list(" + index(output.type.target) + ")"
                          : type(output.type))
        << (output.isListed ? " per entry" : "") << " = " << use(output.value)
        << "\n";
}

void kop::sema::print(const Instance &instance, std::ostream &out) {
  Printer(instance, out).run();
}
