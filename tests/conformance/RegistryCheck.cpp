//===- RegistryCheck.cpp - Every operation has a case ---------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Runs while the tests are built: an operation of the builtin table, a
// function of the prelude or a reduction that no case covers fails the build;
// so does one that no case with a derivative covers, unless it is listed here.
//
//===----------------------------------------------------------------------===//

#include "tests/conformance/Case.h"

#include <fstream>
#include <iostream>
#include <regex>
#include <set>
#include <sstream>

namespace {

/// Rows of the table that a case must cover.
const char *const operations[] = {
#define KOP_REAL(NAME, ARITY, OP, ...) #NAME,
#define KOP_NUMERIC(NAME, ARITY, REAL, INT, ...) #NAME,
#define KOP_OPERATOR(NAME, ARITY, REAL, INT) #NAME,
#define KOP_COMPARISON(NAME, SPELLING, REAL_PREDICATE, INT_PREDICATE) #NAME,
#define KOP_LOGIC(NAME, ARITY, SPELLING) #NAME,
#define KOP_FUNCTION(NAME, MIN, MAX, RULE, ...) #NAME,
#define KOP_NODE(NAME) #NAME,
#include "compiler/sema/Builtins.def"
};

const char *const reductions[] = {
    "sum",    "prod",   "min",       "max",
    "argmin", "argmax", "kmin",      "kmax",
    "mean",   "var",    "logsumexp", "softmax",
    "count",  "any",    "all",       "logsumexp_signed",
    "collect"};

/// Nothing real goes in, or comes out.
const char *const withoutDerivative[] = {"idiv", "rem", "fold_argmin",
                                         "fold_argmax", "onehot"};

std::set<std::string> functionsOf(const char *path) {
  std::ifstream file(path);
  if (!file)
    throw std::runtime_error(std::string("cannot read ") + path);
  std::set<std::string> names;
  const std::regex declaration(R"(^fn\s+(\w+)\()");
  std::smatch match;
  for (std::string line; std::getline(file, line);)
    if (std::regex_search(line, match, declaration))
      names.insert(match[1]);
  return names;
}

int countMissing(const std::set<std::string> &wanted,
                 const std::set<std::string> &covered, const char *by) {
  int missing = 0;
  for (const std::string &name : wanted)
    if (!covered.count(name)) {
      std::cerr << "error: no " << by << " in tests/conformance covers '"
                << name << "'\n";
      ++missing;
    }
  return missing;
}

} // namespace

int main(int argc, char **argv) {
  if (argc != 2) {
    std::cerr << "usage: " << argv[0] << " Prelude.kop\n";
    return 2;
  }
  std::set<std::string> wanted = functionsOf(argv[1]);
  wanted.insert(std::begin(operations), std::end(operations));
  wanted.insert(std::begin(reductions), std::end(reductions));
  std::set<std::string> covered,
      derived(std::begin(withoutDerivative), std::end(withoutDerivative));
  for (const kop::test::Group &group : kop::test::allGroups())
    for (const kop::test::Case &test : group.cases) {
      std::istringstream names(test.covers);
      for (std::string name; names >> name;) {
        covered.insert(name);
        if (!test.discrete)
          derived.insert(name);
      }
    }
  return countMissing(wanted, covered, "case") +
                 countMissing(wanted, derived, "case with a derivative")
             ? 1
             : 0;
}
