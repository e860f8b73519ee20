//===- FuzzTest.cpp - Mutated files never crash, graphs keep promises -----===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Mutates the token sequences of the lit tests beside this file and analyses
// what comes out. An instance that is accepted has to keep what Typed.h says.
// KOP_FUZZ_FACTOR=n in the environment multiplies the number of files.
//
//===----------------------------------------------------------------------===//

#include "compiler/sema/Analyse.h"
#include "compiler/syntax/Parser.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <set>
#include <sstream>

using namespace kop;
using sema::Node;
using sema::NodeKind;

using Tokens = std::vector<std::string>;

/// Words, numbers and single characters; comments are left out.
static Tokens tokens(const std::string &text) {
  Tokens result;
  for (size_t at = 0; at < text.size();) {
    auto isWord = [&](size_t k) {
      return k < text.size() && (std::isalnum(text[k]) || text[k] == '_');
    };
    size_t end = at + 1;
    if (text.compare(at, 2, "//") == 0) {
      at = std::min(text.find('\n', at), text.size());
      continue;
    }
    if (isWord(at))
      while (isWord(end))
        ++end;
    else if (text[at] == '"')
      end = std::min(text.find('"', end), text.size() - 1) + 1;
    else if (at + 1 < text.size() &&
             std::string("==!=<=>=&&||").find(text.substr(at, 2)) !=
                 std::string::npos)
      end = at + 2;
    if (!std::isspace(text[at]))
      result.push_back(text.substr(at, end - at));
    at = end;
  }
  return result;
}

static const std::vector<Tokens> &corpus() {
  static const std::vector<Tokens> files = [] {
    std::vector<std::string> paths;
    for (auto &entry :
         std::filesystem::directory_iterator(KOP_SEMA_TEST_DIRECTORY))
      if (entry.path().extension() == ".kop")
        paths.push_back(entry.path());
    std::sort(paths.begin(), paths.end());
    std::vector<Tokens> result;
    for (const std::string &path : paths) {
      std::ifstream in(path);
      std::stringstream text;
      text << in.rdbuf();
      result.push_back(tokens(text.str()));
    }
    return result;
  }();
  return files;
}

/// What every consumer relies on.
static void verify(const sema::Instance &instance) {
  std::set<const Node *> before{nullptr};
  for (const Node &node : instance.nodes) {
    sema::Domain domain = node.terms; // of what a count counts
    for (const Node *operand : node.operands) {
      ASSERT_TRUE(operand && before.count(operand)) << node.callee;
      domain |= operand->domain;
    }
    ASSERT_TRUE(before.count(node.condition));
    if (node.condition) {
      domain |= node.condition->domain;
      EXPECT_EQ(node.condition->type.scalar, sema::Scalar::Bool);
      EXPECT_TRUE(node.condition->type.isScalar());
    }
    for (sema::IndexId index : node.over)
      domain &= ~(sema::Domain(1) << index);
    // The cotangent of an input depends on the first index of its axes.
    if (node.callee == "vjp") {
      domain = 0;
      for (const auto &axis : instance.inputs[node.integers[0]].axes)
        domain |= sema::Domain(1) << axis.index;
    }
    if (node.kind == NodeKind::Call || node.kind == NodeKind::Reduce) {
      EXPECT_EQ(node.domain, domain);
    }
    if (node.kind == NodeKind::Read) {
      const sema::Input &input = instance.inputs[node.operand];
      EXPECT_EQ(node.operands.size(), input.axes.size());
    }
    static const std::set<std::string> elementwise = {
        "add", "sub",  "mul", "div",  "min", "max", "pow", "neg", "powi",
        "rem", "idiv", "exp", "sqrt", "abs", "and", "or",  "not", "fma"};
    if (elementwise.count(node.callee) && node.kind == NodeKind::Call)
      for (const Node *operand : node.operands) {
        EXPECT_EQ(operand->type.shape, node.type.shape) << node.callee;
        EXPECT_EQ(operand->type.scalar, node.type.scalar) << node.callee;
      }
    // That of the call stands alone, where the instance has one.
    if (node.type.isDynamic()) {
      EXPECT_EQ(node.type.shape.size(), 1u);
      EXPECT_GE(instance.dimension, 0);
    } else {
      for (int64_t dimension : node.type.shape)
        EXPECT_GT(dimension, 0);
    }
    EXPECT_NE(node.type.scalar, sema::Scalar::Complex) << node.callee;
    before.insert(&node);
  }
  for (const sema::Output &output : instance.outputs) {
    ASSERT_TRUE(output.value && before.count(output.value));
    sema::Domain kept = 0;
    for (sema::IndexId axis : output.axes)
      kept |= sema::Domain(1) << axis;
    EXPECT_EQ(output.value->domain & ~kept, 0u);
    EXPECT_EQ(output.value->type.shape, output.type.shape);
  }
}

/// The number of instances that were accepted.
static size_t analyse(const std::string &text) {
  syntax::SourceManager sources;
  syntax::DiagnosticEngine diagnostics;
  auto tree =
      syntax::parse(sources.add("fuzz.kop", text), sources, diagnostics);
  if (!tree)
    return 0;
  auto analysis = sema::analyse(*tree, sources, diagnostics);
  std::ostringstream messages;
  syntax::renderText(diagnostics, sources, messages);
  if (diagnostics.hasErrors())
    return 0;
  for (const sema::Instance &instance : analysis.instances)
    verify(instance);
  return analysis.instances.size();
}

static std::string join(const Tokens &list) {
  std::string text;
  for (const std::string &token : list)
    text += token + (token == ";" || token == "}" ? "\n" : " ");
  return text;
}

TEST(SemaFuzz, CorpusIsAccepted) {
  size_t accepted = 0;
  for (const Tokens &file : corpus())
    accepted += analyse(join(file));
  EXPECT_GT(accepted, 20u);
}

/// Words are replaced by words, operators by operators: what comes out has a
/// chance to be right.
static bool alike(const std::string &a, const std::string &b) {
  auto kind = [](const std::string &token) {
    unsigned char c = token[0];
    return std::isalpha(c)                                         ? 0
           : std::isdigit(c)                                       ? 1
           : std::string("()[]{},;:").find(c) != std::string::npos ? 2
                                                                   : 3;
  };
  return kind(a) == kind(b) && kind(a) != 2;
}

TEST(SemaFuzz, MutatedFilesDoNotCrash) {
  const char *factor = std::getenv("KOP_FUZZ_FACTOR");
  int runs = 1000 * (factor ? std::atoi(factor) : 1);
  std::mt19937 random(20240607);
  auto below = [&](size_t n) { return random() % n; };
  size_t accepted = 0;
  for (int run = 0; run < runs; ++run) {
    Tokens file = corpus()[below(corpus().size())];
    const Tokens &other = corpus()[below(corpus().size())];
    bool wild = below(3) == 0;
    // Files are long: with more than one change hardly any is still right.
    for (size_t k = wild ? below(4) + 1 : 1; k && file.size() > 4; --k) {
      size_t at = below(file.size()), from = below(file.size());
      switch (below(wild ? 4 : 1)) {
      case 0:
        for (int tries = 0; tries < 30 && !alike(file[at], file[from]);
             ++tries) {
          at = below(file.size());
          from = below(file.size());
        }
        file[at] = file[from];
        break;
      case 1:
        file.erase(file.begin() + at);
        break;
      case 2:
        file.insert(file.begin() + at, file[from]);
        break;
      default:
        file[at] = other[below(other.size())];
      }
    }
    std::string text = join(file);
    SCOPED_TRACE(text);
    accepted += analyse(text);
    if (HasFailure())
      return;
  }
  EXPECT_GT(accepted, size_t(runs) / 50);
}
