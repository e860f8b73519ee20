//===- Options.td - Command line of kopc -------------------*- tablegen -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// --help shows the groups in the order below and the options of a group in
// alphabetical order; those without a text are described by their neighbours.
//
//===----------------------------------------------------------------------===//

include "llvm/Option/OptParser.td"

class LongFlag<string name> : Flag<["--"], name>;
class LongJoined<string name> : Joined<["--"], name # "=">;
class LongSeparate<string name> : Separate<["--"], name>;
class ShortValue<string name> : JoinedOrSeparate<["-"], name>;

def output_group : OptionGroup<"output">, HelpText<"Outputs">;
def source_group : OptionGroup<"source">, HelpText<"Sources">;
def target_group : OptionGroup<"target">, HelpText<"Code">;
def message_group : OptionGroup<"message">, HelpText<"Messages">;
def info_group : OptionGroup<"info">, HelpText<"Information">;

//===----------------------------------------------------------------------===//
// Outputs
//===----------------------------------------------------------------------===//

let Group = output_group in {
def o : ShortValue<"o">, MetaVarName<"FILE">,
  HelpText<"Output file, or an existing directory">;
def header : LongSeparate<"header">, MetaVarName<"FILE">,
  HelpText<"Write the C and C++ header here">;
def header_eq : LongJoined<"header">, Alias<header>;
def emit : LongJoined<"emit">, MetaVarName<"KIND,...">,
  HelpText<"obj (default) header asm llvm ptx manifest, or a stage:\n"
           "ast typed kop simplified scheduled tiled">;
def MD : Flag<["-"], "MD">,
  HelpText<"Also write a make rule with all files read">;
def MF : ShortValue<"MF">, MetaVarName<"FILE">,
  HelpText<"File for the rule (default: the output with .d)">;
def MT : ShortValue<"MT">, MetaVarName<"TARGET">,
  HelpText<"Target of the rule (default: the output)">;
def dump_phases : LongJoined<"dump-phases">, MetaVarName<"DIR">,
  HelpText<"Write the program after each stage into DIR">;
}

//===----------------------------------------------------------------------===//
// Sources
//===----------------------------------------------------------------------===//

let Group = source_group in {
def I : ShortValue<"I">, MetaVarName<"DIR">,
  HelpText<"Search DIR for imports">;
def D : ShortValue<"D">, MetaVarName<"NAME=VALUE">,
  HelpText<"Set the constant NAME">;
def export_ : LongJoined<"export">, MetaVarName<"ITEM">,
  HelpText<"Add an instance: 'gaussian(D = 5): f32'">;
def export_separate : LongSeparate<"export">, Alias<export_>;
def namespace_ : LongJoined<"namespace">, MetaVarName<"A::B">,
  HelpText<"C++ namespace instead of the module's">;
}

//===----------------------------------------------------------------------===//
// Code
//===----------------------------------------------------------------------===//

let Group = target_group in {
def cpu : LongJoined<"cpu">, MetaVarName<"NAME,...">,
  HelpText<"Instruction sets, host, or all (default); --print-targets">;
def gpu : LongJoined<"gpu">, MetaVarName<"sm_NN|none">,
  HelpText<"GPU architecture (default: none)">;
def target : LongJoined<"target">, MetaVarName<"TRIPLE">,
  HelpText<"Machine the object is for (default: this one)">;
def math : LongJoined<"math">, MetaVarName<"MODE">,
  HelpText<"default, precise (<= 1 ulp), or fast">;
def O : Joined<["-"], "O">, MetaVarName<"0..3">,
  HelpText<"Optimization level (default: 2)">;
def distance : LongJoined<"distance">, MetaVarName<"FORM">,
  HelpText<"auto (default), direct, or expanded where allowed">;
def tile : LongJoined<"tile">, MetaVarName<"KEY=N,...">,
  HelpText<"Register tile: rows, columns, block, unroll">;
def tuning : LongJoined<"tuning">, MetaVarName<"FILE">,
  HelpText<"Register tiles of single passes, from 'kop tune'">;
def fPIC : Flag<["-"], "fPIC">,
  HelpText<"Position-independent code (always on)">;
}

//===----------------------------------------------------------------------===//
// Messages
//===----------------------------------------------------------------------===//

let Group = message_group in {
def Werror : Flag<["-"], "Werror">,
  HelpText<"Make warnings errors; -Werror=NAME: one of them">;
def Werror_eq : Joined<["-"], "Werror=">, MetaVarName<"NAME">;
def W : Joined<["-"], "W">, MetaVarName<"[no-]NAME">,
  HelpText<"Switch a warning on or off; -w: all off">;
def w : Flag<["-"], "w">;
def color : LongJoined<"color">, MetaVarName<"WHEN">,
  HelpText<"auto (default), always, never">;
def diagnostics_format : LongJoined<"diagnostics-format">,
  MetaVarName<"FMT">, HelpText<"text (default) or json">;
def remarks : LongFlag<"remarks">,
  HelpText<"Say what passes did and declined; =REGEX: of these">;
def remarks_eq : LongJoined<"remarks">, MetaVarName<"REGEX">;
def report : LongJoined<"report">, MetaVarName<"KIND">,
  HelpText<"cost: operations and bytes per pair, row, column">;
def time : LongFlag<"time">, HelpText<"Time of each stage">;
}

//===----------------------------------------------------------------------===//
// Information
//===----------------------------------------------------------------------===//

let Group = info_group in {
def explain : LongSeparate<"explain">, MetaVarName<"NAME">,
  HelpText<"Explain the code of an error, or an operation">;
def explain_eq : LongJoined<"explain">, Alias<explain>;
def print_targets : LongFlag<"print-targets">,
  HelpText<"Instruction sets and GPUs">;
def help : LongFlag<"help">, HelpText<"This page">;
def help_short : Flag<["-"], "h">, Alias<help>;
// Crashes behind the front end: for the test of reproducers.
def crash_test : LongFlag<"crash-test">;
def version : LongFlag<"version">, HelpText<"Version and LLVM">;
}
