//===- ApplyTransforms.cpp - Instances of derived formulas ----------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A vjp takes a cotangent per real output and gives one per listed input; a jvp
// takes a tangent per listed input and gives one per real output. Bounds take
// two ends in the place of each listed input, and give two per real output.
// Names and order are part of the language; names were checked before. Complex
// numbers are pairs of reals here, and so is what is made of them.
//
//===----------------------------------------------------------------------===//

#include "compiler/sema/Exports.h"

#include <algorithm>

using namespace kop::sema;

namespace {
class Application {
public:
  Application(Instance &instance, const TransformLink &link)
      : instance(instance), link(link), builder(instance) {}

  void vjp();
  void jvp();
  void bounds();

  /// Outputs that hold real numbers; others have no derivative.
  std::vector<Output> realOutputs() const;

  /// Whether what is listed exists: names are checked before types are known,
  /// and an output of integers has neither cotangent nor tangent.
  bool check(syntax::DiagnosticEngine &diagnostics) const;

private:
  /// Makes two inputs of one: its ends.
  void split(int number);
  int inputNumber(const std::string &name) const;
  int addInput(const std::string &name, const std::string &documentation,
               const Type &type, bool isComplex,
               const std::vector<Input::Axis> &axes);
  /// A new input like an output, read where the output is.
  Node *readLike(const Output &output, const std::string &name,
                 const std::string &documentation);

  Instance &instance;
  const TransformLink &link;
  Builder builder;
};
} // namespace

std::vector<Output> Application::realOutputs() const {
  std::vector<Output> result;
  for (const Output &output : instance.outputs)
    if (output.type.scalar == Scalar::Real && !output.isListed)
      result.push_back(output);
  return result;
}

bool Application::check(syntax::DiagnosticEngine &diagnostics) const {
  auto missing = [&](const ast::Name &name, const std::string &what) {
    diagnostics.error(Code::TransformInput, name.range, what);
    return false;
  };
  std::vector<Output> outputs = realOutputs();
  const bool isBounds = link.transform == ast::Transform::Bounds;
  if (outputs.empty()) {
    diagnostics.error(
        Code::TransformInput, link.range,
        std::string("no output of the formula holds real numbers: there is "
                    "nothing to ") +
            (isBounds ? "bound" : "differentiate"));
    return false;
  }
  if (isBounds && instance.compute != RealFormat::F64) {
    diagnostics.error(Code::TransformInput, link.range,
                      "bounds are computed in f64 only: export `" +
                          instance.name + "` for `: f64`");
    return false;
  }
  bool valid = true;
  for (const ast::Name &name : link.inputs)
    if (inputNumber(name.text) == int(instance.inputs.size()))
      valid = missing(name, "there is no `" + name.text +
                                "`: an output that holds no real numbers has "
                                "no cotangent");
  for (const ast::Name &name : link.given)
    if (std::none_of(outputs.begin(), outputs.end(), [&](const Output &output) {
          return output.name == name.text;
        }))
      valid = missing(name, "`" + name.text +
                                "` holds no real numbers and cannot be given");
  return valid;
}

int Application::inputNumber(const std::string &name) const {
  auto found =
      std::find_if(instance.inputs.begin(), instance.inputs.end(),
                   [&](const Input &input) { return input.name == name; });
  return found - instance.inputs.begin();
}

int Application::addInput(const std::string &name,
                          const std::string &documentation, const Type &type,
                          bool isComplex,
                          const std::vector<Input::Axis> &axes) {
  Input input;
  input.name = freshName(name, [&](const std::string &candidate) {
    return inputNumber(candidate) != int(instance.inputs.size());
  });
  input.documentation = documentation;
  input.range = link.range;
  input.axes = axes;
  input.type = type;
  input.isComplex = isComplex;
  instance.inputs.push_back(std::move(input));
  return instance.inputs.size() - 1;
}

Node *Application::readLike(const Output &output, const std::string &name,
                            const std::string &documentation) {
  std::vector<Input::Axis> axes;
  std::vector<Node *> subscripts;
  for (IndexId index : output.axes) {
    axes.push_back({index, -1});
    subscripts.push_back(builder.indexName(index, link.range));
  }
  int number =
      addInput(name, documentation, output.type, output.isComplex, axes);
  return builder.read(number, std::move(subscripts), link.range);
}

void Application::vjp() {
  std::vector<Output> outputs = realOutputs();
  std::vector<Node *> operands, given;
  std::vector<int64_t> integers = {int64_t(outputs.size())};
  for (const ast::Name &name : link.given)
    for (size_t k = 0; k < outputs.size(); ++k)
      if (outputs[k].name == name.text) {
        given.push_back(readLike(outputs[k], "given_" + name.text,
                                 "`" + name.text + "` as computed before."));
        integers.push_back(k);
      }
  for (const Output &output : outputs)
    operands.push_back(output.value);
  for (const Output &output : outputs)
    operands.push_back(readLike(output, "ct_" + output.name,
                                "Cotangent of `" + output.name + "`."));
  operands.insert(operands.end(), given.begin(), given.end());
  instance.outputs.clear();
  for (const auto &[name, range] : link.inputs) {
    int number = inputNumber(name);
    Output output;
    output.name = "ct_" + name;
    output.documentation = "Cotangent of `" + name + "`.";
    output.range = link.range;
    output.type = instance.inputs[number].type;
    output.isComplex = instance.inputs[number].isComplex;
    for (const Input::Axis &axis : instance.inputs[number].axes)
      output.axes.push_back(axis.index);
    output.value = builder.cotangent(number, operands, integers, link.range);
    instance.outputs.push_back(std::move(output));
  }
}

void Application::jvp() {
  std::vector<int64_t> integers;
  for (const auto &[name, range] : link.inputs) {
    int number = inputNumber(name);
    const Input input = instance.inputs[number];
    integers.push_back(number);
    integers.push_back(addInput("tn_" + name, "Tangent of `" + name + "`.",
                                input.type, input.isComplex, input.axes));
  }
  std::vector<Output> outputs = realOutputs();
  for (Output &output : outputs) {
    output.documentation = "Tangent of `" + output.name + "`.";
    output.name = "tn_" + output.name;
    output.range = link.range;
    output.value = builder.call("tangents", output.value->type, {output.value},
                                link.range, integers);
  }
  instance.outputs = std::move(outputs);
}

void Application::split(int number) {
  Input upper = instance.inputs[number];
  Input &lower = instance.inputs[number];
  lower.documentation = "Least value of `" + upper.name + "`.";
  upper.documentation = "Greatest value of `" + upper.name + "`.";
  lower.name = "lo_" + upper.name;
  upper.name = "hi_" + upper.name;
  instance.inputs.insert(instance.inputs.begin() + number + 1,
                         std::move(upper));
  // Inputs behind it have new numbers.
  const auto move = [&](auto &other) { other += other > number; };
  for (Node &node : instance.nodes) {
    if (node.kind == NodeKind::Read)
      move(node.operand);
    if (node.kind == NodeKind::Call && node.callee == "vjp")
      move(node.integers[0]);
    if (node.kind == NodeKind::Call && node.callee == "tangents")
      for (int64_t &other : node.integers)
        move(other);
  }
}

void Application::bounds() {
  for (const auto &[name, range] : link.inputs)
    split(inputNumber(name));
  std::vector<int64_t> ends;
  for (const auto &[name, range] : link.inputs) {
    ends.push_back(inputNumber("lo_" + name));
    ends.push_back(inputNumber("hi_" + name));
  }
  std::vector<Output> outputs = realOutputs();
  instance.outputs.clear();
  for (const Output &output : outputs)
    for (int64_t upper : {0, 1}) {
      Output bound = output;
      bound.name = (upper ? "hi_" : "lo_") + output.name;
      bound.documentation = (upper ? "Upper bound of `" : "Lower bound of `") +
                            output.name + "`.";
      bound.range = link.range;
      std::vector<int64_t> integers = {upper};
      integers.insert(integers.end(), ends.begin(), ends.end());
      bound.value = builder.call("bounds", output.value->type, {output.value},
                                 link.range, std::move(integers));
      instance.outputs.push_back(std::move(bound));
    }
}

std::string kop::sema::spell(const std::string &formula,
                             const std::vector<TransformLink> &links) {
  std::string text = formula;
  for (const TransformLink &link : links) {
    text = std::string(spelling(link.transform)) + "(" + text;
    const char *separator = "; ";
    for (const ast::Name &name : link.inputs) {
      text += separator + name.text;
      separator = ", ";
    }
    separator = " given ";
    for (const ast::Name &name : link.given) {
      text += separator + name.text;
      separator = ", ";
    }
    text += ")";
  }
  return text;
}

bool kop::sema::applyTransform(Instance &instance, const TransformLink &link,
                               syntax::DiagnosticEngine &diagnostics) {
  Application application(instance, link);
  if (!application.check(diagnostics))
    return false;
  switch (link.transform) {
  case ast::Transform::Vjp:
    application.vjp();
    break;
  case ast::Transform::Jvp:
    application.jvp();
    break;
  case ast::Transform::Bounds:
    application.bounds();
    break;
  }
  removeDeadNodes(instance);
  return true;
}
