// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The grammar of .kop files. It admits a little more than the language (an
// output without brackets, a chained comparison, any name as a type): the
// builder of the tree rejects these with messages that say what to write.
//
// The lexer reads bytes: the code points 0x80–0xFF are bytes of UTF-8, which
// have a meaning in comments only.

grammar Kop;

//===----------------------------------------------------------------------===//
// Declarations
//===----------------------------------------------------------------------===//

file: declaration* EOF;

declaration
  : MODULE qualifiedName SEMI                                  # moduleLine
  | IMPORT qualifiedName SEMI                                  # importLine
  | FORMULA name LPAREN parameters? (SEMI generics)? RPAREN
      LBRACE statement* RBRACE                                 # formula
  | FORMULA name ASSIGN transform SEMI                         # derived
  | FN name LPAREN functionParameters RPAREN functionBody      # function
  | CONST name ASSIGN expr SEMI                                # constant
  | EXPORT exportSpec SEMI                                     # exportLine
  ;

// Entry points for text of the command line, and for statements that follow
// one with an error.
exportOnly: exportSpec EOF;
exprOnly: expr EOF;
statementsOnly: statement* EOF;
declarationOnly: declaration EOF;

parameters: parameter (COMMA parameter)*;
parameter: name (LBRACKET (axis (COMMA axis)*)? RBRACKET)? (COLON type)?;
axis: name (BAR name)?;
type: name (LPAREN expr (COMMA expr)* RPAREN)?;

generics: generic (COMMA generic)*;
generic: FN? name;

functionParameters: functionParameter (COMMA functionParameter)*;
functionParameter: FN? name (COLON type)?;
functionBody
  : ASSIGN expr SEMI
  | LBRACE let* expr RBRACE
  ;

transform: name LPAREN (transform | qualifiedName) SEMI names
             (GIVEN names)? RPAREN;

exportSpec: exportItem (COMMA exportItem)*
              (COLON name (COMMA name)*)?
              (ACCUMULATE name)?
              (INDEX name)?;
exportItem: qualifiedName (LPAREN (binding (COMMA binding)*)? RPAREN)?
              (AS name)?;
binding
  : name ASSIGN STAR                                           # bindStar
  | name ASSIGN expr                                           # bindValue
  | name COLON name                                            # bindType
  ;

//===----------------------------------------------------------------------===//
// Statements
//===----------------------------------------------------------------------===//

statement
  : let
  | assignment
  ;
let: LET name ASSIGN expr SEMI;
assignment: target (COMMA target)* ASSIGN expr SEMI;
target: name (LBRACKET (expr (COMMA expr)*)? RBRACKET)?;

//===----------------------------------------------------------------------===//
// Expressions, tightest first
//===----------------------------------------------------------------------===//

expr
  : primary                                                    # atom
  | expr LBRACKET (subscript (COMMA subscript)*)? RBRACKET     # subscripted
  | <assoc=right> expr CARET expr                              # binary
  | (MINUS | NOT) expr                                         # unary
  | expr AT expr                                               # binary
  | expr (STAR | SLASH | PERCENT) expr                         # binary
  | prefixReduction reductionHead expr                         # reduction
  | COLLECT reductionHead                                      # collection
  | expr (PLUS | MINUS) expr                                   # binary
  | expr (EQ | NE | LT | LE | GT | GE) expr                    # binary
  | expr AND expr                                              # binary
  | expr OR expr                                               # binary
  ;

primary
  : NUMBER                                                     # number
  | STRING                                                     # string
  | qualifiedName                                              # reference
  | (qualifiedName | prefixReduction | callReduction) arguments  # call
  | callReduction reductionHead arguments                      # closedReduction
  | LPAREN expr RPAREN                                         # group
  | LBRACKET expr (COMMA expr)* RBRACKET                       # concat
  ;

arguments: LPAREN exprs (SEMI exprs)? RPAREN;
exprs: expr (COMMA expr)*;
subscript: expr (COLON expr)?;

reductionHead: LBRACKET names? (IN expr)? (SEMI expr)? (COLON expr)? RBRACKET;

prefixReduction
  : SUM | MEAN | PROD | VAR | MIN | MAX | ARGMIN | ARGMAX | KMIN | KMAX
  | COLLECT
  ;
callReduction
  : LOGSUMEXP | LOGSUMEXP_SIGNED | SOFTMAX | COUNT | ANY | ALL
  ;

names: name (COMMA name)*;
qualifiedName: name (DOT name)*;

// Words with a meaning in one place only are names elsewhere.
name: ID | IN | GIVEN | AS | ACCUMULATE | INDEX;

//===----------------------------------------------------------------------===//
// Tokens
//===----------------------------------------------------------------------===//

MODULE: 'module';
IMPORT: 'import';
FORMULA: 'formula';
FN: 'fn';
CONST: 'const';
LET: 'let';
EXPORT: 'export';

SUM: 'sum';
MEAN: 'mean';
PROD: 'prod';
VAR: 'var';
MIN: 'min';
MAX: 'max';
ARGMIN: 'argmin';
ARGMAX: 'argmax';
KMIN: 'kmin';
KMAX: 'kmax';
COLLECT: 'collect';
LOGSUMEXP: 'logsumexp';
LOGSUMEXP_SIGNED: 'logsumexp_signed';
SOFTMAX: 'softmax';
COUNT: 'count';
ANY: 'any';
ALL: 'all';

IN: 'in';
GIVEN: 'given';
AS: 'as';
ACCUMULATE: 'accumulate';
INDEX: 'index';

LPAREN: '(';
RPAREN: ')';
LBRACKET: '[';
RBRACKET: ']';
LBRACE: '{';
RBRACE: '}';
COMMA: ',';
SEMI: ';';
COLON: ':';
DOT: '.';
BAR: '|';
ASSIGN: '=';
CARET: '^';
MINUS: '-';
NOT: '!';
AT: '@';
STAR: '*';
SLASH: '/';
PERCENT: '%';
PLUS: '+';
EQ: '==';
NE: '!=';
LT: '<';
LE: '<=';
GT: '>';
GE: '>=';
AND: '&&';
OR: '||';

ID: [A-Za-z_] [A-Za-z_0-9]*;
NUMBER: DIGITS ('.' DIGITS)? EXPONENT? | '.' DIGITS EXPONENT?;
STRING: '"' ~["\r\n]* '"';

LINE_COMMENT: '//' ~[\r\n]* -> channel(HIDDEN);
BLOCK_COMMENT: '/*' .*? '*/' -> channel(HIDDEN);
SPACE: [ \t\r\n\f\u000B]+ -> channel(HIDDEN);

// What no rule above matches as a whole; each gets a message of its own.
BAD_NUMBER: '.'? [0-9] ([A-Za-z_0-9.] | [eE] [+-])*;
BAD_STRING: '"' ~["\r\n]*;
BAD_OPERATOR: '**' | '++' | '+=' | '-=' | '*=' | '/=' | '^=' | ':=' | '->'
  | '=>' | '<>' | '===' | '!==' | '.*' | './' | '.^';
NON_ASCII: [\u0080-\u00FF]+;
BAD_CHARACTER: .;

fragment DIGITS: [0-9]+;
fragment EXPONENT: [eE] [+-]? DIGITS;
