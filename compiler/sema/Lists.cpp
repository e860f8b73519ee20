//===- Lists.cpp - Reductions over lists ----------------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A parameter `nbr[i]: list(j)` becomes two inputs over an index of its own,
// the entries: the row i and the column j of each. `sum[j in nbr[i]] e` becomes
// a sum over the entries whose row is i, with the column of the entry in the
// place of j. Nothing behind semantic analysis knows of lists but for where the
// rows of entries come from.
//
//===----------------------------------------------------------------------===//

#include "compiler/sema/Elaborator.h"
#include "compiler/sema/NameCheck.h"

using namespace kop::sema;

//===----------------------------------------------------------------------===//
// Inputs
//===----------------------------------------------------------------------===//

/// The first input of a list is the parameter; the second one comes behind the
/// inputs of all parameters.
void Elaborator::declareLists() {
  for (size_t k = 0; k < scope->decl->parameters.size(); ++k) {
    const ast::Parameter &parameter = scope->decl->parameters[k];
    if (parameter.type.kind != ast::TypeKind::List)
      continue;
    if (parameter.axes.size() != 1 || parameter.axes[0].alternative) {
      error(Code::ListUse, parameter.name.range,
            "a list has one index, as in `" + parameter.name.text +
                "[i]: list(j)`");
      continue;
    }
    ListInput list;
    list.row = scope->index(parameter.axes[0].index.text);
    list.column = scope->index(parameter.type.target.text);
    list.entries = IndexId(instance.indices.size());
    list.rows = int(k);
    list.columns = int(instance.inputs.size());
    instance.indices.push_back(
        {parameter.name.text + ".entries", parameter.name.range, -1});
    Input &rows = instance.inputs[k];
    rows.axes = {{list.entries}};
    rows.type = Builder::integer(list.row);
    rows.list = Input::List::Rows;
    Input columns = rows;
    columns.name += ".indices";
    columns.type = Builder::integer(list.column);
    columns.list = Input::List::Columns;
    instance.inputs.push_back(std::move(columns));
    lists.push_back(list);
  }
}

const Elaborator::ListInput *Elaborator::listOfEntries(IndexId entries) const {
  for (const ListInput &list : lists)
    if (list.entries == entries)
      return &list;
  return nullptr;
}

/// The list behind `in`: `nbr[i]`, whose columns are those of the reduced
/// index. Reports everything else.
const Elaborator::ListInput *Elaborator::findList(const ast::ReduceExpr &expr) {
  const ast::Expr &written = *expr.list;
  auto *index = written.as<ast::IndexExpr>();
  auto *reference = index ? index->base->as<ast::NameExpr>() : nullptr;
  const Symbol *symbol = reference && !reference->name.isQualified()
                             ? scope->find(reference->name.last().text)
                             : nullptr;
  const ListInput *found = nullptr;
  if (symbol && symbol->kind == Symbol::Kind::Input)
    for (const ListInput &list : lists)
      if (list.rows == symbol->number)
        found = &list;
  if (symbol && symbol->kind == Symbol::Kind::Output &&
      isCollection(scope->decl->assignments[symbol->number])) {
    error(Code::ListUse, written.range,
          "a formula cannot reduce over a list that it makes; another one "
          "takes it, as a parameter `" +
              reference->name.last().text + "[i]: list(j)`")
        .note(symbol->range,
              "`" + reference->name.last().text + "` is assigned here");
    return nullptr;
  }
  if (!found) {
    auto &report = error(Code::ListUse, written.range,
                         "behind `in` stands a list, got `" +
                             ast::toString(written) + "`");
    if (symbol)
      report.note(symbol->range,
                  "`" + reference->name.last().text + "` is declared here");
    return nullptr;
  }
  const std::string &name = reference->name.last().text;
  const std::string &row = scope->indices[found->row].name;
  auto *subscript =
      index->subscripts.size() == 1 && !index->subscripts[0].isSlice()
          ? index->subscripts[0].begin->as<ast::NameExpr>()
          : nullptr;
  if (!subscript || subscript->name.str() != row) {
    error(Code::ListUse, written.range,
          "the list is that of its own index, `" + name + "[" + row +
              "]`, got `" + ast::toString(written) + "`")
        .note(symbol->range, "`" + name + "` is declared here");
    return nullptr;
  }
  const ast::Name &reduced = expr.indices[0]; // The only one: see the parser.
  if (!scope->sameRows(scope->index(reduced.text), found->column)) {
    error(Code::ListUse, reduced.range,
          "`" + name + "[" + row + "]` lists values of `" +
              scope->indices[found->column].name + "`, and `" + reduced.text +
              "` is reduced")
        .note(symbol->range, "`" + name + "` is declared here");
    return nullptr;
  }
  if (reduced.text == row) {
    error(Code::ListUse, reduced.range,
          "`" + row +
              "` is reduced over its own list; the list belongs to a "
              "value that is kept");
    return nullptr;
  }
  return found;
}

//===----------------------------------------------------------------------===//
// Entries
//===----------------------------------------------------------------------===//

Node *Elaborator::readEntry(int input, const ListInput &list,
                            SourceRange range) {
  return builder.read(input, {builder.indexName(list.entries, range)}, range);
}

/// The column of an entry that a reduction chose; -1 for none.
Node *Elaborator::columnOfEntry(const ListInput &list, Node *entry,
                                SourceRange range) {
  Node *zero = builder.integerConstant(0, range);
  Node *none = builder.integerConstant(-1, range);
  Node *isEntry = builder.call("ge", Builder::boolean(), {entry, zero}, range);
  Node *column = builder.read(list.columns, {entry}, range);
  return builder.call("select", column->type, {isEntry, column, none}, range);
}

/// Whether a term counts: the entry has the row, a column, and what the
/// reduction asks for.
Node *Elaborator::listFilter(const ListInput &list, Node *condition,
                             SourceRange range) {
  Node *row = readEntry(list.rows, list, range);
  Node *mine = builder.indexName(list.row, range);
  Node *column = readEntry(list.columns, list, range);
  Node *zero = builder.integerConstant(0, range);
  auto both = [&](Node *a, Node *b) {
    return builder.call("and", Builder::boolean(), {a, b}, range);
  };
  Node *filter =
      both(builder.call("eq", Builder::boolean(), {row, mine}, range),
           builder.call("ge", Builder::boolean(), {column, zero}, range));
  return condition ? both(filter, condition) : filter;
}

/// `node` with values in the place of indices.
Node *Elaborator::substitute(Node *node, const Substitution &values,
                             const ListInput &list, NodeMap &known) {
  Domain replaced = 0;
  for (auto [index, value] : values)
    replaced |= Domain(1) << index;
  if (!node || !(node->domain & replaced))
    return node;
  if (auto found = known.find(node); found != known.end())
    return found->second;
  auto inside = [&](Node *operand) {
    return substitute(operand, values, list, known);
  };
  std::vector<Node *> operands;
  if (node->kind != NodeKind::Reduce && node->kind != NodeKind::Reindex)
    for (Node *operand : node->operands)
      operands.push_back(inside(operand));
  Node *result = nullptr;
  switch (node->kind) {
  case NodeKind::Constant:
  case NodeKind::Extent:
    result = node;
    break;
  case NodeKind::IndexName:
    result = values.at(node->index);
    break;
  case NodeKind::Read:
    result = builder.read(node->operand, operands, node->range);
    break;
  case NodeKind::Call:
    result = builder.call(node->callee, node->type, operands, node->range,
                          node->integers, node->text);
    break;
  case NodeKind::Result:
    result = builder.result(operands[0], int(node->integers[0]), node->type,
                            node->range);
    break;
  case NodeKind::Reduce:
    result = substituteReduction(*node, values, list);
    break;
  case NodeKind::Reindex: {
    // The value at another index: that index has a value now.
    Substitution inner = values;
    auto to = values.find(IndexId(node->integers[1]));
    inner[IndexId(node->integers[0])] =
        to == values.end()
            ? builder.indexName(IndexId(node->integers[1]), node->range)
            : to->second;
    NodeMap fresh;
    result = substitute(node->operands[0], inner, list, fresh);
    break;
  }
  }
  return known[node] = result;
}

/// A reduction inside of the terms is done once per entry, so that it depends
/// on the entry alone and not on all pairs of rows and entries.
Node *Elaborator::substituteReduction(const Node &node,
                                      const Substitution &values,
                                      const ListInput &list) {
  for (IndexId index : node.over)
    if (listOfEntries(index)) {
      error(Code::NotLowered, node.range,
            "this version of kopc does not lower a reduction over a list "
            "inside of the terms of another one; make it a formula of its own");
      break;
    }
  Substitution inner = values;
  inner[list.row] = readEntry(list.rows, list, node.range);
  for (IndexId index : node.over)
    inner.erase(index);
  NodeMap known;
  std::vector<Node *> operands;
  for (Node *operand : node.operands)
    operands.push_back(substitute(operand, inner, list, known));
  Node *condition = substitute(node.condition, inner, list, known);
  if (node.callee != "count")
    return builder.reduce(node.callee, node.type, operands, node.over,
                          condition, node.range, node.integers,
                          node.secondType);
  Domain terms = node.terms;
  for (auto [index, value] : inner)
    if (terms >> index & 1)
      terms = (terms & ~(Domain(1) << index)) | value->domain;
  return builder.count(terms, node.over, condition, node.range);
}
