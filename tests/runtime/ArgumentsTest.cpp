//===- ArgumentsTest.cpp - Every wrong argument has its message -----------===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Calls.h"

#include <climits>
#include <cstring>

using namespace kop;
using namespace kop::tests;

namespace {

/// Calls `gathered` with good arguments but for what `change` does to them.
class Gathered {
public:
  std::vector<double> y{1, 2, 3}, g = std::vector<double>(4, -7),
                                  c = std::vector<double>(2, -7);
  std::vector<std::int64_t> nbr{0, 2, -1, 1}, label{0, 1, 1, 1};
  kop_view views[5] = {In<double>(y).view(), In<std::int64_t>(nbr).view(),
                       In<std::int64_t>(label).view(), Out<double>(g).view(),
                       Out<double>(c).view()};
  kop_exec exec = {};
  kop_status status = {};

  int run() { return kop_run(&gathered, views, &exec, &status); }

  /// Runs and checks that nothing was written.
  std::string reject(int code) {
    EXPECT_EQ(run(), code);
    EXPECT_EQ(status.code, code);
    EXPECT_EQ(g, std::vector<double>(4, -7));
    EXPECT_EQ(c, std::vector<double>(2, -7));
    return status.message;
  }
};

} // namespace

TEST(Arguments, GoodCall) {
  Gathered call;
  ASSERT_EQ(call.run(), KOP_OK) << call.status.message;
  EXPECT_EQ(call.g, (std::vector<double>{1, 3, 0, 2}));
  EXPECT_EQ(call.c, (std::vector<double>{1, 3}));
  EXPECT_STREQ(call.status.message, "");
}

TEST(Arguments, Type) {
  Gathered call;
  call.views[1].type = KOP_TYPE_I32;
  EXPECT_EQ(call.reject(KOP_ERROR_TYPE),
            "gathered: argument nbr: expected i64, got i32");
  call.views[1].type = 17;
  EXPECT_EQ(call.reject(KOP_ERROR_TYPE),
            "gathered: argument nbr: unknown element type 17");
}

TEST(Arguments, Rank) {
  Gathered call;
  call.views[0].rank = 2;
  EXPECT_EQ(call.reject(KOP_ERROR_SHAPE),
            "gathered: argument y: expected shape (j), got (3, 1)");
  call.views[0].rank = 9;
  EXPECT_EQ(call.reject(KOP_ERROR_SHAPE),
            "gathered: argument y: a view has 0 to 8 axes, not 9");
}

TEST(Arguments, ComponentShape) {
  std::vector<double> q(20), e(100), t(1);
  Error error = errorOf([&] {
    call(shared, {}, In<double>(q, 10, 1), Out<double>(e, 10, 10),
         Out<double>(t[0]));
  });
  // A container must be filled by its extents.
  EXPECT_EQ(error.code(), ErrorCode::Shape);
  error = errorOf([&] {
    call(shared, {}, In<double>(q, 5, 4), Out<double>(e, 10, 10),
         Out<double>(t[0]));
  });
  EXPECT_STREQ(error.what(),
               "shared: argument q: expected shape (i, 2), got (5, 4)");
}

TEST(Arguments, ExtentsAgree) {
  Gathered call;
  call.views[2].extents[0] = 3;
  EXPECT_EQ(call.reject(KOP_ERROR_SHAPE),
            "gathered: nbr and label disagree on index i: 4 rows and 3 rows");
  call.views[2].extents[0] = 4;
  call.views[3].extents[0] = 5;
  EXPECT_EQ(call.reject(KOP_ERROR_SHAPE),
            "gathered: nbr and g disagree on index i: 4 rows and 5 rows");
}

TEST(Arguments, SharedIndicesAgree) {
  std::vector<double> q(20), e(90), t(1);
  const Error error = errorOf([&] {
    call(shared, {}, In<double>(q, 10, 2), Out<double>(e, 10, 9),
         Out<double>(t[0]));
  });
  EXPECT_STREQ(error.what(),
               "shared: q and e disagree on index j: 10 rows and 9 rows");
}

TEST(Arguments, NegativeExtent) {
  Gathered call;
  call.views[0].extents[0] = -2;
  EXPECT_EQ(call.reject(KOP_ERROR_SHAPE),
            "gathered: argument y: negative extent in shape (-2)");
}

TEST(Arguments, NullPointer) {
  Gathered call;
  call.views[3].data = nullptr;
  EXPECT_EQ(call.reject(KOP_ERROR_ARGUMENT),
            "gathered: output g: null pointer for shape (4)");
  EXPECT_EQ(kop_run(&gathered, nullptr, nullptr, &call.status),
            KOP_ERROR_ARGUMENT);
  EXPECT_EQ(kop_run(nullptr, call.views, nullptr, &call.status),
            KOP_ERROR_ARGUMENT);
}

TEST(Arguments, NullPointerWithoutElements) {
  Gathered call;
  call.nbr = {-1, -1, -1, -1};
  call.views[0].extents[0] = 0;
  call.views[0].data = nullptr;
  EXPECT_EQ(call.run(), KOP_OK) << call.status.message;
  EXPECT_EQ(call.g, std::vector<double>(4, 0));
}

TEST(Arguments, Misaligned) {
  Gathered call;
  call.views[0].data = reinterpret_cast<char *>(call.y.data()) + 4;
  EXPECT_EQ(call.reject(KOP_ERROR_ARGUMENT),
            "gathered: argument y: pointer is not aligned to f64");
}

TEST(Arguments, TooLarge) {
  Gathered call;
  call.views[0].extents[0] = INT64_MAX / 2;
  EXPECT_NE(call.reject(KOP_ERROR_SIZE).find("argument y: shape ("),
            std::string::npos);
  call.views[0].extents[0] = 4;
  call.views[0].strides[0] = INT64_MIN;
  EXPECT_NE(call.reject(KOP_ERROR_SIZE).find("address space"),
            std::string::npos);
}

TEST(Arguments, MoreRowsThan32BitIndices) {
  float x = 0, m = 0;
  std::int32_t n = 0;
  // Stride 0: a huge array in four bytes.
  const Error error = errorOf([&] {
    call(nearest, {}, In<float>(&x, 1),
         In<float>(&x, {std::int64_t(INT_MAX) + 1}, {0}), Out<float>(&m, 1),
         Out<std::int32_t>(&n, 1));
  });
  EXPECT_EQ(error.code(), ErrorCode::Size);
  EXPECT_STREQ(error.what(),
               "nearest: output n: its 32-bit values cannot number the "
               "2147483648 rows of index j; export the formula with "
               "`index i64`");
}

TEST(Arguments, Overlap) {
  std::vector<double> memory(30, 1);
  auto run = [&](In<double> x, In<double> y, Out<double> p, Out<double> q) {
    call(products, {}, x, y, p, q);
  };
  double *d = memory.data();
  // Disjoint parts, and columns of one matrix, are fine.
  run({d, 5}, {d + 5, 5}, {d + 10, 5}, {d + 15, 5});
  run({d, {7}, {4}}, {d + 1, {7}, {4}}, {d + 2, {7}, {4}}, {d + 3, {7}, {4}});
  Error error =
      errorOf([&] { run({d, 5}, {d + 5, 5}, {d + 10, 5}, {d + 14, 5}); });
  EXPECT_EQ(error.code(), ErrorCode::Overlap);
  EXPECT_STREQ(error.what(), "products: output q: shares memory with output p");
  error = errorOf([&] { run({d, 5}, {d + 5, 5}, {d, 5}, {d + 15, 5}); });
  EXPECT_STREQ(error.what(),
               "products: output p: shares memory with argument x");
  error = errorOf(
      [&] { run({d, 5}, {d + 5, 5}, {d + 10, {5}, {0}}, {d + 15, 5}); });
  EXPECT_STREQ(error.what(), "products: output p: several of its elements "
                             "share one address");
  // Inputs may overlap and repeat.
  run({d, 5}, {d, {5}, {0}}, {d + 10, 5}, {d + 15, 5});
}

TEST(Arguments, CheckedIndices) {
  Gathered call;
  call.nbr[2] = 3;
  call.exec.checked = 1;
  EXPECT_EQ(call.reject(KOP_ERROR_INDEX),
            "gathered: argument nbr: the value 3 at (2) is no row of index j, "
            "which has 3");
  call.nbr[2] = -2;
  EXPECT_EQ(call.reject(KOP_ERROR_INDEX),
            "gathered: argument nbr: the value -2 at (2) is no row of index "
            "j, which has 3");
  call.nbr[2] = -1;
  EXPECT_EQ(call.run(), KOP_OK) << call.status.message;
}

TEST(Arguments, Broadcast) {
  std::vector<double> x(5, 2), y(7, 3), o(20);
  call(batched, {}, In<double>(x), broadcast(In<double>(y)),
       Out<double>(o, 4, 5));
  EXPECT_EQ(o, std::vector<double>(20, 42));
  // An extent of 1 does not broadcast by itself.
  const Error error = errorOf([&] {
    call(batched, {}, In<double>(x), In<double>(y, 1, 7), Out<double>(o, 4, 5));
  });
  EXPECT_STREQ(error.what(),
               "batched: y and o disagree on index s: 1 rows and 4 rows");
}

TEST(Arguments, BroadcastWhereItMustNot) {
  Gathered call;
  call.views[3].extents[0] = KOP_BROADCAST;
  EXPECT_EQ(call.reject(KOP_ERROR_SHAPE),
            "gathered: output g: only axes of indices of inputs can be "
            "broadcast");
  Gathered other;
  other.views[0].extents[0] = KOP_BROADCAST;
  EXPECT_EQ(other.reject(KOP_ERROR_SHAPE),
            "gathered: argument y: the stride of a broadcast axis must be 0");
  other.views[0].strides[0] = 0;
  EXPECT_EQ(other.reject(KOP_ERROR_SHAPE),
            "gathered: argument y: no argument tells the extent of index j: "
            "all that have it are broadcast");
}

TEST(Arguments, Options) {
  Gathered call;
  call.exec.threads = -1;
  EXPECT_EQ(call.reject(KOP_ERROR_ARGUMENT),
            "gathered: negative number of threads");
  call.exec.threads = 0;
  call.exec.allocate = [](void *, size_t, size_t) -> void * { return nullptr; };
  EXPECT_EQ(call.reject(KOP_ERROR_ARGUMENT),
            "gathered: an allocator needs both allocate and release");
}

TEST(Arguments, Version) {
  kop_formula newer = gathered;
  newer.abi_version = KOP_ABI_VERSION + 1;
  Gathered call;
  EXPECT_EQ(kop_run(&newer, call.views, nullptr, &call.status),
            KOP_ERROR_VERSION);
  EXPECT_EQ(call.status.message, "the object was made for version " +
                                     std::to_string(KOP_ABI_VERSION + 1) +
                                     " of the ABI, this runtime has version " +
                                     std::to_string(KOP_ABI_VERSION));
}

TEST(Arguments, LongMessagesAreCut) {
  kop_formula renamed = gathered;
  const std::string name(5000, 'n');
  renamed.name = name.c_str();
  Gathered call;
  call.views[0].rank = 2;
  EXPECT_EQ(kop_run(&renamed, call.views, nullptr, &call.status),
            KOP_ERROR_SHAPE);
  EXPECT_EQ(std::strlen(call.status.message), sizeof(call.status.message) - 1);
}
