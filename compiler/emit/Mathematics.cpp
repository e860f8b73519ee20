//===- Mathematics.cpp - Formulas as text ---------------------------------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/emit/Mathematics.h"

#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/Matchers.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace kop;

namespace {

/// How tightly the outermost operator of a text binds.
enum Binding {
  Or,
  And,
  Comparison,
  Sum,
  Reduction,
  Product,
  Negation,
  Power,
  Primary
};

struct Text {
  std::string text;
  Binding binding = Primary;

  /// With parentheses where it binds less tightly than `least`.
  std::string in(Binding least) const {
    return binding < least ? "(" + text + ")" : text;
  }
};

class Writer {
public:
  explicit Writer(ir::FormulaOp formula);

  std::string run(unsigned maxLines);

private:
  void countUses(Operation *output);
  /// `isLine`: the text is all that stands behind a `=`.
  Text use(Value value, bool isLine = false);
  Text expression(Operation *op, unsigned result);
  Text reduction(ir::ReduceOp op, unsigned result);
  Text comparison(Operation *op, StringRef sign);
  std::string call(StringRef name, ValueRange operands);
  std::string parts(ir::ConcatOp op);
  std::string list(ValueRange values);
  void line(const std::string &text);

  ir::FormulaOp formula;
  std::string prefix = "t"; ///< of the names of lets
  llvm::DenseMap<Value, unsigned> uses;
  llvm::DenseMap<Value, Text> known;
  std::string text;
  unsigned lines = 0, lets = 0;
};

} // namespace

/// Changes of format and copies to all components are not written in Kop.
static Value resolve(Value value) {
  while (Operation *op = value.getDefiningOp()) {
    if (!isa<ir::BroadcastOp, arith::ExtFOp, arith::TruncFOp,
             arith::IndexCastOp, arith::ExtSIOp, arith::TruncIOp>(op))
      break;
    value = op->getOperand(0);
  }
  return value;
}

Writer::Writer(ir::FormulaOp formula) : formula(formula) {
  auto isTaken = [&](ArrayAttr names) {
    return llvm::any_of(names.getAsValueRange<StringAttr>(),
                        [&](StringRef name) {
                          return name.consume_front(prefix) &&
                                 llvm::all_of(name, llvm::isDigit);
                        });
  };
  while (isTaken(formula.getInputNames()) || isTaken(formula.getOutputNames()))
    prefix += "t";
}

/// Counts the operations that use each value, of those that outputs need.
void Writer::countUses(Operation *output) {
  for (Value value : output->getOperands())
    ++uses[resolve(value)];
  for (Operation &op :
       llvm::reverse(output->getBlock()->without_terminator())) {
    auto isUsed = [&](Value result) { return uses.contains(result); };
    if (llvm::none_of(op.getResults(), isUsed))
      continue;
    llvm::SmallPtrSet<Value, 4> operands;
    for (Value operand : op.getOperands())
      if (operands.insert(resolve(operand)).second)
        ++uses[resolve(operand)];
  }
}

void Writer::line(const std::string &text) {
  this->text += text + ";\n";
  ++lines;
}

/// A number as Kop writes it.
static Text numberText(Attribute attribute) {
  if (auto integer = dyn_cast<IntegerAttr>(attribute)) {
    if (integer.getType().isInteger(1))
      return {integer.getValue().isZero() ? "false" : "true"};
    const int64_t number = integer.getInt();
    return {std::to_string(number), number < 0 ? Negation : Primary};
  }
  const llvm::APFloat number = cast<FloatAttr>(attribute).getValue();
  if (number.isNaN())
    return {"nan"};
  const Binding binding = number.isNegative() ? Negation : Primary;
  if (number.isInfinity())
    return {number.isNegative() ? "-inf" : "inf", binding};
  llvm::SmallString<32> digits;
  number.toString(digits);
  return {StringRef(digits).lower(), binding};
}

/// A constant; one number where all components are equal.
static std::optional<Text> constantText(Value value) {
  Attribute attribute;
  if (!matchPattern(value, m_Constant(&attribute)))
    return {};
  auto elements = dyn_cast<DenseElementsAttr>(attribute);
  if (!elements)
    return numberText(attribute);
  if (elements.isSplat())
    return numberText(elements.getSplatValue<Attribute>());
  std::string components;
  llvm::ListSeparator comma;
  for (Attribute number : elements.getValues<Attribute>())
    components += (StringRef(comma) + numberText(number).text).str();
  components = "[" + components + "]";
  ArrayRef<int64_t> shape = elements.getType().getShape();
  if (shape.size() == 1)
    return Text{components};
  for (int64_t n : shape)
    components += ", " + std::to_string(n);
  return Text{"reshape(" + components + ")"};
}

Text Writer::use(Value value, bool isLine) {
  value = resolve(value);
  if (auto found = known.find(value); found != known.end())
    return found->second;
  Operation *op = value.getDefiningOp();
  if (auto constant = constantText(value))
    return known[value] = *constant;
  Text result = expression(op, cast<OpResult>(value).getResultNumber());
  constexpr size_t longest = 60;
  const bool isName = isa<ir::ReadOp, ir::IndexOp, ir::ExtentOp>(op);
  const bool isTooLong = !isLine && result.text.size() > longest;
  if (!isName && (uses[value] > 1 || isTooLong)) {
    const std::string name = prefix + std::to_string(++lets);
    line("let " + name + " = " + result.text);
    result = {name};
  }
  return known[value] = result;
}

std::string Writer::list(ValueRange values) {
  std::string result;
  llvm::ListSeparator comma;
  for (Value value : values)
    result += (StringRef(comma) + use(value).text).str();
  return result;
}

std::string Writer::call(StringRef name, ValueRange operands) {
  return (name + "(" + list(operands) + ")").str();
}

/// A scalar that stands for all components of a part is written for each.
std::string Writer::parts(ir::ConcatOp op) {
  std::string result;
  llvm::ListSeparator comma;
  for (Value part : op.getParts()) {
    const std::string text = use(part).text;
    Value source = resolve(part);
    const bool isSplat = isa<FloatType, IntegerType>(source.getType()) ||
                         (matchPattern(source, m_Constant()) &&
                          text.front() != '[' && text.back() != ')');
    auto shaped = dyn_cast<ShapedType>(part.getType());
    for (int64_t n = shaped && isSplat ? shaped.getNumElements() : 1; n > 0;
         --n)
      result += (StringRef(comma) + text).str();
  }
  return result;
}

Text Writer::comparison(Operation *op, StringRef sign) {
  const std::string left = use(op->getOperand(0)).in(Sum);
  const std::string right = use(op->getOperand(1)).in(Sum);
  return {(left + " " + sign + " " + right).str(), Comparison};
}

static StringRef signOf(arith::CmpFPredicate predicate) {
  using P = arith::CmpFPredicate;
  switch (predicate) {
  case P::OEQ:
  case P::UEQ:
    return "==";
  case P::OGT:
  case P::UGT:
    return ">";
  case P::OGE:
  case P::UGE:
    return ">=";
  case P::OLT:
  case P::ULT:
    return "<";
  case P::OLE:
  case P::ULE:
    return "<=";
  default:
    return "!=";
  }
}

static StringRef signOf(arith::CmpIPredicate predicate) {
  using P = arith::CmpIPredicate;
  switch (predicate) {
  case P::eq:
    return "==";
  case P::ne:
    return "!=";
  case P::sgt:
  case P::ugt:
    return ">";
  case P::sge:
  case P::uge:
    return ">=";
  case P::slt:
  case P::ult:
    return "<";
  case P::sle:
  case P::ule:
    return "<=";
  }
  return "==";
}

/// Reductions with parentheses of their own, and those that reach over what
/// follows.
Text Writer::reduction(ir::ReduceOp op, unsigned result) {
  std::string over;
  llvm::ListSeparator comma;
  for (StringRef index : op.getOver().getAsValueRange<StringAttr>())
    over += (StringRef(comma) + index).str();
  if (op.getK())
    over += "; " + std::to_string(*op.getK());
  using Kind = ir::ReductionKind;
  const Kind kind = op.getKind();
  const std::string condition =
      op.getCondition() ? use(op.getCondition()).text : "";
  if (kind == Kind::Count)
    return {"count[" + over + "](" + (condition.empty() ? "true" : condition) +
            ")"};
  if (!condition.empty())
    over += " : " + condition;
  std::string name = stringifyReductionKind(kind).str();
  if (kind == Kind::Collect)
    return {name + "[" + over + "]"};
  // The second result of two.
  const bool isSecond = result > 0;
  const std::string head =
      (isSecond ? "second of " : "") + name + "[" + over + "]";
  if (kind == Kind::LogSumExp || kind == Kind::LogSumExpSigned)
    return {head + "(" + list(op.getArgs()) + ")"};
  if (kind == Kind::SoftMax) {
    const std::string score = use(op.getArgs()[0]).text;
    return {head + "(" + score + "; " + use(op.getArgs()[1]).text + ")"};
  }
  return {head + " " + use(op.getArgs()[0]).in(Product), Reduction};
}

/// The name of an operation that is a function: "math.exp" is exp.
static StringRef functionName(Operation *op) {
  return llvm::StringSwitch<StringRef>(op->getName().getStringRef())
      .Cases({"math.absf", "math.absi"}, "abs")
      .Cases({"arith.maxnumf", "arith.maxsi"}, "max")
      .Cases({"arith.minnumf", "arith.minsi"}, "min")
      .Case("arith.sitofp", "real")
      .Case("arith.floordivsi", "idiv")
      .Default(op->getName().stripDialect());
}

Text Writer::expression(Operation *op, unsigned result) {
  auto binary = [&](StringRef sign, Binding binding, Binding right) -> Text {
    const std::string a = use(op->getOperand(0)).in(binding);
    const std::string b = use(op->getOperand(1)).in(right);
    return {(a + " " + sign + " " + b).str(), binding};
  };
  auto isTwice = [&] {
    return resolve(op->getOperand(0)) == resolve(op->getOperand(1));
  };
  auto subscripts = [&](Value base, const std::string &inside) -> Text {
    return {use(base).in(Primary) + "[" + inside + "]"};
  };
  return llvm::TypeSwitch<Operation *, Text>(op)
      .Case([&](ir::ReadOp read) -> Text {
        auto input = cast<BlockArgument>(read.getArray());
        auto name =
            cast<StringAttr>(formula.getInputNames()[input.getArgNumber()]);
        if (read.getSubscripts().empty())
          return {name.str()};
        return {name.str() + "[" + list(read.getSubscripts()) + "]"};
      })
      .Case([](ir::IndexOp index) -> Text { return {index.getIndex().str()}; })
      .Case([](ir::ExtentOp extent) -> Text {
        return {"extent(" + extent.getIndex().str() + ")"};
      })
      .Case([&](ir::ReduceOp reduce) { return reduction(reduce, result); })
      .Case<arith::AddFOp, arith::AddIOp>([&](auto) -> Text {
        if (isTwice())
          return {"2 * " + use(op->getOperand(0)).in(Negation), Product};
        return binary("+", Sum, Reduction);
      })
      .Case<arith::SubFOp, arith::SubIOp>(
          [&](auto) { return binary("-", Sum, Reduction); })
      .Case<arith::MulFOp, arith::MulIOp>([&](auto) -> Text {
        if (isTwice())
          return {use(op->getOperand(0)).in(Primary) + "^2", Power};
        return binary("*", Product, Negation);
      })
      .Case([&](arith::DivFOp) { return binary("/", Product, Negation); })
      .Case([&](arith::NegFOp) -> Text {
        const Text operand = use(op->getOperand(0));
        // -(a * b) is (-a) * b.
        if (operand.binding == Product && operand.text.front() != '-')
          return {"-" + operand.text, Product};
        return {"-" + operand.in(Power), Negation};
      })
      .Case([&](math::PowFOp) -> Text {
        return {use(op->getOperand(0)).in(Primary) + "^" +
                    use(op->getOperand(1)).in(Primary),
                Power};
      })
      .Case([&](arith::CmpFOp compare) {
        return comparison(op, signOf(compare.getPredicate()));
      })
      .Case([&](arith::CmpIOp compare) {
        return comparison(op, signOf(compare.getPredicate()));
      })
      .Case([&](arith::AndIOp) { return binary("&&", And, And); })
      .Case([&](arith::OrIOp) { return binary("||", Or, Or); })
      .Case([&](arith::XOrIOp) -> Text {
        return {"!" + use(op->getOperand(0)).in(Power), Negation};
      })
      .Case([&](ir::ReindexOp reindex) -> Text {
        return {"(" + use(reindex.getValue()).text + " at " +
                reindex.getFrom().str() + " = " + reindex.getTo().str() + ")"};
      })
      .Case([&](ir::ComponentsOp fold) -> Text {
        return {call(stringifyComponentKind(fold.getKind()), fold.getValue())};
      })
      .Case([&](ir::EinsumOp einsum) -> Text {
        return {"einsum(\"" + einsum.getSpecification().str() + "\", " +
                list(einsum.getOperands()) + ")"};
      })
      .Case([&](ir::ConcatOp concat) -> Text {
        return {"[" + parts(concat) + "]"};
      })
      .Case([&](ir::SliceOp slice) {
        const int64_t begin = slice.getOffset();
        const int64_t size = cast<ShapedType>(slice.getType()).getDimSize(0);
        return subscripts(slice.getValue(), std::to_string(begin) + ":" +
                                                std::to_string(begin + size));
      })
      .Case([&](ir::ComponentOp component) {
        std::string position;
        llvm::ListSeparator comma;
        for (int64_t at : component.getPosition())
          position += (StringRef(comma) + Twine(at)).str();
        return subscripts(component.getValue(), position);
      })
      .Case([&](ir::LookupOp lookup) {
        return subscripts(lookup.getValue(), list(lookup.getPosition()));
      })
      .Case<ir::OneHotOp, ir::ReshapeOp>([&](auto) -> Text {
        std::string shape = list(op->getOperands());
        for (int64_t n :
             cast<ShapedType>(op->getResult(0).getType()).getShape())
          shape += ", " + std::to_string(n);
        return {functionName(op).str() + "(" + shape + ")"};
      })
      .Default([&](Operation *) -> Text {
        return {call(functionName(op), op->getOperands())};
      });
}

/// In the order of the block, so that no text waits for another.
std::string Writer::run(unsigned maxLines) {
  Operation *output = formula.getBody().front().getTerminator();
  countUses(output);
  llvm::SmallPtrSet<Value, 4> outputs;
  for (Value value : output->getOperands())
    outputs.insert(resolve(value));
  for (Operation &op : formula.getBody().front().without_terminator())
    for (Value result : op.getResults()) {
      if (lines > maxLines)
        return "";
      const unsigned count = uses.lookup(result);
      if (count > 1 || (count == 1 && !outputs.contains(result)))
        use(result);
    }
  for (auto [value, name, type] :
       llvm::zip(output->getOperands(),
                 formula.getOutputNames().getAsValueRange<StringAttr>(),
                 formula.getOutputTypes().getAsValueRange<TypeAttr>())) {
    std::string axes;
    llvm::ListSeparator comma;
    for (StringRef axis :
         cast<ir::ArrayType>(type).getAxes().getAsValueRange<StringAttr>())
      axes += (StringRef(comma) + axis).str();
    const std::string right = use(value, /*isLine=*/true).text;
    line((name + "[" + axes + "] = " + right).str());
  }
  return lines > maxLines ? "" : text;
}

std::string emit::writeMathematics(ir::FormulaOp formula, unsigned maxLines) {
  return Writer(formula).run(maxLines);
}
