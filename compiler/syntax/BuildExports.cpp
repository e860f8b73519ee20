//===- BuildExports.cpp - Syntax trees of exports -------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/syntax/Builder.h"

using namespace kop::syntax;
using namespace kop::syntax::ast;
using kop::syntax::grammar::KopParser;

std::unique_ptr<ExportDecl>
Builder::exportSpec(KopParser::ExportSpecContext *context) {
  auto result = std::make_unique<ExportDecl>();
  result->range = range(context);
  for (auto *item : context->exportItem())
    result->items.push_back(exportItem(item));
  std::vector<KopParser::NameContext *> words = context->name();
  auto next = words.begin();
  auto behindTypes = words.end() - (context->ACCUMULATE() != nullptr) -
                     (context->INDEX() != nullptr);
  while (next != behindTypes)
    result->types.push_back(elementType(*next++, /*isAccumulator=*/false));
  if (context->ACCUMULATE())
    result->accumulate = elementType(*next++, /*isAccumulator=*/true);
  if (context->INDEX())
    result->indexBits = indexBits(*next);
  return result;
}

ExportItem Builder::exportItem(KopParser::ExportItemContext *context) {
  ExportItem result;
  result.formula = qualifiedName(context->qualifiedName());
  result.range = range(context);
  for (auto *written : context->binding())
    result.bindings.push_back(binding(written));
  if (context->name())
    result.alias = name(context->name());
  return result;
}

Binding Builder::binding(KopParser::BindingContext *context) {
  Binding result;
  result.range = range(context);
  if (auto *star = dynamic_cast<KopParser::BindStarContext *>(context)) {
    result.name = name(star->name());
    result.isStar = true;
  } else if (auto *typed =
                 dynamic_cast<KopParser::BindTypeContext *>(context)) {
    result.name = name(typed->name(0));
    result.type = elementType(typed->name(1), /*isAccumulator=*/false).type;
  } else {
    auto *value = static_cast<KopParser::BindValueContext *>(context);
    result.name = name(value->name());
    result.value = expr(value->expr());
  }
  return result;
}

ExportedType Builder::elementType(KopParser::NameContext *context,
                                  bool isAccumulator) {
  Name word = name(context);
  std::vector<std::string> candidates;
  for (ElementType type :
       {ElementType::F16, ElementType::BF16, ElementType::F32, ElementType::F64,
        ElementType::Kahan}) {
    if (type == ElementType::Kahan && !isAccumulator)
      continue;
    if (word.text == spelling(type))
      return {type, word.range};
    candidates.push_back(spelling(type));
  }
  static const std::pair<const char *, const char *> otherNames[] = {
      {"float", "f32"},  {"double", "f64"},   {"half", "f16"},
      {"single", "f32"}, {"float32", "f32"},  {"float64", "f64"},
      {"fp32", "f32"},   {"fp64", "f64"},     {"float16", "f16"},
      {"fp16", "f16"},   {"bfloat16", "bf16"}};
  std::optional<std::string> meant;
  for (auto [other, ours] : otherNames)
    if (word.text == other)
      meant = ours;
  if (!meant)
    meant = didYouMean(word.text, candidates);
  Diagnostic &diagnostic =
      diagnostics.error(Code::UnknownElementType, word.range,
                        std::string("expected f16, bf16, f32") +
                            (isAccumulator ? ", f64 or kahan" : " or f64") +
                            ", found `" + word.text + "`");
  if (meant) {
    diagnostic.message += "; did you mean `" + *meant + "`?";
    diagnostic.fixIt(word.range, *meant);
  }
  return {ElementType::F32, word.range};
}

std::optional<unsigned> Builder::indexBits(KopParser::NameContext *context) {
  Name word = name(context);
  if (word.text == "i32")
    return 32;
  if (word.text == "i64")
    return 64;
  diagnostics.error(Code::UnknownElementType, word.range,
                    "expected `index i32` or `index i64`, found `" + word.text +
                        "`");
  return std::nullopt;
}
