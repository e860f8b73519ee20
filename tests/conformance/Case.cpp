//===- Case.cpp - Formulas that pin down what operations do ---------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "tests/conformance/Case.h"

using namespace kop;

std::vector<test::Group> test::allGroups() {
  return {exponentials(), trigonometric(), arithmetic(),
          logic(),        integers(),      vectors(),
          tensors(),      functions(),     sums(),
          extrema(),      smallestK(),     exponentialReductions(),
          collected(),    structure(),     gathers(),
          lists(),        distanceForms(), formats(),
          complexes(),    integerData(),   specialFunctions()};
}

std::string test::text(const Case &test) {
  return "formula " + test.name + "(" + test.parameters + ") {\n  " +
         test.body + "\n}\n";
}

std::string test::exported(const Case &test, const std::string &type) {
  return "export " + test.name + test.generics + ": " + type + ";\n";
}
