//===- ApplyTransforms.cpp - Instances of derived formulas ----------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A vjp takes a cotangent per real output and gives one per listed input; a jvp
// takes a tangent per listed input and gives one per real output. Names and
// order are part of the language; names were checked before. Complex numbers
// are pairs of reals here, and so are their cotangents and tangents.
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

  /// Outputs that hold real numbers; others have no derivative.
  std::vector<Output> realOutputs() const;

  /// Whether what is listed exists: names are checked before types are known,
  /// and an output of integers has neither cotangent nor tangent.
  bool check(syntax::DiagnosticEngine &diagnostics) const;

private:
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
    if (output.type.scalar == Scalar::Real)
      result.push_back(output);
  return result;
}

bool Application::check(syntax::DiagnosticEngine &diagnostics) const {
  auto missing = [&](const ast::Name &name, const std::string &what) {
    diagnostics.error(Code::TransformInput, name.range, what);
    return false;
  };
  std::vector<Output> outputs = realOutputs();
  if (outputs.empty()) {
    diagnostics.error(Code::TransformInput, link.range,
                      "no output of the formula holds real numbers: there is "
                      "nothing to differentiate");
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

std::string kop::sema::spell(const std::string &formula,
                             const std::vector<TransformLink> &links) {
  std::string text = formula;
  for (const TransformLink &link : links) {
    bool isVjp = link.transform == ast::Transform::Vjp;
    text = (isVjp ? "vjp(" : "jvp(") + text;
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
  if (link.transform == ast::Transform::Vjp)
    application.vjp();
  else
    application.jvp();
  removeDeadNodes(instance);
  return true;
}
